// Tables that can be searched and sorted; a hundred rows at a time.

const AT_ONCE = 100;

// `columns` are {head, value(row), cell(row), number}; the first sorts, descending if of numbers.
function liveTable({ place, label, rows, columns, sorted, actions }) {
  let column = sorted;
  let down = true;
  let shown = AT_ONCE;
  const search = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const body = el("tbody");
  const status = el("p", { class: "found", role: "status" });
  const more = el("button", { type: "button", onclick: () => { shown += AT_ONCE; draw(); } }, "Show more");
  const heads = columns.map((it, at) => el("th", { scope: "col", class: it.number ? "n" : null },
    el("button", { type: "button", class: "sorts", onclick: () => {
      down = at === column ? !down : Boolean(it.number);
      column = at;
      draw();
    } }, it.head)));
  const texts = rows.map((row) => columns.map((it) => it.value(row)).join(" ").toLowerCase());

  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const found = rows.filter((_, at) => texts[at].includes(wanted));
    const value = columns[column].value;
    found.sort((a, b) => compared(value(a), value(b)) * (down ? -1 : 1));
    heads.forEach((head, at) => head.setAttribute("aria-sort", at !== column ? "none" : down ? "descending" : "ascending"));
    body.replaceChildren(...found.slice(0, shown).map((row) => el("tr", {}, columns.map((it, at) =>
      el(at ? "td" : "th", { scope: at ? null : "row", class: it.number ? "n" : null }, it.cell ? it.cell(row) : bdi(it.value(row)))))));
    status.textContent = `${number(Math.min(shown, found.length))} of ${many(found.length, "row")}`;
    more.hidden = found.length <= shown;
  }

  search.addEventListener("input", later(() => { shown = AT_ONCE; draw(); }, 120));
  place.replaceChildren(
    el("div", { class: "controls" }, field(`Search ${label}`, search), status),
    el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": label },
      el("table", {}, el("thead", {}, el("tr", {}, heads)), body)),
    more);
  draw();
}

const compared = (a, b) => (typeof a === "number" ? a - b : String(a).localeCompare(String(b)));
const outletName = (site) => site || "(no outlet)";

async function showTables() {
  const { rules, sites, lines } = await block("cleaning");
  if (byId("rules-table")) liveTable({
    place: byId("rules-table"), label: "rules", rows: rules, sorted: 2,
    columns: [
      { head: "Rule", value: (it) => it.rule, cell: (it) => el("a", { href: `#articles/${encodeURIComponent(it.rule)}`, title: "Articles that it changed" }, seen(it.rule)) },
      { head: "Spans", number: true, value: (it) => it.spans, cell: (it) => number(it.spans) },
      { head: "Characters", number: true, value: (it) => it.characters, cell: (it) => number(it.characters) },
      { head: "Articles", number: true, value: (it) => it.articles, cell: (it) => number(it.articles) },
      { head: "For example", value: (it) => it.examples.join(" "), cell: (it) => el("ul", { class: "examples" }, it.examples.map((text) => el("li", {}, bdi(text)))) },
    ],
  });
  if (byId("sites-table")) liveTable({
    place: byId("sites-table"), label: "outlets", rows: sites, sorted: 4,
    columns: [
      { head: "Outlet", value: (it) => outletName(it.site) },
      { head: "Articles", number: true, value: (it) => it.articles, cell: (it) => number(it.articles) },
      { head: "Dropped", number: true, value: (it) => it.dropped, cell: (it) => number(it.dropped) },
      { head: "Removed", number: true, value: (it) => it.removed, cell: (it) => number(it.removed) },
      { head: "Share", number: true, value: (it) => it.removed / Math.max(1, it.characters), cell: (it) => percent(it.removed / Math.max(1, it.characters)) },
      { head: "Mostly", value: (it) => Object.entries(it.categories).sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name]) => name).join(", ") },
    ],
  });
  if (byId("lines-table")) liveTable({
    place: byId("lines-table"), label: "what outlets repeat", rows: lines, sorted: 2,
    columns: [
      { head: "Outlet", value: (it) => outletName(it.site) },
      { head: "Text", value: (it) => it.text },
      { head: "Removed", number: true, value: (it) => it.times, cell: (it) => number(it.times) },
      { head: "Stories", number: true, value: (it) => it.stories, cell: (it) => number(it.stories) },
    ],
  });
}

async function showPairs() {
  if (!byId("pairs-table")) return;
  liveTable({
    place: byId("pairs-table"), label: "pairs of outlets", rows: await block("pairs"), sorted: 2,
    columns: [
      { head: "Earlier", value: (it) => it[0] },
      { head: "Later", value: (it) => it[1] },
      { head: "Articles", number: true, value: (it) => it[2], cell: (it) => el("a", { href: `#groups/${encodeURIComponent(`${it[0]} ${it[1]}`)}`, "aria-label": `${number(it[2])}: the groups of ${seenText(it[0])} and ${seenText(it[1])}` }, number(it[2])) },
      { head: "Dates do not tell", number: true, value: (it) => it[3], cell: (it) => number(it[3]) },
    ],
  });
}
