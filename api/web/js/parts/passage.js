// How does a quotation look?  A passage with its source, its marks, why it was found, and its neighbours.
import { fetchJson } from "../asking.js";
import { list, t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { marked, spans } from "../marks.js";
import { bare, isSample, points, slice, source, where, yearOf } from "../text.js";
import { citing } from "./copy.js";

const AROUND = 400;
const documents = new Map();

/** Where a marked word leads. */
export const toWording = (page) => (term) => page.href("/wording", { term });

export const badge = (text, kind = "") => html`<span class="badge ${kind}">${text}</span>`;

/** 示例 and 年份存疑, where they apply. */
export const badges = (one) => [
  isSample(one) ? badge(t("sample"), "sample") : nothing,
  one.year_conflict ? badge(t("doubt"), "doubt") : nothing,
];

/** 二、重点任务 › （三）减轻负担 › 2. */
export function path(one) {
  const steps = [...one.heading_path, ...(one.item ? [/^\d+$/.test(one.item) ? `${one.item}.` : one.item] : [])];
  return steps.length
    ? html`<p class="path" lang="zh-Hans">${steps.map((step, at) => html`${at ? html`<span aria-hidden="true"> › </span>` : nothing}<span>${step}</span>`)}</p>`
    : nothing;
}

/**
 * A passage (or hit).  `q`: the question, for the reader; `terms`: words to mark, a hit's own by default;
 * `extra`: more buttons; `link(term)`: where a marked word leads, by default to its life.
 */
export function passage(page, one, { q = "", terms = one.matched_terms ?? [], extra = nothing, link = toWording(page) } = {}) {
  return html`<article class="passage" id=${`p-${one.id}`} data-passage=${one.id} tabindex="-1">
    <header><span class="year">${yearOf(one)}</span>
      <span class="title" lang="zh-Hans">${bare(one.title)}</span>${badges(one)}</header>
    ${path(one)}
    <blockquote class="quote" lang="zh-Hans">${neighbour(one, "before")}${marked(one.text, terms, link)}${neighbour(one, "after")}</blockquote>
    <footer>
      ${found(one) ? why(page, one, terms) : nothing}
      <button type="button" class="link" aria-expanded=${documents.get(one.id) ? "true" : "false"}
        @click=${(event) => around(page, one, event.currentTarget)}>${t("context")}</button>
      <a class="source" href=${source(page, one, q)}>${t("open")}</a>${citing(page, one)}${extra}
    </footer>
    ${one.near ? html`<p class="quiet">${t("why.near")}</p>` : nothing}
  </article>`;
}

/** A sentence: quotation and source in one line. */
export const sentence = (page, one, { q = "", terms = [] } = {}) => html`<figure class="sentence">
  <blockquote class="quote" lang="zh-Hans">${marked(one.text, terms, toWording(page))}</blockquote>
  <figcaption><span class="year">${yearOf(one)}</span> <span lang="zh-Hans">${bare(one.title)} ${where(one)}</span>${badges(one)}
    <a class="source" href=${source(page, one, q)}>${t("open")}</a>${citing(page, one)}</figcaption>
</figure>`;

/** Whether a question found it; a comparison of all that two sides say has none. */
const found = (one) => one.ranks && (one.ranks.keyword || one.ranks.semantic || one.matched_terms.length);

function why(page, one, terms) {
  const count = spans(one.text, terms).length;
  const leg = (name) => t(one.ranks[name] ? `why.${name}` : `why.${name}.none`, { n: one.ranks[name] });
  return html`<details class="why"><summary>${t("why")}${count ? html`<span class="quiet"> · ${t("marks.count", { n: count })}</span>` : nothing}</summary>
    <p>${terms.length
      ? html`${t("why.words", { terms: "" })}${terms.map((term, at) => html`${at ? list(["", ""]) : nothing}<a lang="zh-Hans" href=${page.href("/wording", { term })}>${term}</a>`)}`
      : t("why.none")}<br>${leg("keyword")}；${leg("semantic")}${one.repeated_in?.length ? html`<br>${t("repeated", { n: one.repeated_in.length })}` : nothing}</p>
  </details>`;
}

// -- neighbours: the paragraph before and after, from the document itself --------------------------

function neighbour(one, side) {
  const text = documents.get(one.id)?.[side];
  return text ? html`<span class="around">${text}</span>` : nothing;
}

async function around(page, one, button) {
  if (documents.get(one.id)) documents.delete(one.id);
  else {
    try {
      const held = points((await fetchJson(`/documents/${one.document_id}`)).text);
      documents.set(one.id, { before: before(held, one.start), after: after(held, one.end) });
    } catch {
      button.dataset.said = t("failed", { reason: t("offline") });
      return;
    }
  }
  page.redraw();
}

function before(held, start) {
  const text = slice(held, Math.max(0, start - AROUND), start);
  const lines = text.trimEnd().split("\n");
  return `${lines.at(-1)}\n`;
}

function after(held, end) {
  const text = slice(held, end, end + AROUND).trimStart();
  return `\n${text.split("\n")[0]}`;
}
