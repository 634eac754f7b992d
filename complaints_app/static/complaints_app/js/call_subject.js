/* The subject found by a few letters: an ARIA combobox over one list, matched here, in any spelling. */
(() => {
  const MOST = 8;
  const shakwa = (window.shakwa = window.shakwa || {});

  const words = (key) => key.split(" ").filter(Boolean);

  // How well the typed words fit one phrase: every one must begin some word of it.
  const fit = (typed, key) => {
    const there = words(key);
    let score = 0;
    for (const word of typed) {
      if (there.includes(word)) score += 3;
      else if (there.some((other) => other.startsWith(word))) score += 2;
      else return 0;
    }
    // The same words and nothing else is the best there is; long phrases come later.
    return score + (key === typed.join(" ") ? 6 : 0) + (key.startsWith(typed.join(" ")) ? 2 : 0) - there.length / 10;
  };

  const some = (typed, keys) => {
    const all = keys.flatMap(words);
    return typed.filter((word) => word.length > 1 && all.some((other) => other.startsWith(word))).length;
  };

  const rank = (typed, row) => {
    const own = Math.max(0, ...row.keys.map((key) => fit(typed, key)));
    if (own > 0) return 100 + own;
    const wide = fit(typed, [...row.keys, ...row.wider].join(" "));
    if (wide > 0) return 50 + wide;
    return typed.length > 1 ? some(typed, row.keys) : 0;
  };

  shakwa.findSubjects = (rows, text) => {
    const typed = words(shakwa.folding.searchKey(text));
    if (!typed.length) return [];
    return rows
      .map((row) => ({ row, score: rank(typed, row) }))
      .filter((hit) => hit.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST)
      .map((hit) => hit.row);
  };

  const element = (name, props = {}, ...children) => {
    const made = Object.assign(document.createElement(name), props);
    made.append(...children);
    return made;
  };

  // The words of the name that were meant, marked; a space stays between all of them.
  const marked = (name, typed) =>
    name
      .split(/(\s+)/)
      .map((part) => (part.trim() && shakwa.folding.matches(typed, part) ? element("mark", {}, part) : part));

  shakwa.SubjectBox = class {
    constructor({ input, list, note, load, onHighlight, onChoose, onClear }) {
      Object.assign(this, { input, list, note, load, onHighlight, onChoose, onClear });
      this.rows = null;
      this.shown = [];
      this.active = -1;
      this.ready = Promise.resolve();
      input.addEventListener("input", () => this.typed());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => this.close());
      // The mouse must not take the focus away before it has chosen.
      list.addEventListener("mousedown", (event) => event.preventDefault());
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.choose(Number(option.dataset.index));
      });
    }

    typed() {
      this.onClear();
      this.ready = this.refresh();
    }

    async refresh() {
      if (!this.rows) this.rows = await this.load();
      const text = this.input.value;
      this.shown = this.rows ? shakwa.findSubjects(this.rows, text) : [];
      this.draw(text);
    }

    draw(text) {
      this.list.replaceChildren(
        ...this.shown.map((row, index) => {
          const option = element(
            "li",
            { id: `subject-${index}` },
            element("span", {}, ...marked(row.name, text)),
            " ",
            element("span", { className: "s-options__sub" }, row.path),
          );
          option.setAttribute("role", "option");
          option.dataset.index = index;
          return option;
        }),
      );
      const open = this.shown.length > 0;
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
      this.note.textContent = !open && text.trim() ? this.note.dataset.none : "";
      this.highlight(open ? 0 : -1);
    }

    highlight(index) {
      this.active = index;
      [...this.list.children].forEach((option, at) => {
        option.setAttribute("aria-selected", String(at === index));
        if (at === index) option.scrollIntoView({ block: "nearest" });
      });
      if (index < 0) {
        this.input.removeAttribute("aria-activedescendant");
        return;
      }
      this.input.setAttribute("aria-activedescendant", `subject-${index}`);
      this.onHighlight(this.shown[index]);
    }

    // Keys by their place, so that an Arabic keyboard works the same.
    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
      if (step && this.shown.length) {
        event.preventDefault();
        if (this.list.hidden) this.draw(this.input.value);
        else this.highlight((this.active + step + this.shown.length) % this.shown.length);
      } else if (step) {
        this.ready = this.refresh();
      } else if (["Enter", "NumpadEnter"].includes(event.code) && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        // Right after typing the list may still be on its way: then wait for it.
        this.ready.then(() => this.choose(this.active));
      } else if (event.code === "Tab" && !this.list.hidden && this.active >= 0) {
        this.choose(this.active, { stay: true });
      } else if (event.code === "Escape" && !this.list.hidden) {
        event.stopPropagation();
        this.close();
      }
    }

    choose(index, how = {}) {
      const row = this.shown[index];
      if (!row) return;
      this.input.value = row.name;
      this.close();
      this.onChoose(row, how);
    }

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  };
})();
