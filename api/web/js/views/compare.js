// What changed between two years, periods or issuers?  Pairs word by word, themes begun and given up, words.
import { list, t } from "../i18n.js";
import { html, live, nothing, repeat } from "../lit.js";
import { sides } from "../parts/sides.js";
import { citing } from "../parts/copy.js";
import { diff } from "../parts/diff.js";
import { exporting } from "../parts/export.js";
import { badges, passage, path, sentence } from "../parts/passage.js";
import { orderOf, sorted, sortHead } from "../parts/sorting.js";
import { failed, kept, partial, stale, waiting, weak } from "../parts/states.js";
import { bare, source, yearOf } from "../text.js";
export { words } from "../words/compare.js";

const PAIRS = 10;
const LINES = 20;
const REWORDED = 0.4; // likeness from which changes are fewer than what stays: below it nearly all would be struck

/** A side's name in the page's language. */
const nameOf = ({ issuer, year_from: from, year_to: to }) => issuer ?? t("year.of", { y: from === to ? from : `${from}—${to}` });
const named = ({ a, b }) => t("compare.of", { a: nameOf(a), b: nameOf(b) });

export function open(page) {
  const held = page.slot();
  const found = page.slot();
  const pickers = sides(page, held);
  let shown = { pairs: PAIRS, words: LINES };
  let asked = "";
  const opened = new Set();

  function change({ back }) {
    const { place } = page;
    held.ask("/status", {}, { kept: true });
    pickers.read(place);
    const [a, b, q] = [place.one("a"), place.one("b"), place.one("q")];
    if (`${a} ${b} ${q}` !== asked) {
      asked = `${a} ${b} ${q}`;
      shown = { pairs: PAIRS, words: LINES };
    }
    if (a && b) found.ask("/compare", { a, b, q, ...place.filters }, { kept: back });
    else found.clear();
  }

  const again = () => {
    const { place } = page;
    found.ask("/compare", { a: place.one("a"), b: place.one("b"), q: place.one("q"), ...place.filters }, { again: true });
  };

  function draw() {
    const answer = found.answer;
    const both = answer && !found.old ? named(answer) : t("compare.title");
    return html`<h1 tabindex="-1">${both}</h1>
      ${pickers.draw()}
      ${failed(held, () => held.ask("/status", {}, { again: true }))}
      ${failed(found, again)}${waiting(found, 4)}${stale(found, again)}
      ${!answer && !found.busy && !found.error ? pickers.examples() : nothing}
      ${kept(found, result)}`;
  }

  function result(answer) {
    const { place } = page;
    const changed = place.one("changed") === "true";
    const nothingFound = answer.evidence === "none";
    const pairs = answer.pairs.filter((one) => !changed || one.diff.some(([op]) => op !== "="));
    return html`${partial(answer)}${weak(answer)}
      <div class="answer-line"><p role="status">${line(answer)}</p>
        ${exporting(page, { kind: "compare", params: { a: place.one("a"), b: place.one("b"), q: place.one("q"), ...place.filters } })}</div>
      ${nothingFound
        ? html`<p class="notice">${t("compare.none")}</p>`
        : html`<nav class="chips" aria-label=${t("compare.parts")}>
              ${part("pairs", answer.pairs.length)}${part("emerging", answer.emerging.length)}${part("fading", answer.fading.length)}${part("shared", answer.shared.length)}${part("keywords", answer.keywords.length)}
              <label class="screen"><input type="checkbox" .checked=${live(changed)} @change=${() => page.change({ changed: changed ? null : true }, { replace: true })}>${t("compare.changed")}</label>
            </nav>
            ${pairsOf(answer, pairs)}${themesOf("emerging", answer.emerging, answer)}${themesOf("fading", answer.fading, answer)}
            ${changed ? nothing : sharedOf(answer)}${keywordsOf(answer)}${changed ? nothing : leftOver(answer)}`}`;
  }

  const line = ({ a, b }) =>
    [a, b].map((side, at) => html`<span>${t(at ? "compare.b" : "compare.a")} <b>${nameOf(side)}</b>${t("compare.held", { d: side.documents, p: side.passages })}</span>`);

  const part = (name, number) => html`<a class="chip plain" href="#${name}">${t(`compare.${name}`)} <b class="num">${number}</b></a>`;

  const head = (name, number) =>
    html`<h2 id=${name} tabindex="-1">${t(`compare.${name}`)} <span class="quiet num">${t(`compare.${name}.n`, { n: number })}</span></h2><p class="quiet">${t(`compare.${name}.what`)}</p>`;

  // -- pairs ------------------------------------------------------------------------------------

  function pairsOf(answer, pairs) {
    if (!pairs.length) return nothing;
    const names = new Map();
    for (const { a, b } of answer.shared) for (const one of [...a.passages, ...b.passages]) names.set(one.id, a.label);
    return html`<section>${head("pairs", pairs.length)}
      ${repeat(pairs.slice(0, shown.pairs), (one) => one.a.id + one.b.id, (one) => pair(one, answer, names.get(one.a.id) ?? names.get(one.b.id)))}
      ${more("pairs", pairs.length, PAIRS)}</section>`;
  }

  function pair(one, answer, theme) {
    const id = one.a.id + one.b.id;
    const kind = one.diff.every(([op]) => op === "=") ? "same" : one.similarity >= REWORDED ? "reworded" : "otherwise";
    const byWord = kind === "reworded" || opened.has(id);
    return html`<article class="pair" tabindex="-1" data-passage=${one.b.id}>
      <header><span class="badge ${kind}">${t(`compare.${kind}`)}</span>
        ${theme ? html`<h3 lang="zh-Hans">${theme}</h3>` : nothing}
        <span class="quiet num">${t("compare.alike", { n: one.similarity.toFixed(2) })}</span>
        ${kind === "otherwise" ? html`<button type="button" class="link" aria-pressed=${byWord ? "true" : "false"} @click=${() => toggle(id)}>${t("compare.by.word")}</button>` : nothing}</header>
      <div class="two">${half(one, "a", byWord)}${half(one, "b", byWord)}</div></article>`;
  }

  function toggle(id) {
    if (!opened.delete(id)) opened.add(id);
    page.redraw();
  }

  function half(one, side, byWord) {
    const mine = one[side];
    return html`<div class="half"><p class="of"><b>${t(`compare.${side}`)}</b> <span class="year">${yearOf(mine)}</span> <span lang="zh-Hans">${bare(mine.title)}</span>${badges(mine)}</p>
      ${path(mine)}
      <blockquote class="quote" lang="zh-Hans">${byWord ? diff(one.diff, side) : mine.text}</blockquote>
      <p class="do"><a class="source" href=${source(page, mine, page.place.one("q"))}>${t("open")}</a>${citing(page, mine)}</p></div>`;
  }

  // -- themes -----------------------------------------------------------------------------------

  const themesOf = (name, themes) =>
    themes.length
      ? html`<section>${head(name, themes.length)}<div class="cards">${repeat(themes, (one) => one.id, (one) => card(one))}</div></section>`
      : nothing;

  const card = (theme) => html`<article class="theme" id=${theme.id}><h3 lang="zh-Hans">${theme.label}</h3>
    ${facts(theme)}${theme.summary.slice(0, 2).map((one) => sentence(page, one))}${evidence(theme)}</article>`;

  const facts = (theme) =>
    html`<p class="quiet num">${t("compare.size", { n: theme.size })}${theme.first_year ? html`　${theme.first_year === theme.last_year ? theme.first_year : `${theme.first_year}—${theme.last_year}`}` : nothing}${theme.keywords.length ? html`　<span lang="zh-Hans">${list(theme.keywords.slice(0, 4))}</span>` : nothing}</p>`;

  const evidence = (theme) =>
    html`<details><summary>${t("compare.evidence", { n: theme.passages.length })}</summary>${theme.passages.map((one) => passage(page, one))}</details>`;

  const sharedOf = ({ shared }) =>
    shared.length
      ? html`<section>${head("shared", shared.length)}${repeat(
          shared,
          (one) => one.a.id,
          ({ a, b }) => html`<details class="shared"><summary><span lang="zh-Hans">${a.label}${b.label === a.label ? nothing : ` / ${b.label}`}</span>
            <span class="quiet num">${t("compare.sizes", { a: a.size, b: b.size })}</span></summary>
            <div class="two">${[a, b].map((theme, at) => html`<div class="half"><p class="of"><b>${t(at ? "compare.b" : "compare.a")}</b></p>${facts(theme)}${theme.summary.slice(0, 3).map((one) => sentence(page, one))}</div>`)}</div></details>`,
        )}</section>`
      : nothing;

  // -- words ------------------------------------------------------------------------------------

  function keywordsOf({ keywords, a, b }) {
    if (!keywords.length) return nothing;
    const order = orderOf(page.place, "log_likelihood", true);
    const rows = sorted(keywords, order, (row, key) => row[key] ?? null);
    return html`<section>${head("keywords", keywords.length)}
      <div class="wide" tabindex="0" role="region" aria-label=${t("compare.keywords")}><table class="grid words"><thead><tr>
        ${sortHead(page, order, "term", t("compare.term"))}${sortHead(page, order, "a_count", t("compare.count", { side: t("compare.a") }), { falls: true, number: true })}
        ${sortHead(page, order, "b_count", t("compare.count", { side: t("compare.b") }), { falls: true, number: true })}
        ${sortHead(page, order, "effect", t("compare.effect"), { falls: true })}${sortHead(page, order, "log_likelihood", t("compare.surprise"), { falls: true, number: true })}
      </tr></thead><tbody>${rows.slice(0, shown.words).map(
        (row) => html`<tr><th scope="row" lang="zh-Hans"><a href=${page.href("/wording", { term: row.term })}>${row.term}</a></th>
          <td class="num">${row.a_count}</td><td class="num">${row.b_count}</td><td>${leaning(row, a, b)}</td><td class="num">${row.log_likelihood.toFixed(1)}</td></tr>`,
      )}</tbody></table></div>${more("words", rows.length, LINES)}</section>`;
  }

  /** On which side a word stands more often, allowing for how much each side holds. */
  function leaning({ a_count, b_count, effect }) {
    const side = t(effect > 0 ? "compare.b" : "compare.a");
    if (!a_count || !b_count) return t("compare.only", { side });
    return t("compare.times", { side, n: (2 ** Math.abs(effect)).toFixed(1) });
  }

  // -- the rest ---------------------------------------------------------------------------------

  const leftOver = (answer) =>
    ["alone", "boilerplate"].map((name) => {
      const { a, b } = answer[name];
      return a.length + b.length
        ? html`<details class="rest"><summary>${t(`compare.${name}`)} <span class="quiet num">${t("compare.sizes", { a: a.length, b: b.length })}</span></summary>
            <p class="quiet">${t(`compare.${name}.what`)}</p>
            <div class="two">${[a, b].map((side, at) => html`<div class="half"><p class="of"><b>${t(at ? "compare.b" : "compare.a")}</b></p>${side.map((one) => passage(page, one))}</div>`)}</div></details>`
        : nothing;
    });

  const more = (name, total, step) =>
    total > shown[name]
      ? html`<button type="button" @click=${() => ((shown[name] += step), page.redraw())}>${t(`compare.more.${name}`, { n: Math.min(step, total - shown[name]) })}</button>`
      : nothing;

  const title = () => {
    const { place } = page;
    return found.answer && !found.old ? named(found.answer) : [place.one("a"), place.one("b")].filter(Boolean).join(" · ") || t("compare.title");
  };
  return { title, change, draw };
}
