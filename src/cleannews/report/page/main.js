// Which part is in sight, by the address: #groups, #group/12/3, #article/7, #articles/links.more ...

const PARTS = ["overview", "groups", "cleaning", "articles", "outlets", "rejected", "run"];
const OF = { group: "groups", article: "articles" };

async function go() {
  const [name, ...rest] = location.hash.slice(1).split("/").map(decoded);
  const part = OF[name] || (PARTS.includes(name) ? name : "overview");
  for (const it of PARTS) byId(it).hidden = it !== part;
  for (const it of document.querySelectorAll("nav a")) {
    if (it.hash === `#${part}`) it.setAttribute("aria-current", "page");
    else it.removeAttribute("aria-current");
  }
  if (name === "groups" && rest[0] && groups) groups.setOutlets(rest[0]);
  if (name === "articles" && rest[0] && articles) articles.setRule(rest[0]);
  const browser = part === "groups" ? groups : part === "articles" ? articles : null;
  if (browser) browser.list.draw();
  const at = Number(rest[0]);
  if (name in OF && browser && Number.isInteger(at) && at >= 0 && at < browser.total) await browser.open(at, rest[1]);
  else if (browser) browser.root.classList.remove("opened");
  if (!(name in OF)) window.scrollTo(0, 0);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function start() {
  history.scrollRestoration = "manual";
  const notice = byId("notice");
  if (typeof DecompressionStream === "undefined") {
    notice.textContent = "Groups, texts and comparisons need a browser of 2023 or later (DecompressionStream). What follows stands without it.";
    return;
  }
  try {
    await Promise.all([showGroups(), showArticles()]);
    if (groups) groups.total = (await block("groups")).id.length;
    if (articles) articles.total = (await block("articles")).id.length;
    document.documentElement.classList.add("scripted");
    notice.remove();
    window.addEventListener("hashchange", moved);
    await go();
    document.documentElement.dataset.ready = "yes";
    await Promise.all([showTables(), showPairs()]);
    document.documentElement.dataset.ready = "all";
  } catch (error) {
    document.documentElement.classList.remove("scripted");
    for (const it of PARTS) byId(it).hidden = false;
    notice.textContent = `What this page holds cannot be opened (${error.message}). The file may be cut; write the report again. What follows stands without it.`;
    byId("main").prepend(notice);
  }
}

async function moved() {
  await go();
  const [name] = location.hash.slice(1).split("/");
  const title = byId(`${name}-title`);
  if (title && name in OF === false) title.focus({ preventScroll: true });
}

start();
