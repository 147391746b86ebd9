// Which view is shown?  The router, the header, and the keys that work everywhere.
import { add, choose, language, t } from "./i18n.js";
import { keysOn } from "./keys.js";
import { html, nothing, render } from "./lit.js";
import { failed } from "./parts/states.js";
import { Place } from "./state.js";
import { Page } from "./view.js";
import { words as common } from "./words/common.js";

const NAVIGATION = [
  ["ask", "/"],
  ["compare", "/compare"],
  ["wording", "/wording"],
  ["targets", "/targets"],
  ["draft", "/draft"],
  ["library", "/library"],
  ["about", "/about"],
];
const BASE = document.documentElement.dataset.base;
const VIEWS = Object.values(JSON.parse(document.documentElement.dataset.views));
const [header, main, footer] = ["header", "main", "footer"].map((id) => document.getElementById(id));

let page = null;
let view = null;
let shown = "";
let due = false;
let lost = null;
let menu = false;

function redraw() {
  if (due) return;
  due = true;
  requestAnimationFrame(drawNow);
}

function drawNow() {
  due = false;
  if (!view) return;
  render(head(), header);
  render(lost ? html`<h1 tabindex="-1">${t("lost.title")}</h1>${failed({ error: lost }, () => location.reload())}` : view.draw(), main);
  render(foot(), footer);
  document.title = [view.title(), t("name")].filter(Boolean).join(" · ");
  document.querySelector(".skip").textContent = t("skip");
  view.drawn?.();
}

function head() {
  const other = language() === "en" ? "zh" : "en";
  const links = html`<nav aria-label=${t("nav")} class=${menu ? "nav open" : "nav"} id="nav">
    ${NAVIGATION.map(
      ([name, path]) => html`<a href=${page.href(path)} aria-current=${name === page.place.view ? "page" : nothing}>${t(`nav.${name}`)}</a>`,
    )}
  </nav>`;
  return html`<header class="head"><div class="head-in">
    <a class="name" href=${page.href("/")}>${t("name")}</a>
    <button class="menu" type="button" aria-expanded=${menu ? "true" : "false"} aria-controls="nav" @click=${toggleMenu}>${t("menu")}</button>
    <div class="bar">${view.bar?.() ?? nothing}</div>
    ${links}
    <a class="lang" lang=${other === "en" ? "en" : "zh-Hans"} hreflang=${other === "en" ? "en" : "zh-Hans"}
      href=${withLanguage(other)} data-stay>${other === "en" ? "English" : "中文"}</a>
  </div></header>`;
}

function toggleMenu() {
  menu = !menu;
  redraw();
}

const foot = () => html`<footer class="foot"><p>${t("foot")}</p></footer>`;

function withLanguage(name) {
  const found = new URL(location.href);
  found.searchParams.set("lang", name);
  return found.pathname + found.search + found.hash;
}

// -- travelling ---------------------------------------------------------------------------------

function travel(target, { replace = false, stay = false } = {}) {
  const url = new URL(target, location.href);
  remember();
  if (replace) history.replaceState(history.state, "", url);
  else history.pushState({}, "", url);
  arrive({ stay });
}

/** The scroll and focus of the place that is left, for the way back. */
function remember() {
  const focus = document.activeElement?.id || null;
  history.replaceState({ ...history.state, scroll: scrollY, focus }, "");
}

async function arrive({ back = false, stay = false } = {}) {
  menu = false;
  const place = new Place(location);
  choose(place.one("lang"));
  if (place.view !== shown) {
    const module = await import(`${BASE}/js/views/${place.view}.js`).catch((error) => ({ error }));
    await style(place.view);
    for (const slot of page?.slots ?? []) slot.cancel();
    view?.close?.();
    page = new Page({ redraw, travel });
    lost = module.error ?? null;
    if (!lost) add(module.words);
    view = lost ? { title: () => t("lost.title") } : module.open(page);
    shown = place.view;
  }
  page.place = place;
  await view.change?.({ back });
  dress(place.view);
  drawNow();
  if (back && !history.state) return; // a link within the page: the browser has gone there
  if (back) {
    const { scroll = 0, focus = null } = history.state;
    scrollTo({ top: scroll, behavior: "instant" });
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  } else if (!stay) {
    if (!place.hash) scrollTo({ top: 0, behavior: "instant" });
    if (place.hash) document.getElementById(place.hash.slice(1))?.scrollIntoView();
    main.querySelector("h1")?.focus({ preventScroll: true });
  }
}

const sheet = (name) => document.querySelector(`link[rel="stylesheet"][href="${BASE}/css/${name}.css"]`);

/** A view's own style sheet, before it is drawn. */
function style(name) {
  if (sheet(name)) return null;
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${BASE}/css/${name}.css`, onload: done, onerror: done });
    document.head.append(link);
  });
}

/** Only the shown view's sheet counts, so that a view looks the same however it was come by. */
function dress(name) {
  for (const other of new Set(VIEWS)) {
    const found = sheet(other);
    if (found) found.disabled = other !== name;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (!new Place(link).view || (link.hash && link.pathname === location.pathname && link.search === location.search)) return;
  event.preventDefault();
  travel(link.href, { stay: link.hasAttribute("data-stay") });
});
addEventListener("popstate", () => arrive({ back: true }));
addEventListener("pagehide", () => remember());

// -- keys ---------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const box = document.querySelector("[type=search]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "?") travel(`${page.href("/about")}#keys`, {});
  else if (view?.keys?.[event.key]?.(event)) event.preventDefault();
});

// -- printing -----------------------------------------------------------------------------------

addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) {
    part.open = true;
    part.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-printed]")) {
    part.open = false;
    delete part.dataset.printed;
  }
});

history.scrollRestoration = "manual";
add(common);
arrive({ back: performance.getEntriesByType("navigation")[0]?.type === "reload" || Boolean(history.state?.scroll), stay: true });
