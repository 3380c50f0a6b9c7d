// The articles whose texts are here, each with what was removed struck through.

let articles = null;

async function showArticles() {
  if (!byId("article-browser")) return;
  const list = await block("articles");
  const search = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const rule = el("input", { type: "search", list: "rule-names", autocomplete: "off", spellcheck: "false" });
  const names = el("datalist", { id: "rule-names" }, [...list.ruleNames].sort().map((name) => el("option", { value: name })));
  const fate = choice([["", "kept or dropped"], ["1", "kept"], ["0", "dropped"]], {});
  const order = choice([["gone", "most removed"], ["share", "largest share removed"], ["title", "headline"], ["date", "date"]], {});
  const share = (at) => list.gone[at] / Math.max(1, list.gone[at] + list.length[at]);
  const name = (at) => list.title[at] || list.id[at];
  const texts = list.id.map((id, at) => `${name(at)} ${id} ${list.sites[list.site[at]] || ""}`.toLowerCase());
  const keys = {
    gone: (a, b) => list.gone[b] - list.gone[a] || a - b,
    share: (a, b) => share(b) - share(a) || a - b,
    title: (a, b) => name(a).localeCompare(name(b)) || a - b,
    date: (a, b) => compared(list.date[a] || "~", list.date[b] || "~") || a - b,
  };

  articles = new Browser({
    place: byId("article-browser"), label: "Articles", route: "article",
    controls: [field("Search headlines, outlets, ids", search), field("Changed by rule or category", rule), names, field("Fate", fate), field("Order", order)],
    fill: (at) => [
      el("span", { class: "row-title" }, bdi(name(at))),
      el("span", { class: "row-facts" }, `${list.sites[list.site[at]] ? seenText(list.sites[list.site[at]]) : "no outlet"} · ${dated(list.date[at])} · ${percent(share(at))} removed${list.kept[at] ? "" : " · dropped"}`),
    ],
    load: (at) => openedArticle(list, at),
  });
  articles.setRule = (wanted) => { rule.value = wanted; update(); };

  function update() {
    const wanted = search.value.trim().toLowerCase();
    const rules = rule.value.trim();
    const numbers = new Set(list.ruleNames.map((it, at) => (it === rules || it.startsWith(`${rules}.`) ? at : -1)).filter((at) => at >= 0));
    const found = [];
    for (let at = 0; at < texts.length; at++) {
      if (wanted && !texts[at].includes(wanted)) continue;
      if (fate.value && list.kept[at] !== Number(fate.value)) continue;
      if (rules && !list.rules[at].some((it) => numbers.has(it))) continue;
      found.push(at);
    }
    found.sort(keys[order.value]);
    articles.show(found, `${number(found.length)} of ${many(texts.length, "article")}`);
  }
  for (const control of [search, rule, fate, order]) control.addEventListener("input", later(update, 120));
  update();
}

async function openedArticle(list, at) {
  const [pieces, [url, agency, flags, relation, path, line]] = await item("texts", list.starts, at);
  const total = list.gone[at] + list.length[at];
  return [
    el("h2", { tabindex: "-1" }, bdi(list.title[at] || list.id[at])),
    el("dl", { class: "facts" },
      fact("Outlet", list.sites[list.site[at]] ? bdi(list.sites[list.site[at]]) : "not known"),
      fact("Published", dated(list.date[at])),
      agency ? fact("Agency", bdi(agency)) : null,
      url ? fact("Address", link(url)) : null,
      fact("Id", bdi(list.id[at])),
      fact("Read from", bdi(line ? `${path}:${line}` : path)),
      flags.length ? fact("Flags", flags.join(", ")) : null,
      fact("Removed", `${number(list.gone[at])} of ${many(total, "character")} (${percent(list.gone[at] / Math.max(1, total))})`),
      fact("Fate", [list.kept[at] ? "kept" : "dropped", relation ? `, ${relation}` : "", groupLink(list.group[at])])),
    el("div", { class: "text", dir: "auto" }, pieces.map((piece) => shownPiece(piece, list))),
  ];
}

const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));

function groupLink(id) {
  const place = id === null || !groupPlaces ? undefined : groupPlaces.get(id);
  return place === undefined ? null : [" of ", el("a", { href: `#group/${place}` }, "this group")];
}

function shownPiece(piece, list) {
  if (typeof piece === "string") return seen(piece);
  const [text, rule, stories] = piece;
  if (rule < 0) return el("span", { class: "quiet" }, ` … ${text} more characters`);
  const name = list.ruleNames[rule] + (stories ? `, in ${stories} stories` : "");
  const content = text.replace(/^\s+|\s+$/g, "");
  const [before, behind] = content ? [text.slice(0, text.indexOf(content)), text.slice(text.indexOf(content) + content.length)] : [text, ""];
  return [before, el("del", {}, seen(content || "(white space)")), el("small", { class: "rule" }, name), behind];
}

// The cleaned text of an article.
async function cleanedText(list, at) {
  const [pieces] = await item("texts", list.starts, at);
  return pieces.filter((piece) => typeof piece === "string").join("");
}
