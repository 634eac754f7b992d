/* After the call: the number copied or printed, the next call by Enter. */
(() => {
  const { Controller } = window.StimulusModule;

  class CallDone extends Controller {
    static targets = ["next", "said"];

    static values = { key: String };

    connect() {
      window.shakwa?.drafts.forget(this.keyValue);
      this.element.querySelectorAll("[data-needs-script]").forEach((button) => {
        button.hidden = false;
      });
      this.nextTarget.focus({ preventScroll: true });
      this.keys = (event) => {
        if (event.altKey && !event.ctrlKey && event.code === "KeyN") {
          event.preventDefault();
          this.nextTarget.click();
        }
      };
      document.addEventListener("keydown", this.keys);
    }

    disconnect() {
      document.removeEventListener("keydown", this.keys);
    }

    async copy({ currentTarget }) {
      await this.put(currentTarget.dataset.text);
      currentTarget.querySelector("span").textContent = currentTarget.dataset.done;
      if (this.hasSaidTarget) this.saidTarget.textContent = currentTarget.dataset.done;
    }

    // Without https the clipboard has no door of its own.
    async put(text) {
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(text);
        return;
      }
      const area = document.createElement("textarea");
      area.value = text;
      this.element.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }

    print() {
      window.print();
    }
  }

  window.wagtail.app.register("call-done", CallDone);
})();
