// The list of groups: searched, filtered, sorted.

let groups = null;
let groupPlaces = null;

const RELATIONS = ["copy", "abridged", "version", "reworded"];

async function showGroups() {
  if (!byId("group-browser")) return;
  const list = await block("groups");
  groupPlaces = new Map(list.id.map((id, at) => [id, at]));
  const search = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const outlet = el("input", { type: "search", list: "outlet-names", autocomplete: "off", spellcheck: "false" });
  const names = el("datalist", { id: "outlet-names" }, list.sites.filter(Boolean).slice(0, 1000).sort().map((value) => el("option", { value })));
  const relation = choice([["", "any"], ...RELATIONS.map((it) => [it, it])], {});
  const size = el("input", { type: "number", min: 2, inputmode: "numeric", placeholder: "2" });
  const likeness = el("input", { type: "number", min: 0, max: 1, step: 0.05, placeholder: "1", inputmode: "decimal" });
  const from = el("input", { type: "date" });
  const until = el("input", { type: "date" });
  const order = choice([["size", "largest"], ["weak", "least in common"], ["first", "earliest"], ["last", "latest"], ["outlets", "most outlets"], ["title", "headline"]], {});
  const clear = el("button", { type: "reset" }, "Clear");
  const texts = list.title.map((title, at) => `${title} ${list.id[at]} ${list.more[at]} ${list.outlets[at].map((it) => list.sites[it]).join(" ")}`.toLowerCase());
  const moment = (value, none) => value ?? none;
  const keys = {
    size: (a, b) => list.size[b] - list.size[a] || a - b,
    weak: (a, b) => list.containment[a] - list.containment[b] || list.jaccard[a] - list.jaccard[b] || a - b,
    first: (a, b) => compared(moment(list.first[a], 1e15), moment(list.first[b], 1e15)) || a - b,
    last: (a, b) => compared(moment(list.last[b], -1e15), moment(list.last[a], -1e15)) || a - b,
    outlets: (a, b) => list.manyOutlets[b] - list.manyOutlets[a] || a - b,
    title: (a, b) => (list.title[a] < list.title[b] ? -1 : list.title[a] > list.title[b] ? 1 : a - b),
  };

  const filters = el("details", { class: "filters" }, el("summary", {}, "Filters"),
    el("div", { class: "grid" },
      field("Outlets", outlet), names, field("With a member that is", relation), field("Members, at least", size),
      field("Weakest containment, at most", likeness), field("Published from", from), field("until", until), clear));
  groups = new Browser({
    place: byId("group-browser"), label: "Groups", route: "group",
    controls: [field("Search headlines, outlets, ids", search), field("Order", order), filters],
    fill: (at) => row(list, at),
    load: (at, chosen) => openedGroup(list, at, chosen),
  });
  groups.setOutlets = (wanted) => {
    outlet.value = wanted;
    filters.open = true;
    update();
  };

  function update() {
    const wanted = search.value.trim().toLowerCase();
    const outlets = outlet.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
    const numbers = outlets.map((name) => list.sites.findIndex((it) => it === name));
    const kind = RELATIONS.indexOf(relation.value);
    const least = Number(size.value) || 0;
    const most = likeness.value === "" ? 2 : Number(likeness.value);
    const start = from.value ? Date.parse(from.value) / 1000 : -Infinity;
    const end = until.value ? Date.parse(until.value) / 1000 + 86400 : Infinity;
    const dates = Boolean(from.value || until.value);
    const found = [];
    for (let at = 0; at < texts.length; at++) {
      if (list.size[at] < least || list.containment[at] > most) continue;
      if (kind >= 0 && !list.relations[at][kind]) continue;
      if (dates && (list.first[at] === null || list.last[at] < start || list.first[at] >= end)) continue;
      if (!numbers.every((it, place) => (it >= 0 ? list.outlets[at].includes(it) : list.outlets[at].some((site) => list.sites[site].includes(outlets[place]))))) continue;
      if (wanted && !texts[at].includes(wanted)) continue;
      found.push(at);
    }
    found.sort(keys[order.value]);
    groups.show(found, `${number(found.length)} of ${many(texts.length, "group")}`);
  }
  for (const control of [search, outlet, relation, size, likeness, from, until, order]) control.addEventListener("input", later(update, 120));
  clear.addEventListener("click", () => setTimeout(update));
  update();
}

function row(list, at) {
  const outlets = list.outlets[at].slice(0, 3).map((it) => seenText(list.sites[it])).join(", ");
  const others = list.manyOutlets[at] - 3;
  const date = list.first[at] === null ? "no date" : dayOf(list.first[at]);
  return [
    el("span", { class: "row-size" }, number(list.size[at])),
    el("span", { class: "row-title" }, bdi(list.title[at])),
    el("span", { class: "row-facts" }, `${date} · ${outlets || "no outlet"}${others > 0 ? ` and ${number(others)} more` : ""} · from ${list.containment[at].toFixed(2)}`),
  ];
}
