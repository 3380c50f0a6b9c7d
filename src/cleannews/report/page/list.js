// A list of any length of which only what is in sight is in the page: a listbox for the keyboard.

class VirtualList {
  // `fill(at)` gives the content of the row of an item, `open(at)` is called when it is chosen.
  constructor({ label, fill, open }) {
    this.fill = fill;
    this.open = open;
    this.items = [];
    this.active = 0;
    this.chosen = -1;
    this.rows = new Map();
    this.inner = el("div", { class: "list-inner", role: "presentation" });
    this.box = el("div", {
      class: "list", role: "listbox", tabindex: "0", "aria-label": label,
      onscroll: () => requestAnimationFrame(() => this.draw()),
      onkeydown: (event) => this.key(event),
    }, this.inner);
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  show(items) {
    this.items = items;
    this.active = 0;
    this.box.scrollTop = 0;
    this.draw(true);
  }

  height() {
    if (!this.rowHeight) {
      const probe = el("div", { class: "row" }, "x");
      this.inner.append(probe);
      this.rowHeight = probe.offsetHeight;
      probe.remove();
    }
    return this.rowHeight || 64;
  }

  draw(anew = false) {
    if (!this.box.offsetHeight) return; // not in sight
    const height = this.height();
    this.inner.style.height = `${this.items.length * height}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - 4);
    const last = Math.min(this.items.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + 4);
    for (const [place, row] of this.rows) {
      if (anew || place < first || place >= last) {
        row.remove();
        this.rows.delete(place);
      }
    }
    for (let place = first; place < last; place++) {
      if (!this.rows.has(place)) this.rows.set(place, this.row(place, height));
    }
    this.mark();
  }

  row(place, height) {
    const row = el("div", {
      class: "row", role: "option", id: `${this.inner.id || "row"}-${place}`,
      "aria-setsize": this.items.length, "aria-posinset": place + 1,
      onclick: () => this.choose(place),
    }, this.fill(this.items[place]));
    row.style.top = `${place * height}px`;
    this.inner.append(row);
    return row;
  }

  mark() {
    for (const [place, row] of this.rows) {
      row.setAttribute("aria-selected", this.items[place] === this.chosen ? "true" : "false");
      row.classList.toggle("active", place === this.active);
    }
    const row = this.rows.get(this.active);
    if (row) this.box.setAttribute("aria-activedescendant", row.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height()) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      event.preventDefault();
      this.active = Math.max(0, Math.min(this.items.length - 1, this.active + steps[event.key]));
      this.reveal();
    } else if ((event.key === "Enter" || event.key === " ") && this.items.length) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  reveal() {
    const top = this.active * this.height();
    const bottom = top + this.height();
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom - this.box.clientHeight;
    this.draw();
  }

  choose(place) {
    this.active = place;
    this.chosen = this.items[place];
    this.mark();
    this.open(this.chosen);
  }
}

// A list beside what is chosen in it; on a narrow page the one takes the other's place.
class Browser {
  constructor({ place, label, controls, fill, load, onEmpty, route }) {
    this.route = route;
    this.load = load;
    this.onEmpty = onEmpty;
    this.list = new VirtualList({ label, fill, open: (at) => { location.hash = `${route}/${at}`; } });
    this.list.inner.id = `${route}-list`;
    this.count = el("p", { class: "found", role: "status" });
    this.detail = el("article", { class: "detail", tabindex: "-1", "aria-label": `${label}: the one that is open` },
      el("p", { class: "empty" }, "Choose one from the list: arrow keys and Enter, or a click."));
    this.root = el("div", { class: "browser" },
      el("div", { class: "side" }, el("form", { class: "controls", role: "search", "aria-label": label, onsubmit: (event) => event.preventDefault() }, controls), this.count, this.list.box),
      this.detail);
    this.detail.addEventListener("keydown", (event) => { if (event.key === "Escape") this.back(); });
    place.replaceChildren(this.root);
  }

  show(items, counted) {
    this.count.textContent = counted;
    this.list.show(items);
    this.list.box.classList.toggle("none", !items.length);
  }

  async open(at, ...rest) {
    this.list.chosen = at;
    const place = this.list.items.indexOf(at);
    if (place >= 0) {
      this.list.active = place;
      this.list.reveal();
    }
    const content = await this.load(at, ...rest);
    this.detail.replaceChildren(el("button", { class: "back", type: "button", onclick: () => this.back() }, "Back to the list"), ...content);
    this.root.classList.add("opened");
    this.detail.scrollTop = 0;
    const title = this.detail.querySelector("h2");
    if (title) title.focus({ preventScroll: true });
    if (this.detail.getBoundingClientRect().top < 0) this.detail.scrollIntoView();
  }

  back() {
    this.root.classList.remove("opened");
    this.list.draw();
    this.list.box.focus();
  }
}
