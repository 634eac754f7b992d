/* The call by keyboard alone: recognises the caller, previews the route, keeps what is typed, registers once. */
(() => {
  const { Controller } = window.StimulusModule;
  const { door, drafts } = window.shakwa;
  const SOON = 180;
  const AMMAN = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Amman" });

  const soon = (act, wait = SOON) => {
    let timer = 0;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...args), wait);
    };
  };

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

  class Call extends Controller {
    static targets = [
      "form", "clock", "saved", "phone", "caller", "subject", "combo", "found", "questions", "within", "municipality",
      "sameAs", "duplicates", "route", "check", "submit", "known", "wrong", "attach", "files", "fileError",
    ];

    static values = {
      key: String, seq: Number, started: String, caller: String, preview: String, questions: String, subjects: String,
      address: String, wrong: Boolean, savedWords: String, localWords: String, backWords: String,
    };

    connect() {
      this.highlighted = "";
      this.dismissed = false;
      this.askCaller = soon(() => this.loadCaller());
      this.askPreview = soon(() => this.loadPreview());
      this.followText = "";
      this.draft = new window.shakwa.CallDraft({
        key: this.keyValue,
        address: this.addressValue,
        seq: this.seqValue,
        read: () => this.fields(),
        onState: (state) => this.show(state),
      });
      this.box = new window.shakwa.SubjectBox({
        input: this.input("subject_typed"),
        list: this.comboTarget.querySelector("[role=listbox]"),
        note: this.foundTarget,
        load: () => this.loadSubjects(),
        onHighlight: (row) => this.highlight(row),
        onChoose: (row, how) => this.choose(row, how),
        onClear: () => this.clearSubject(),
      });
      this.attachTarget.hidden = false;
      this.tick();
      this.ticking = setInterval(() => this.tick(), 1000);
      this.keys = (event) => this.shortcut(event);
      document.addEventListener("keydown", this.keys);
      this.back = () => this.online();
      window.addEventListener("online", this.back);
      document.addEventListener("shakwa:online", this.back);
      this.leaving = () => {
        if (document.visibilityState === "hidden") this.draft.send({ keepalive: true });
      };
      document.addEventListener("visibilitychange", this.leaving);
      this.narrowPlaces();
      this.restore();
      this.loadSubjects().then((rows) => {
        this.box.rows = rows;
      });
    }

    disconnect() {
      clearInterval(this.ticking);
      document.removeEventListener("keydown", this.keys);
      document.removeEventListener("visibilitychange", this.leaving);
      document.removeEventListener("shakwa:online", this.back);
      window.removeEventListener("online", this.back);
    }

    // Fields

    input(name) {
      return this.formTarget.elements.namedItem(name);
    }

    value(name) {
      return this.input(name)?.value ?? "";
    }

    fields() {
      const typed = {};
      for (const [name, value] of new FormData(this.formTarget)) {
        if (name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
        if (name in typed) typed[name] = [].concat(typed[name], value);
        else typed[name] = value;
      }
      if (this.followText) typed.follow_up = this.followText;
      return typed;
    }

    fill(fields) {
      for (const [name, value] of Object.entries(fields)) {
        const values = [].concat(value);
        this.formTarget.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
          if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
          else field.value = values[0];
        });
      }
      this.followText = fields.follow_up || "";
    }

    async restore() {
      const local = this.draft.newer();
      if (local) this.draft.seq = local.seq;
      if (local && !this.wrongValue) {
        this.fill(local.fields);
        this.narrowPlaces();
        if (local.fields.subject) await this.loadQuestions(local.fields.subject);
        this.fill(local.fields);
        this.draft.changed();
        this.say(this.backWordsValue);
      }
      if (this.hasWrongTarget) this.wrongTarget.focus();
      if (this.value("phone")) this.loadCaller();
      this.loadPreview();
      this.readBack();
    }

    typed(event) {
      if (event.target.id === "follow_up") this.followText = event.target.value;
      if (event.target === this.phoneTarget) this.askCaller();
      this.draft.changed();
      this.readBack();
    }

    changed(event) {
      const { name } = event.target;
      if (name === "governorate") this.narrowPlaces();
      if (["governorate", "district", "municipality", "kind"].includes(name)) this.askPreview();
      this.draft.changed();
      this.readBack();
    }

    // Enter goes to the next field; only Ctrl+Enter and the button register.
    enter(event) {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      const line = event.target.matches("input:not([type=file]):not([type=checkbox]), select");
      if (!plain || !line || !["Enter", "NumpadEnter"].includes(event.code)) return;
      event.preventDefault();
      const all = [...this.formTarget.querySelectorAll("input:not([type=hidden]), select, textarea, button[type=submit]")];
      const next = all.filter((field) => field.offsetParent !== null && !field.disabled);
      next[next.indexOf(event.target) + 1]?.focus();
    }

    shortcut(event) {
      const enter = ["Enter", "NumpadEnter"].includes(event.code);
      if (enter && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        const form = this.knownTarget.open ? this.knownTarget.querySelector("form") : this.formTarget;
        form?.requestSubmit();
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const target = {
        Digit1: this.phoneTarget,
        Digit2: this.input("subject_typed"),
        Digit3: this.input("governorate"),
        Digit4: this.input("text"),
      }[event.code];
      if (!target) return;
      event.preventDefault();
      target.focus();
    }

    // The caller

    async loadCaller() {
      const phone = this.value("phone").trim();
      if (phone === this.lastPhone) return;
      this.lastPhone = phone;
      if (phone.length < 7) {
        this.callerTarget.replaceChildren();
        return;
      }
      const answer = await door(`${this.callerValue}?${new URLSearchParams({ phone })}`);
      if (!answer.ok || phone !== this.value("phone").trim()) return;
      this.callerTarget.innerHTML = answer.text;
      const known = this.callerTarget.querySelector("[data-number]");
      if (!known) return;
      const written = known.dataset.number;
      if (written && document.activeElement !== this.phoneTarget) this.phoneTarget.value = written;
      if (known.dataset.name && !this.value("name")) this.setName(known.dataset.name);
      this.readBack();
    }

    takeName(event) {
      this.setName(event.currentTarget.textContent.trim());
      this.input("name").focus();
    }

    setName(name) {
      this.input("name").value = name;
      this.draft.changed();
      this.readBack();
    }

    async open(event) {
      const answer = await door(event.currentTarget.href);
      const part = answer.ok && parsed(answer.text).getElementById("known");
      if (!part) return;
      part.querySelectorAll("[data-needs-script]").forEach((button) => {
        button.hidden = false;
      });
      this.knownTarget.replaceChildren(document.adoptNode(part));
      const words = this.knownTarget.querySelector("#follow_up");
      if (words && this.followText) words.value = this.followText;
      this.knownTarget.showModal();
      (words || this.knownTarget.querySelector("a[data-focus]") || part).focus();
    }

    close() {
      this.knownTarget.close();
    }

    async followUp(event) {
      event.preventDefault();
      const form = event.target;
      if (this.busy) return;
      this.busy = true;
      const answer = await door(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      this.busy = false;
      if (answer.status === 201) {
        this.draft.stop();
        window.location.assign(answer.json().location);
      } else if (answer.status === 422) {
        const part = parsed(answer.text).getElementById("known");
        this.knownTarget.replaceChildren(document.adoptNode(part));
        this.knownTarget.querySelector("#follow_up").focus();
      }
    }

    // The subject

    async loadSubjects() {
      const answer = await door(this.subjectsValue, { remember: true });
      return answer.ok ? answer.json() : null;
    }

    highlight(row) {
      this.highlighted = row.code;
      this.askPreview();
    }

    clearSubject() {
      this.highlighted = "";
      if (!this.subjectTarget.value) return;
      this.subjectTarget.value = "";
      this.questionsTarget.replaceChildren();
      this.askPreview();
    }

    async choose(row, how) {
      this.subjectTarget.value = row.code;
      this.highlighted = "";
      this.dismissed = false;
      this.draft.changed();
      this.loadPreview();
      await this.loadQuestions(row.code);
      if (how.stay) return;
      const first = this.questionsTarget.querySelector("input, select, textarea") || this.input("governorate");
      first.focus();
    }

    async loadQuestions(subject) {
      const kept = this.fields();
      const answer = await door(`${this.questionsValue}?${new URLSearchParams({ subject })}`);
      if (!answer.ok || this.subjectTarget.value !== subject) return;
      this.questionsTarget.innerHTML = answer.text;
      this.fill(Object.fromEntries(Object.entries(kept).filter(([name]) => name.startsWith("answer-"))));
      this.readBack();
    }

    // The place: what lies in the governorate; the municipality only where it decides the route.

    narrowPlaces() {
      const above = this.value("governorate");
      this.withinTargets.forEach((select) => {
        select.querySelectorAll("optgroup").forEach((group) => {
          const outside = above !== "" && group.dataset.above !== above;
          group.hidden = outside;
          group.disabled = outside;
        });
        if (select.selectedOptions[0]?.parentElement.disabled) select.value = "";
      });
    }

    async loadPreview() {
      const chosen = this.subjectTarget.value;
      const subject = this.highlighted || chosen;
      const asked = { subject, kind: this.value("kind"), governorate: this.value("governorate") };
      asked.district = this.value("district");
      asked.municipality = this.value("municipality");
      asked.same_as = this.sameAsTarget.value;
      if (subject === chosen && chosen) asked.chosen = "1";
      const url = `${this.previewValue}?${new URLSearchParams(asked)}`;
      if (!subject) {
        this.municipalityTarget.hidden = true;
        return;
      }
      this.looking?.abort();
      this.looking = new AbortController();
      const answer = await door(url, { signal: this.looking.signal });
      if (!answer.ok) return;
      const page = parsed(answer.text);
      const route = page.querySelector("[data-part=route]");
      this.routeTarget.replaceChildren(...route.childNodes);
      const asks = route.dataset.needsMunicipality === "true" && Boolean(asked.chosen);
      this.municipalityTarget.hidden = !asks;
      if (!asks) this.input("municipality").value = "";
      const likely = page.querySelector("[data-part=duplicates]");
      this.duplicatesTarget.replaceChildren(...(this.dismissed ? [] : likely.childNodes));
      this.readBack();
    }

    link(event) {
      const { reference } = event.currentTarget.dataset;
      this.sameAsTarget.value = this.sameAsTarget.value === reference ? "" : reference;
      this.draft.changed();
      this.loadPreview();
    }

    notSame() {
      this.dismissed = true;
      this.sameAsTarget.value = "";
      this.duplicatesTarget.replaceChildren();
      this.draft.changed();
      this.input("text").focus();
    }

    // Read to the caller

    readBack() {
      const chosen = (name) => {
        const select = this.input(name);
        return select?.value ? select.selectedOptions[0].textContent.trim() : "";
      };
      const comma = document.documentElement.lang.startsWith("en") ? ", " : "، ";
      const lines = {
        caller: [this.value("name"), this.value("phone") && `\u2066${this.value("phone")}\u2069`],
        subject: [this.subjectTarget.value && this.value("subject_typed")],
        answers: this.answersInWords(),
        place: [chosen("governorate"), chosen("district"), chosen("municipality"), this.value("location")],
        words: [this.value("text")],
      };
      this.checkTarget.hidden = false;
      for (const [part, words] of Object.entries(lines)) {
        const row = this.checkTarget.querySelector(`[data-check=${part}]`);
        const said = words.filter(Boolean).join(comma);
        row.querySelector("dd").textContent = said;
        row.hidden = !said;
      }
    }

    answersInWords() {
      const said = [];
      this.questionsTarget.querySelectorAll(".s-field").forEach((field) => {
        const label = field.querySelector(".s-label").firstChild.textContent.trim();
        const boxes = [...field.querySelectorAll(":checked")].filter((box) => box.matches("input"));
        const line = field.querySelector("select, textarea, input:not([type=radio]):not([type=checkbox])");
        const words = boxes.map((box) => box.closest("label").textContent.trim());
        if (line?.tagName === "SELECT") words.push(line.value ? line.selectedOptions[0].textContent.trim() : "");
        else if (line) words.push(line.value);
        const answer = words.filter(Boolean).join(" ");
        if (answer) said.push(`${label} ${answer}`);
      });
      return said;
    }

    // Files

    async attach(event) {
      this.fileErrorTarget.textContent = "";
      const files = [...event.target.files];
      await window.shakwa.putFiles(
        this.addressValue,
        files,
        (html) => {
          this.filesTarget.innerHTML = html;
        },
        (words) => {
          this.fileErrorTarget.textContent = words;
        },
      );
      event.target.value = "";
    }

    async detach(event) {
      const answer = await window.shakwa.dropFile(event.currentTarget.dataset.url);
      if (answer.ok) this.filesTarget.innerHTML = answer.text;
      document.getElementById("files").focus();
    }

    // Registering: once, however often it is sent

    async register(event) {
      event.preventDefault();
      if (this.busy) return;
      this.busy = true;
      this.submitTarget.setAttribute("aria-busy", "true");
      this.draft.hold();
      const body = new URLSearchParams(new FormData(this.formTarget));
      const answer = await door(this.addressValue, { method: "POST", body });
      this.busy = false;
      this.submitTarget.removeAttribute("aria-busy");
      if (answer.status === 201) {
        drafts.forget(this.keyValue);
        window.location.assign(answer.json().location);
        return;
      }
      this.draft.release();
      this.draft.changed();
      if (answer.status === 422) this.replace(answer.text);
      this.waiting = answer.offline || answer.ended;
    }

    // The server's page with the errors at their fields, in place of this one.
    replace(html) {
      const page = parsed(html);
      document.title = page.title;
      this.element.replaceWith(document.adoptNode(page.getElementById("call")));
    }

    online() {
      this.draft.send();
      if (!this.waiting) return;
      this.waiting = false;
      this.formTarget.requestSubmit();
    }

    // What is said about the draft, and the time

    show(state) {
      if (state === "saved") this.say(`${this.savedWordsValue} ${AMMAN.format(new Date())}`);
      if (state === "local") this.say(this.localWordsValue);
      if (state === "ended") window.location.assign(this.addressValue);
    }

    say(words) {
      this.savedTarget.textContent = words;
    }

    tick() {
      const seconds = Math.max(0, Math.floor((Date.now() - new Date(this.startedValue)) / 1000));
      const two = (number) => String(number).padStart(2, "0");
      this.clockTarget.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    }
  }

  window.wagtail.app.register("call", Call);
})();
