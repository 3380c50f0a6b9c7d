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
  const show = async (it) => {
    await showCompared(compare, list, leader, it);
    return compare;
  };
  const content = [
    el("h2", { tabindex: "-1" }, bdi(list.title[at])),
    el("p", { class: "why" }, el("strong", {}, isHere(leader) ? "Why this one leads. " : "Where the representative is. "), seen(why)),
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

// Whether more than the id of a member is known.
const isHere = (it) => Boolean(it) && it.site !== undefined;
const siteOf = (list, it) => (it.site >= 0 && list.sites[it.site]) || "no outlet";

function timeline(list, members) {
  const known = members.filter((it) => it.moment !== null);
  if (known.length < 2) return null;
  const ordered = known.toSorted((a, b) => a.moment - b.moment || a.id.localeCompare(b.id));
  const { moment: first, published: began } = ordered[0];
  const { moment: last, published: ended } = ordered.at(-1);
  const x = (moment) => 20 + (last > first ? (moment - first) / (last - first) : 0) * 760;
  const lanes = [];
  const marks = ordered.map((it) => {
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
    el("figcaption", {}, el("span", {}, dated(began)), el("span", {}, leads), el("span", {}, last > first ? `${dated(ended)} (${after(last - first)})` : "all at once")));
}

function membersTable(list, members, leader, show) {
  const body = el("tbody", { role: "rowgroup" }); // the roles are told, as a narrow page stacks the cells
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
      el("table", { class: "members", role: "table" },
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads.map(([head, kind]) => (head ? el("th", { scope: "col", role: "columnheader", class: kind }, head) : el("td", { role: "cell" }))))), body)),
    more,
  ];
}

// Bring what was asked for into sight, and the keyboard to it.
function revealed(place) {
  place.scrollIntoView();
  place.querySelector("h3").focus({ preventScroll: true });
}

function memberRow(list, it, leader, show) {
  const [act, asked] = isHere(leader) ? ["Compare", "Compare with"] : ["Why", "Why in this group:"];
  const leads = it.relation === "representative";
  const apart = leader && !leads && it.moment !== null && leader.moment !== null && it.moment !== leader.moment ? ` (${after(it.moment - leader.moment)})` : "";
  return el("tr", { class: leads ? "leads" : null, role: "row" },
    el("th", { scope: "row", role: "rowheader" }, isHere(it) ? bdi(siteOf(list, it)) : notHere(it),
      el("span", { class: "quiet block" }, bdi(!isHere(it) ? it.id : it.title || (leader && leader.title) || it.id)),
      it.agency ? el("span", { class: "tag" }, bdi(it.agency)) : null),
    el("td", { class: "acts", role: "cell" },
      leads ? null : el("button", { type: "button", onclick: () => show(it).then(revealed), "aria-label": `${asked} ${seenText(siteOf(list, it))}: ${seenText(it.id)}` }, act),
      it.text >= 0 ? el("a", { href: `#article/${it.text}`, "aria-label": `Text and what was removed: ${seenText(it.id)}` }, "Text") : null,
      it.url && WEB.test(it.url) ? el("a", { href: it.url, rel: "noreferrer noopener", target: "_blank", "aria-label": `On the web: ${seenText(it.url)}` }, "Web") : null),
    el("td", { role: "cell" }, !isHere(it) ? "" : dated(it.published), el("span", { class: "quiet block" }, apart)),
    el("td", { role: "cell" }, el("span", { class: `key r-${it.relation}` }), it.relation, el("span", { class: "quiet block" }, it.kept ? "kept" : "dropped")),
    leads ? el("td", { class: "n", role: "cell" }) : el("td", { class: "n", role: "cell", "data-head": "Jaccard" }, figure(it.jaccard)),
    leads ? el("td", { class: "n", role: "cell" }) : el("td", { class: "n", role: "cell", "data-head": "Containment" }, figure(it.containment)));
}

// Why nothing but its id is known of a member.
const notHere = (it) => (it.relation === "representative" ? "stored in the index, not part of this run" : "dropped, in no table of this run");

// The pieces of a cell without the blank lines behind them.
function withoutEnd(pieces) {
  return pieces.map(([shared, text], at) => [shared, at === pieces.length - 1 ? text.trimEnd() : text]);
}

function reasons(it) {
  if (!it.why) return "";
  const leads = it.leads ? [el("strong", {}, "Why the representative leads it. "), seen(it.leads[0].toUpperCase() + it.leads.slice(1)), "."] : [];
  return el("p", { class: "why" }, el("strong", {}, "Why it is in the group. "), `It is ${it.why}. `, leads);
}

async function showCompared(place, list, leader, it) {
  place.replaceChildren(el("h3", { tabindex: "-1" }, isHere(leader) ? "Side by side with " : "The article of ", bdi(siteOf(list, it))));
  place.append(reasons(it));
  if (!isHere(leader)) {
    place.append(el("p", { class: "empty" }, "The representative is stored in the index and not part of this run: its text is not here to compare with."));
    return;
  }
  if (leader.text < 0 || it.text < 0) {
    place.append(el("p", { class: "empty" }, !isHere(it)
      ? "The text of this member is in no output: it was dropped, and the run was written with --only-kept."
      : "This page does not hold both texts, for want of room. They are in the run's table of articles."));
    return;
  }
  const known = await block("articles");
  const [first, second] = await Promise.all([cleanedText(known, leader.text), cleanedText(known, it.text)]);
  const { rows, wordsShared, words: [ours, theirs] } = sideBySide(first, second);
  const side = (pieces, tag) => el("td", { dir: "auto" }, withoutEnd(pieces).map(([shared, text]) => el(shared ? "mark" : tag, {}, seen(text))));
  place.append(
    el("p", { class: "legend" }, el("span", {}, el("mark", {}, "shared, in the same order")), el("span", {}, el("del", {}, "only in the representative")), el("span", {}, el("ins", {}, "only in the member"))),
    el("p", { class: "quiet" }, `${number(wordsShared)} words are shared: ${percent(wordsShared / Math.max(1, ours))} of the representative's ${number(ours)}, ${percent(wordsShared / Math.max(1, theirs))} of the member's ${number(theirs)}. Compared are the cleaned texts.`),
    el("table", { class: "sides" },
      el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, "Representative", el("span", { class: "quiet block" }, bdi(siteOf(list, leader)), ` · ${dated(leader.published)}`)),
        el("th", { scope: "col" }, `Member, ${it.relation}`, el("span", { class: "quiet block" }, bdi(siteOf(list, it)), ` · ${dated(it.published)}`)))),
      el("tbody", {}, rows.map(([left, right]) => el("tr", {}, side(left, "del"), side(right, "ins"))))));
}
