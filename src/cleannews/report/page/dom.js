// Making elements. Texts from the web become text nodes only; no string is ever parsed as HTML.

// The same characters as in page.py: what is not seen or changes what is seen.
const HIDDEN =
  /([\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs})/u;

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// The nodes of a text, with a mark in place of each hidden character.
function seen(text) {
  return String(text)
    .split(HIDDEN)
    .map((part, at) => (at % 2 ? el("span", { class: "hidden-character" }, codePoint(part)) : part))
    .filter((part) => part !== "");
}

const codePoint = (character) =>
  `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

// The same as a string, for attributes and options.
const seenText = (text) => String(text).split(HIDDEN).map((part, at) => (at % 2 ? codePoint(part) : part)).join("");

const bdi = (text) => el("bdi", {}, seen(text));
const byId = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const percent = (share) => `${(share * 100).toFixed(1)}%`;
const many = (count, one, several = `${one}s`) => `${number(count)} ${count === 1 ? one : several}`;
const say = (text) => { byId("said").textContent = text; };

// A moment as the tables have it, ISO 8601 in UTC, as people read it.
function dated(published) {
  if (!published) return "no date";
  return published.length > 10 ? `${published.slice(0, 10)} ${published.slice(11, 16)}` : published.slice(0, 10);
}

const dayOf = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

// The time from one moment to another, such as "+3 h 20 min".
function after(seconds) {
  const sign = seconds < 0 ? "−" : "+";
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  return `${sign}${number(Math.round(hours / 24))} days`;
}

const WEB = /^https?:\/\/[^\s]+$/i;

// An address of the web as a link; any other address as mere text.
function link(url) {
  if (!WEB.test(url)) return bdi(url);
  return el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, seen(url));
}

function later(work, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}

// A field with its label.
let fields = 0;

function field(label, control) {
  control.id = `field-${fields++}`;
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control);
}

function choice(options, attributes) {
  return el("select", attributes, options.map(([value, label]) => el("option", { value }, label)));
}
