// 原文: the document itself, at the place that was asked for, with its outline, hits, and the plan before it.
export { words } from "../words/reader.js";
import { list, t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { marked } from "../marks.js";
import { citing } from "../parts/copy.js";
import { Correcting } from "../parts/correcting.js";
import { diff } from "../parts/diff.js";
import { exporting } from "../parts/export.js";
import { badge, badges, path, toWording } from "../parts/passage.js";
import { failed, kept, partial, waiting } from "../parts/states.js";
import { blocks, runs, stretches } from "../reader/blocks.js";
import { figuresIn } from "../reader/figures.js";
import { bare, points, slice, yearOf } from "../text.js";

const SIZES = [1, 1.125, 1.3125, 1.5];
const MOST_HITS = 200;
const MOST_FIGURES = 500;
const FIELDS = ["title", "year", "period_from", "period_to", "issuer", "region", "level", "stage", "doc_type", "number", "issued", "addressee", "publicity", "copied_to"];

export const open = (page) => new Reader(page);

class Reader {
  constructor(page) {
    Object.assign(this, { page, size: 1, opened: "", ready: "" });
    for (const name of ["document", "search", "lineage", "figures", "status"]) this[name] = page.slot();
    this.correcting = new Correcting(page, { saved: () => this.document.ask(`/documents/${page.place.id}`, {}, { again: true }) });
    this.keys = { j: () => this.step(1), k: () => this.step(-1), c: () => press(".reader .cite") };
  }

  title() {
    const found = this.document.answer;
    return found && !this.document.old ? bare(found.title) : t("reader.title");
  }

  change({ back }) {
    const { place } = this.page;
    const q = place.one("q").trim();
    this.status.ask("/status");
    this.figures.ask("/targets", { document_id: place.id, limit: MOST_FIGURES }, { kept: back });
    const requests = [this.document.ask(`/documents/${place.id}`, {}, { kept: back })];
    if (q) requests.push(this.search.ask("/search", { q, document_id: place.id, limit: MOST_HITS }, { kept: back }));
    else this.search.clear();
    if (place.one("vs") === "previous") requests.push(this.lineage.ask("/lineage", { document_id: place.id }, { kept: back }));
    return back ? Promise.all(requests) : null;
  }

  draw() {
    const { error } = this.document;
    if (error?.status === 410 && error.successor) {
      return html`<h1 tabindex="-1">${t("reader.gone")}</h1><p><a href=${this.page.href(`/doc/${error.successor}`, { q: this.page.place.one("q") })}>${t("reader.newer")}</a></p>`;
    }
    const again = () => this.document.ask(`/documents/${this.page.place.id}`, {}, { again: true });
    return html`<div class="reader">
      ${this.document.answer ? nothing : html`<h1 tabindex="-1">${t("reader.title")}</h1>`}
      ${waiting(this.document, 5)}${failed(this.document, again)}
      ${error?.status === 404 ? html`<p><a href=${this.page.href("/library")}>${t("reader.library")}</a></p>` : nothing}
      ${kept(this.document, (found) => this.sheet(found))}
    </div>`;
  }

  sheet(found) {
    const { page } = this;
    const { place } = page;
    const q = place.one("q");
    const hits = [...(this.search.answer?.hits ?? [])].sort((a, b) => a.start - b.start);
    const versus = place.one("vs") === "previous";
    const focus = span(place.one("p"));
    const held = this.points(found.text);
    const figures = this.figures.old ? [] : figuresIn(this.figures.answer, found.id, held);
    const all = blocks({ held, outline: found.outline, noise: found.noise, hits, focus, figures });
    return html`
      <header class="reader-head">
        ${q ? html`<p><a href=${page.href("/ask", { q })}>${t("reader.back", { q })}</a></p>` : nothing}
        <h1 tabindex="-1" lang="zh-Hans">${bare(found.title)}</h1>
        <p class="quiet"><span class="num">${yearOf(found)}</span> · <span lang="zh-Hans">${list([found.issuer, found.level, found.doc_type].filter(Boolean))}</span> ${badges(found)}</p>
        ${partial({ warnings: this.search.answer?.warnings ?? found.warnings })}
        <div class="tools screen">
          ${q ? this.walker(hits) : nothing}
          <label><input type="checkbox" .checked=${versus} @change=${(event) => page.change({ vs: event.target.checked ? "previous" : null }, { replace: true })}>${t("reader.vs")}</label>
          <span class="segments" role="group" aria-label=${t("reader.size")}>${[-1, 1].map((way) => html`<button type="button" ?disabled=${SIZES[this.size + way] === undefined} @click=${() => this.resize(way)}>${t(way < 0 ? "reader.smaller" : "reader.larger")}</button>`)}</span>
          ${focus ? citing(page, { ...this.place(found, focus), text: slice(held, focus.start, focus.end) }) : nothing}
          ${versus ? exporting(page, { kind: "lineage", params: { document_id: found.id } }) : nothing}
        </div>
        ${failed(this.search, () => this.change({ back: false }))}
        ${versus ? this.counts() : nothing}
      </header>
      <div class="reader-body">
        <nav class="outline screen" aria-label=${t("reader.outline")}><h2>${t("reader.outline")}</h2>${this.outline(found, hits)}</nav>
        <div class="sheet read" lang="zh-Hans" .style=${`--size:${SIZES[this.size]}`}>${runs(all).map((run) => this.run(run, held, found))}
          ${versus ? this.dropped() : nothing}</div>
      </div>
      ${this.info(found)}`;
  }

  points(text) {
    if (this.text !== text) Object.assign(this, { text, held: points(text) });
    return this.held;
  }

  walker(hits) {
    const at = hits.findIndex((one) => `${one.start}-${one.end}` === this.page.place.one("p"));
    return html`<span class="walker num">${t("reader.hits", { n: hits.length })} ${at >= 0 ? t("reader.hit.at", { at: at + 1, n: hits.length }) : nothing}
      <button type="button" ?disabled=${!hits.length} @click=${() => this.step(-1)}>${t("reader.last")}</button>
      <button type="button" ?disabled=${!hits.length} @click=${() => this.step(1)}>${t("reader.next")}</button></span>`;
  }

  outline(found, hits) {
    if (!found.outline.length) return html`<p class="quiet">${t("reader.outline.none")}</p>`;
    return html`<ol>${found.outline.map((one, at) => {
      const until = found.outline[at + 1]?.start ?? Infinity;
      const n = hits.filter((hit) => hit.start >= one.start && hit.start < until).length;
      return html`<li class="level-${Math.min(one.level, 4)}"><a lang="zh-Hans" href="#at-${one.start}" @click=${(event) => (event.preventDefault(), show(`at-${one.start}`))}>${one.number}${one.title}</a>${n ? html`<span class="dots" role="img" aria-label=${t("reader.in", { n })}>${"•".repeat(Math.min(n, 5))}</span>` : nothing}</li>`;
    })}</ol>`;
  }

  run({ noise, list: held }, text, found) {
    if (!noise) return held.map((one) => this.paragraph(one, text));
    const size = held.reduce((sum, one) => sum + one.end - one.start, 0);
    const title = held.every((one) => slice(text, one.start, one.end).trim() === bare(found.title));
    if (title) return html`<p class="sheet-title">${bare(found.title)}</p>`;
    return html`<details class="noise"><summary>${t("reader.noise", { n: size })}</summary>${held.map((one) => html`<p>${slice(text, one.start, one.end)}</p>`)}</details>`;
  }

  paragraph(one, held) {
    const parts = stretches(one).map(([from, to, hit, focus]) => {
      const words = this.words(held, from, to, hit?.matched_terms ?? [], one.figures);
      return hit || focus ? html`<span class="${hit ? "hit" : ""} ${focus ? "here" : ""}" data-from=${from}>${words}</span>` : words;
    });
    const id = one.heading ? `at-${one.heading.start}` : nothing;
    const inner = html`${parts}`;
    const drawn = one.level ? html`<p class="rank-${Math.min(one.level, 4)}" id=${id} tabindex="-1">${inner}</p>` : html`<p id=${id} tabindex="-1">${inner}</p>`;
    return [drawn, this.beside(one)];
  }

  /** A stretch with its marked words and figures as links. */
  words(held, from, to, terms, figures) {
    const plain = (start, end) => marked(slice(held, start, end), terms, toWording(this.page));
    const parts = [];
    let at = from;
    for (const one of figures.filter(({ start, end }) => start >= from && end <= to)) {
      parts.push(plain(at, one.start), this.figure(one.series, slice(held, one.start, one.end)));
      at = one.end;
    }
    return [...parts, plain(at, to)];
  }

  /** A figure leads to what became of it over the years. */
  figure({ indicator, issuer }, text) {
    return html`<a class="figure" href=${this.page.href("/targets", { q: indicator, issuer })} title=${t("reader.figure", { name: indicator })}>${text}</a>`;
  }

  // -- the plan before ------------------------------------------------------------------------------

  beside({ start, end }) {
    if (this.page.place.one("vs") !== "previous" || !this.lineage.answer) return nothing;
    return this.lineage.answer.items
      .filter((item) => item.passage.end > start && item.passage.end <= end)
      .map((item) => html`<div class="beside ${item.status}">${badge(t(`reader.${item.status}`))} ${item.status === "edited" ? html`<p>${diff(item.diff)}</p>` : nothing}</div>`);
  }

  counts() {
    const { answer } = this.lineage;
    return html`${waiting(this.lineage, 1)}${failed(this.lineage, () => this.change({ back: false }))}
      ${answer
        ? html`<p class="answer-line">${answer.previous
            ? html`<a lang="zh-Hans" href=${this.page.href(`/doc/${answer.previous.id}`)}>${t("reader.vs.with", { title: bare(answer.previous.title) })}</a> <span class="num">${t("reader.counts", answer.counts)}</span>`
            : t("reader.vs.none")}</p>`
        : nothing}`;
  }

  dropped() {
    const dropped = this.lineage.answer?.dropped ?? [];
    return dropped.length ? html`<section class="dropped"><h2>${t("reader.dropped")}</h2>${dropped.map((one) => html`${path(one)}<p><del>${one.text}</del></p>`)}</section>` : nothing;
  }

  // -- metadata -------------------------------------------------------------------------------------

  info(found) {
    const shown = FIELDS.map((name) => [name, Array.isArray(found[name]) ? list(found[name]) : found[name]]).filter(([, value]) => value !== null && value !== "");
    return html`<details class="info"><summary>${t("reader.info")}</summary>
      <table class="grid"><thead><tr><th scope="col">${t("reader.field")}</th><th scope="col">${t("reader.value")}</th><th scope="col">${t("reader.found")}</th></tr></thead>
      <tbody lang="zh-Hans">${shown.map(([name, value]) => html`<tr><th scope="row">${t(`field.${name}`)}</th><td>${name === "title" ? bare(value) : value} ${name === "year" && found.year_conflict ? badges({ ...found, sample: false }) : nothing}</td><td>${found.found[name] ?? ""}</td></tr>`)}
        ${found.found.ocr ? html`<tr><th scope="row">${t("field.ocr")}</th><td colspan="2">${found.found.ocr}</td></tr>` : nothing}
        ${found.revision_of ? html`<tr><th scope="row">${t("reader.revision")}</th><td colspan="2"><a href=${this.page.href(`/doc/${found.revision_of}`)}>${t("reader.first.version")}</a></td></tr>` : nothing}
        <tr><th scope="row">${t("reader.sources")}</th><td colspan="2">${found.sources.map((one) => html`<div>${one.split("/").at(-1)}</div>`)}</td></tr>
        <tr><th scope="row">${t("reader.passages")}</th><td colspan="2" class="num">${found.passages}</td></tr></tbody></table>
      ${this.status.answer && this.status.answer.writes !== "closed" && !found.sample ? this.correcting.draw(found) : nothing}
    </details>`;
  }

  /** The place of a span, as `citation` takes it. */
  place(found, focus) {
    const hit = this.search.answer?.hits.find((one) => one.start === focus.start);
    const above = found.outline.filter((one) => one.start <= focus.start);
    const steps = [];
    for (const one of above) {
      while (steps.length && steps.at(-1).level >= one.level) steps.pop();
      steps.push(one);
    }
    const heading_path = hit?.heading_path ?? steps.map((one) => `${one.number}${one.title}`);
    return { ...found, document_id: found.id, heading_path, item: hit?.item ?? null, ...focus };
  }

  resize(way) {
    this.size += way;
    this.page.redraw();
  }

  /** To the next or last hit, round the ends. */
  step(way) {
    const hits = [...(this.search.answer?.hits ?? [])].sort((a, b) => a.start - b.start);
    if (!hits.length) return false;
    const here = span(this.page.place.one("p"))?.start ?? -1;
    const next = way > 0 ? (hits.find((one) => one.start > here) ?? hits[0]) : (hits.findLast((one) => one.start < here) ?? hits.at(-1));
    this.page.change({ p: `${next.start}-${next.end}` }, { replace: true });
    return true;
  }

  /** The place asked for stands a third down, once the text is there. */
  drawn() {
    const key = `${this.page.place.id} ${this.page.place.one("p")}`;
    const here = document.querySelector(".here");
    if (!here || this.ready === key || this.document.old) return;
    this.ready = key;
    const top = here.getBoundingClientRect().top + scrollY;
    scrollTo({ top: top - innerHeight / 3, behavior: "instant" });
  }
}

function span(text) {
  const found = /^(\d+)-(\d+)$/.exec(text);
  return found && Number(found[1]) < Number(found[2]) ? { start: Number(found[1]), end: Number(found[2]) } : null;
}

function show(id) {
  const found = document.getElementById(id);
  found?.scrollIntoView({ block: "start", behavior: "instant" });
  found?.focus({ preventScroll: true });
}

function press(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
}
