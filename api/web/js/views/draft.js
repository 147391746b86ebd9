// What did earlier plans say of each sentence of a draft?  The draft stays in this tab and goes nowhere else.
import { fetchJson } from "../asking.js";
import { t } from "../i18n.js";
import { html, live, nothing, repeat } from "../lit.js";
import { citing } from "../parts/copy.js";
import { diff } from "../parts/diff.js";
import { exporting } from "../parts/export.js";
import { badges, path } from "../parts/passage.js";
import { failed, partial, stale, waiting } from "../parts/states.js";
import { attempt, problem, trial } from "../parts/writing.js";
import { bare, points, source, yearOf } from "../text.js";
export { words } from "../words/draft.js";

const KEPT = "cejian-draft";
const NEW = 0.7;
const CARRIED = 0.3;
const LIMIT = 5;
const CONFLICTS = 3;
const VERDICTS = ["carried", "reworded", "new", "conflict"];
const wide = matchMedia("(min-width: 1024px)");

/** As the contract has it: up to 0.3 kept, from 0.7 new, between them reworded. */
const verdict = ({ novelty }) => (novelty >= NEW ? "new" : novelty <= CARRIED ? "carried" : "reworded");
const is = (segment, kind) => (kind === "conflict" ? segment.conflicts.length > 0 : verdict(segment) === kind);

export function open(page) {
  const held = page.slot();
  const found = page.slot();
  const reading = trial();
  let text = sessionStorage.getItem(KEPT) ?? "";
  let compared = "";
  let cleared = "";
  let editing = !text;
  let over = false;
  let scrolled = false;
  wide.onchange = () => page.redraw();

  const body = (draft) => ({ text: draft, limit: LIMIT, filters: Object.fromEntries(Object.entries(page.place.filters).filter(([, value]) => value.length)) });
  const longest = () => held.answer?.longest_draft ?? Infinity;
  const focused = () => Number(/^#s(\d+)$/.exec(page.place.hash)?.[1] ?? 1) - 1;
  const segments = () => (found.answer ? found.answer.segments : []);

  function change({ back }) {
    held.ask("/status", {}, { kept: true });
    if (text.trim() && !compared) compare(back);
  }

  function compare(kept = false, again = false) {
    compared = text;
    sessionStorage.setItem(KEPT, text);
    found.ask("/precedents", {}, { body: body(text), kept, again });
  }

  function type(value) {
    text = value;
    sessionStorage.setItem(KEPT, text);
    page.redraw();
  }

  function submit(event) {
    event.preventDefault();
    if (!text.trim()) return;
    editing = false;
    compare(false, true);
    page.focus("h1");
  }

  function clear() {
    cleared = text;
    text = compared = "";
    sessionStorage.removeItem(KEPT);
    found.clear();
    editing = true;
    page.say(t("draft.cleared"));
    page.focus("#draft-text");
  }

  function restore() {
    text = cleared;
    cleared = "";
    editing = false;
    compare();
  }

  async function read(file) {
    if (!file) return;
    const form = new FormData();
    form.append("files", file, file.name);
    const done = await attempt(page, reading, async () => {
      const answer = await fetchJson("/draft", { body: form });
      text = answer.text;
    });
    if (!done) return;
    editing = false;
    compare(false, true);
  }

  function drop(event) {
    event.preventDefault();
    over = false;
    if (event.dataTransfer.files.length) read(event.dataTransfer.files[0]);
    page.redraw();
  }

  function drag(event, on) {
    event.preventDefault();
    if (over !== on) {
      over = on;
      page.redraw();
    }
  }

  // -- drawing ----------------------------------------------------------------------------------

  function draw() {
    return html`<h1 tabindex="-1">${t("draft.title")}</h1>
      <p class="quiet">${t("draft.private")}</p>
      ${box()}${problem(page, reading)}
      ${cleared ? html`<div class="notice"><p>${t("draft.cleared")}</p><button type="button" @click=${restore}>${t("draft.undo")}</button></div>` : nothing}
      ${failed(found, () => compare(false, true))}${waiting(found, 4)}${stale(found, () => compare(false, true))}
      ${found.answer && text !== compared ? html`<div class="notice partial"><p>${t("draft.edited")}</p><button type="button" @click=${() => compare(false, true)}>${t("draft.again")}</button></div>` : nothing}
      ${found.answer ? result(found.answer) : nothing}`;
  }

  function box() {
    const count = points(text).length;
    const tooLong = count > longest();
    if (!editing) return html`<p class="chips screen"><button type="button" @click=${() => ((editing = true), page.focus("#draft-text"))}>${t("draft.edit", { n: count })}</button><button type="button" @click=${clear}>${t("draft.clear")}</button></p>`;
    return html`<form class="draft-box ${over ? "over" : ""}" @submit=${submit} @dragover=${(event) => drag(event, true)} @dragleave=${(event) => drag(event, false)} @drop=${drop}>
      <label for="draft-text">${t("draft.paste")}</label>
      <textarea id="draft-text" rows="10" lang="zh-Hans" spellcheck="false" aria-describedby="draft-count" .value=${live(text)} @input=${(event) => type(event.target.value)}></textarea>
      <p id="draft-count" class="quiet num ${tooLong ? "too-long" : ""}">${t("draft.count", { n: count, most: Number.isFinite(longest()) ? longest() : "" })}${tooLong ? t("draft.too.long") : ""}</p>
      <div class="chips"><button type="submit" ?disabled=${!text.trim() || tooLong}>${t("draft.do")}</button>
        <label class="button file">${t("draft.file")}<input class="unseen" type="file" @change=${(event) => read(event.target.files[0])}></label>
        ${text ? html`<button type="button" @click=${clear}>${t("draft.clear")}</button>` : nothing}
        ${reading.busy ? html`<span class="quiet">${t("draft.reading")}</span>` : nothing}</div>
    </form>`;
  }

  function result(answer) {
    const all = answer.segments;
    const only = VERDICTS.includes(page.place.one("show")) ? page.place.one("show") : "";
    const listed = all.map((one, at) => [one, at]).filter(([one]) => !only || is(one, only));
    const now = all[focused()] ? focused() : 0;
    return html`${partial(answer)}
      <div class="answer-line"><p role="status">${t("draft.counts", { n: all.length })}</p>
        <div class="chips screen" role="group" aria-label=${t("draft.show")}>${VERDICTS.map((kind) => {
          const number = all.filter((one) => is(one, kind)).length;
          return html`<button type="button" class="pick ${kind}" aria-pressed=${only === kind ? "true" : "false"} ?disabled=${!number} @click=${() => page.change({ show: only === kind ? null : kind }, { replace: true })}>${t(`draft.${kind}`)} <b class="num">${number}</b></button>`;
        })}</div>
        ${exporting(page, { kind: "precedents", params: body(compared) })}</div>
      <div class="draft-both"><ol class="segments-list">${repeat(listed, ([, at]) => at, ([one, at]) => row(one, at, now))}</ol>
        ${wide.matches ? html`<aside class="detail" tabindex="0" aria-label=${t("draft.detail")}>${all[now] ? detail(all[now], now) : nothing}</aside>` : nothing}</div>`;
  }

  function row(segment, at, now) {
    const kind = verdict(segment);
    return html`<li id="s${at + 1}" class="segment ${at === now ? "now" : ""}"><a href="#s${at + 1}" aria-current=${at === now ? "true" : nothing}>
        <span class="number num">${at + 1}</span><span class="badge ${kind}">${t(`draft.${kind}`)}</span>${segment.conflicts.length ? html`<span class="badge conflict">${t("draft.conflict")}</span>` : nothing}
        <span class="said" lang="zh-Hans">${segment.text}</span></a>
      ${!wide.matches && at === now ? html`<div class="detail">${detail(segment, at)}</div>` : nothing}</li>`;
  }

  function detail(segment, at) {
    const [first, rest] = [segment.conflicts.slice(0, CONFLICTS), segment.conflicts.slice(CONFLICTS)];
    return html`<h2>${t("draft.nth", { n: at + 1 })} <span class="badge ${verdict(segment)}">${t(`draft.${verdict(segment)}`)}</span> <span class="quiet num">${t("draft.novelty", { n: segment.novelty.toFixed(2) })}</span></h2>
      ${segment.said_since ? html`<p class="quiet">${t("draft.since", { y: segment.said_since })}</p>` : nothing}
      ${first.map(conflict)}
      ${rest.length ? html`<details><summary>${t("draft.conflicts.more", { n: rest.length })}</summary>${rest.map(conflict)}</details>` : nothing}
      ${segment.precedents.length
        ? html`<h3>${t("draft.precedents")} <span class="quiet">${t("draft.how")}</span></h3>${segment.precedents.map(precedent)}`
        : html`<p class="notice">${t("draft.none")}</p>`}`;
  }

  function conflict(one) {
    const [document, span] = one.passage_id.split(":");
    return html`<p class="conflict">${t("draft.differ", { a: one.draft, y: one.year ? t("year.of", { y: one.year }) : t("undated"), b: one.past })} <a href=${page.href(`/doc/${document}`, { p: span })}>${t("open")}</a></p>`;
  }

  const precedent = (one) => html`<article class="precedent"><p class="of"><span class="year num">${yearOf(one)}</span> <span lang="zh-Hans">${bare(one.title)}</span>${badges(one)}</p>${path(one)}
    <blockquote class="quote" lang="zh-Hans">${diff(one.diff)}</blockquote>
    <p class="do"><span class="quiet num">${t("draft.alike", { n: one.likeness.toFixed(2) })}</span><a class="source" href=${source(page, one)}>${t("open")}</a>${citing(page, one)}</p></article>`;

  function drawn() {
    if (scrolled || !segments().length || !page.place.hash) return;
    scrolled = true;
    document.getElementById(page.place.hash.slice(1))?.scrollIntoView({ block: "center" });
  }

  const step = (by) => () => {
    const next = document.querySelectorAll(".segment > a");
    const at = [...next].findIndex((one) => one.getAttribute("aria-current"));
    const to = next[Math.max(0, Math.min(next.length - 1, at + by))];
    to?.click();
    to?.focus();
    return Boolean(to);
  };

  return { title: () => t("draft.title"), change, draw, drawn, keys: { j: step(1), k: step(-1) }, close: () => (wide.onchange = null) };
}
