// One group opened: why its representative leads, when its members came, what they share.

const ROWS = 100;

// A member as the block has it; of one that is not in the run only the first five are known.
function member([id, relation, jaccard, containment, kept, title, site, published, moment, agency, url, text, why, leads]) {
  return { id, relation, jaccard, containment, kept, title, site, published, moment: moment ?? null, agency, url, text: text ?? -1, why, leads };
}

async function openedGroup(list, at, chosen) {
  const [why, rows] = await item("members", list.starts, at);
  const members = rows.map(member);
  const leader = members.find((it) => it.relation === "representative") || null;
  const size = list.size[at];
  const compare = el("section", { class: "compare", "aria-label": "Comparison" });
  const show = (it) => showCompared(compare, list, leader, it);
  const content = [
    el("h2", { tabindex: "-1" }, bdi(list.title[at])),
    el("p", { class: "why" }, el("strong", {}, "Why this one leads. "), seen(why)),
    el("p", { class: "quiet" }, `${many(size, "member")}, ${number(list.dropped[at])} dropped${list.first[at] === null ? ", no dates" : `, published ${spanOfDays(list, at)}`}. ${members.length < size ? `Shown are ${number(members.length)}: those with the least in common, and others drawn by lot.` : ""}`),
    timeline(list, members),
    membersTable(list, members, leader, show),
    compare,
  ];
  const first = members[Number(chosen)] || members.find((it) => it !== leader);
  if (first) await show(first);
  return content.flat().filter(Boolean);
}

function spanOfDays(list, at) {
  const [first, last] = [dayOf(list.first[at]), dayOf(list.last[at])];
  return first === last ? `on ${first}` : `from ${first} to ${last}`;
}

const siteOf = (list, it) => (it.site >= 0 && list.sites[it.site]) || "no outlet";

function timeline(list, members) {
  const known = members.filter((it) => it.moment !== null);
  if (known.length < 2) return null;
  const first = Math.min(...known.map((it) => it.moment));
  const last = Math.max(...known.map((it) => it.moment));
  const x = (moment) => 20 + (last > first ? (moment - first) / (last - first) : 0) * 760;
  const lanes = [];
  const marks = known.toSorted((a, b) => a.moment - b.moment || a.id.localeCompare(b.id)).map((it) => {
    const place = x(it.moment);
    let lane = lanes.findIndex((end) => end < place - 12);
    if (lane < 0) lane = Math.min(lanes.length, 5);
    lanes[lane] = place;
    const leads = it.relation === "representative";
    const shape = leads ? "rect" : "circle";
    const size = leads ? { x: place - 6, y: 14 + lane * 14 - 6, width: 12, height: 12 } : { cx: place, cy: 14 + lane * 14, r: 5 };
    return svg(shape, { ...size, class: `r-${it.relation}` }, svg("title", {}, `${seenText(siteOf(list, it))}, ${dated(it.published)}, ${it.relation}`));
  });
  const bottom = 14 + Math.max(1, lanes.length) * 14;
  const leads = known.some((it) => it.relation === "representative") ? "square: the representative" : "the representative has no date";
  const text = `Published ${dayOf(first)} to ${dayOf(last)}; ${leads}. The table has the times.`;
  return el("figure", { class: "timeline" },
    svg("svg", { viewBox: `0 0 800 ${bottom + 4}`, role: "img", "aria-label": text },
      svg("line", { class: "axis", x1: 14, x2: 786, y1: bottom, y2: bottom }), ...marks),
    el("figcaption", {}, el("span", {}, dated(new Date(first * 1000).toISOString())), el("span", {}, leads), el("span", {}, last > first ? `${dated(new Date(last * 1000).toISOString())} (${after(last - first)})` : "all at once")));
}

function membersTable(list, members, leader, show) {
  const body = el("tbody");
  const more = el("button", { type: "button", onclick: () => add() }, "Show more members");
  let shown = 0;
  function add() {
    body.append(...members.slice(shown, shown + ROWS).map((it) => memberRow(list, it, leader, show)));
    shown += ROWS;
    more.hidden = shown >= members.length;
  }
  add();
  const heads = [["Outlet and headline"], [""], ["Published"], ["Relation"], ["Jaccard", "n"], ["Containment", "n"]];
  return [
    el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Members" },
      el("table", { class: "members" },
        el("thead", {}, el("tr", {}, heads.map(([head, kind]) => (head ? el("th", { scope: "col", class: kind }, head) : el("td"))))), body)),
    more,
  ];
}

function memberRow(list, it, leader, show) {
  const leads = it.relation === "representative";
  const apart = leader && !leads && it.moment !== null && leader.moment !== null ? ` (${after(it.moment - leader.moment)})` : "";
  return el("tr", { class: leads ? "leads" : null },
    el("th", { scope: "row" }, it.site === undefined ? "not in this run's articles" : bdi(siteOf(list, it)),
      el("span", { class: "quiet block" }, bdi(it.site === undefined ? it.id : it.title || (leader && leader.title) || it.id)),
      it.agency ? el("span", { class: "tag" }, bdi(it.agency)) : null),
    el("td", { class: "acts" },
      leads ? null : el("button", { type: "button", onclick: () => show(it).then(() => say(`Compared with ${seenText(siteOf(list, it))}`)), "aria-label": `Compare with ${seenText(siteOf(list, it))}: ${seenText(it.id)}` }, "Compare"),
      it.text >= 0 ? el("a", { href: `#article/${it.text}`, "aria-label": `Text and what was removed: ${seenText(it.id)}` }, "Text") : null,
      it.url && WEB.test(it.url) ? el("a", { href: it.url, rel: "noreferrer noopener", target: "_blank", "aria-label": `On the web: ${seenText(it.url)}` }, "Web") : null),
    el("td", {}, it.site === undefined ? "" : dated(it.published), el("span", { class: "quiet block" }, apart)),
    el("td", {}, el("span", { class: `key r-${it.relation}` }), it.relation, el("span", { class: "quiet block" }, it.kept ? "kept" : "dropped")),
    el("td", { class: "n" }, leads ? "" : it.jaccard.toFixed(2)),
    el("td", { class: "n" }, leads ? "" : it.containment.toFixed(2)));
}

// The pieces of a cell without the blank lines behind them.
function withoutEnd(pieces) {
  return pieces.map(([shared, text], at) => [shared, at === pieces.length - 1 ? text.trimEnd() : text]);
}

async function showCompared(place, list, leader, it) {
  place.replaceChildren(el("h3", {}, "Side by side"));
  if (!leader || leader.site === undefined) {
    place.append(el("p", { class: "empty" }, "The representative is not among this run's articles, so there is nothing to compare with."));
    return;
  }
  if (leader.text < 0 || it.text < 0) {
    place.append(el("p", { class: "empty" }, it.site === undefined
      ? "The text of this member is in no output: it was dropped, and the run was written with --only-kept."
      : "This page does not hold both texts, for want of room. They are in the run's table of articles."));
    return;
  }
  const known = await block("articles");
  const [first, second] = await Promise.all([cleanedText(known, leader.text), cleanedText(known, it.text)]);
  const { rows, wordsShared, words: [ours, theirs] } = sideBySide(first, second);
  const side = (pieces, tag) => el("td", { dir: "auto" }, withoutEnd(pieces).map(([shared, text]) => el(shared ? "mark" : tag, {}, seen(text))));
  place.append(
    it.why ? el("p", { class: "why" }, el("strong", {}, "Why it is in the group. "), `It is ${it.why}. `, el("strong", {}, "Why the other one leads it. "), seen(it.leads), ".") : "",
    el("p", { class: "legend" }, el("span", {}, el("mark", {}, "shared, in the same order")), el("span", {}, el("del", {}, "only in the representative")), el("span", {}, el("ins", {}, "only in the member"))),
    el("p", { class: "quiet" }, `${number(wordsShared)} words are shared: ${percent(wordsShared / Math.max(1, ours))} of the representative's ${number(ours)}, ${percent(wordsShared / Math.max(1, theirs))} of the member's ${number(theirs)}. Compared are the cleaned texts.`),
    el("table", { class: "sides" },
      el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, "Representative", el("span", { class: "quiet block" }, bdi(siteOf(list, leader)), ` · ${dated(leader.published)}`)),
        el("th", { scope: "col" }, `Member, ${it.relation}`, el("span", { class: "quiet block" }, bdi(siteOf(list, it)), ` · ${dated(it.published)}`)))),
      el("tbody", {}, rows.map(([left, right]) => el("tr", {}, side(left, "del"), side(right, "ins"))))));
}
