// The packed data: opened when it is asked for, a few blocks kept.

const opened = new Map();
const KEPT = 24;

function block(name) {
  if (!opened.has(name)) opened.set(name, unpacked(name));
  const value = opened.get(name);
  opened.delete(name);
  opened.set(name, value); // the last one used comes last
  if (opened.size > KEPT) opened.delete(opened.keys().next().value);
  return value;
}

async function unpacked(name) {
  const packed = bytes(byId(`data-${name}`).textContent);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) found[at] = text.charCodeAt(at);
  return found;
}

// The item of a number, in blocks of which `starts` says where they begin.
async function item(name, starts, at) {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle;
  }
  return (await block(`${name}-${low}`))[at - starts[low]];
}
