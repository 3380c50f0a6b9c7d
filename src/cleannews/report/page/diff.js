// What two texts share, word by word: Myers' algorithm (An O(ND) difference algorithm, 1986), with
// bounds; where they differ too much, runs of five words or more that stand in both, in order.

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;
const MOST_EDITS = 1500;
const RUN = 5;

// The words of a text, each with its place.
function words(text) {
  return [...text.matchAll(WORD)].map((found) => ({
    key: found[0].normalize("NFKC").toLowerCase(),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

// For each word of the first text the number of the same word in the second, or -1.
function matched(first, second) {
  const one = first.map((word) => word.key);
  const two = second.map((word) => word.key);
  const partner = new Int32Array(one.length).fill(-1);
  let head = 0;
  while (head < one.length && head < two.length && one[head] === two[head]) partner[head] = head++;
  let tail = 0;
  const room = Math.min(one.length, two.length) - head;
  while (tail < room && one[one.length - 1 - tail] === two[two.length - 1 - tail]) {
    partner[one.length - 1 - tail] = two.length - 1 - tail;
    tail++;
  }
  const a = one.slice(head, one.length - tail);
  const b = two.slice(head, two.length - tail);
  const pairs = myers(a, b) || runs(a, b);
  for (const [x, y] of pairs) partner[x + head] = y + head;
  withoutCrumbs(partner, two.length);
  return partner;
}

function myers(a, b) {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const trace = [];
  let ends = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(ends.slice(most - edits, most + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const at = k + most + 1;
      let x = k === -edits || (k !== edits && ends[at - 1] < ends[at + 1]) ? ends[at + 1] : ends[at - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      ends[at] = x;
      if (x >= a.length && x - k >= b.length) return backtracked(trace, a.length, b.length);
    }
  }
  return null;
}

function backtracked(trace, x, y) {
  const pairs = [];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const ends = trace[edits]; // of the diagonals from -edits - 1 to edits + 1
    const k = x - y;
    const at = k + edits + 1;
    const down = k === -edits || (k !== edits && ends[at - 1] < ends[at + 1]);
    const before = down ? ends[at + 1] : ends[at - 1];
    const fromX = edits ? before : 0;
    const fromY = edits ? before - (down ? k + 1 : k - 1) : 0;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

// Runs that stand in both, from the left on, each as near behind the last one as there is.
function runs(a, b) {
  const places = new Map();
  for (let at = 0; at + RUN <= b.length; at++) {
    const key = b.slice(at, at + RUN).join(" ");
    if (!places.has(key)) places.set(key, []);
    places.get(key).push(at);
  }
  const pairs = [];
  let behind = 0;
  for (let at = 0; at + RUN <= a.length; ) {
    const found = places.get(a.slice(at, at + RUN).join(" "));
    let other = found && found.find((place) => place >= behind);
    if (other === undefined) {
      at++;
      continue;
    }
    while (at < a.length && other < b.length && a[at] === b[other]) pairs.push([at++, other++]);
    behind = other;
  }
  return pairs;
}

// One or two words alone that happen to stand in both, between words that do not, tell nothing.
function withoutCrumbs(partner, others) {
  for (let at = 0; at < partner.length; ) {
    if (partner[at] < 0) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < partner.length && partner[end] === partner[end - 1] + 1) end++;
    const first = partner[at];
    const last = partner[end - 1];
    const inside = (at > 0 || first > 0) && (end < partner.length || last < others - 1);
    const alone =
      inside && end - at < 3 &&
      gap(partner, at - 1, -1) + gap(partner, end, 1) >= 6;
    if (alone) partner.fill(-1, at, end);
    at = end;
  }
}

function gap(partner, at, step) {
  let found = 0;
  while (at >= 0 && at < partner.length && partner[at] < 0 && found < 6) {
    found++;
    at += step;
  }
  return found;
}

// Rows of the two texts side by side: a new row where both are at a word that they share and one
// begins a paragraph there. Each side of a row is a list of [shared, text].
function sideBySide(first, second) {
  const one = words(first);
  const two = words(second);
  const partner = matched(one, two);
  const back = new Int32Array(two.length).fill(-1);
  partner.forEach((other, at) => { if (other >= 0) back[other] = at; });
  const cuts = [[0, 0]];
  let wordsShared = 0;
  for (let at = 0; at < one.length; at++) {
    if (partner[at] < 0) continue;
    wordsShared++;
    if (at && (begins(first, one, at) || begins(second, two, partner[at]))) cuts.push([at, partner[at]]);
  }
  cuts.push([one.length, two.length]);
  const rows = [];
  for (let row = 0; row + 1 < cuts.length; row++) {
    const [from, to] = [cuts[row], cuts[row + 1]];
    rows.push([
      pieces(first, one, partner, from[0], to[0]),
      pieces(second, two, back, from[1], to[1]),
    ]);
  }
  return { rows, wordsShared, words: [one.length, two.length] };
}

function begins(text, list, at) {
  return at > 0 && text.slice(list[at - 1].end, list[at].start).includes("\n");
}

function pieces(text, list, partner, from, to) {
  const found = [];
  for (let at = from; at < to; ) {
    const shared = partner[at] >= 0;
    let end = at + 1;
    while (end < to && partner[end] >= 0 === shared) end++;
    const start = at === 0 ? 0 : list[at].start;
    const behind = end < list.length ? list[end].start : text.length;
    found.push([shared, text.slice(start, behind)]);
    at = end;
  }
  return found;
}
