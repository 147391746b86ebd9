// 说明: what is this, what does the library hold, what do the judgements mean, which keys are there?
export { words } from "../words/about.js";
import { t } from "../i18n.js";
import { keysOn, switchKeys } from "../keys.js";
import { html, nothing } from "../lit.js";
import { failed, waiting } from "../parts/states.js";

const KEYS = [
  ["/", "question"],
  ["j k", "passages"],
  ["Enter", "open"],
  ["c", "cite"],
  ["[ ]", "years"],
  ["t", "table"],
  ["Esc", "drop"],
  ["?", "help"],
];
const LISTED = ["issuer", "level", "doc_type"];

export function open(page) {
  const status = page.slot();
  const made = page.slot();
  return {
    title: () => t("about.title"),
    change() {
      status.ask("/status");
      made.ask("/documents", { limit: 1 });
    },
    draw: () => html`<div class="about">
      <h1 tabindex="-1">${t("about.title")}</h1>
      <section><h2>${t("about.what")}</h2><p>${t("about.what.text")}</p></section>
      <section><h2>${t("about.states")}</h2><ul class="points">${["mentioned", "silent", "covered", "gap"].map((one) => html`<li>${t(`about.${one}`)}</li>`)}</ul></section>
      <section><h2>${t("about.marks")}</h2><ul class="points">${["evidence", "stability", "doubt"].map((one) => html`<li>${t(`about.${one}`)}</li>`)}</ul></section>
      <section><h2>${t("about.library")}</h2>${waiting(status, 2)}${failed(status, () => status.ask("/status", {}, { again: true }))}
        ${status.answer ? library(status.answer, made.answer?.provenance) : nothing}</section>
      <section id="keys" tabindex="-1"><h2>${t("about.keys")}</h2>
        <label><input type="checkbox" .checked=${keysOn()} @change=${(event) => switchKeys(event.target.checked)}>${t("about.keys.on")}</label>
        <dl class="keys">${KEYS.map(([key, what]) => html`<div><dt>${key.split(" ").map((one) => html`<kbd>${one}</kbd> `)}</dt><dd>${t(`key.${what}`)}</dd></div>`)}</dl></section>
      <section><h2>${t("about.more")}</h2><p><a href="/docs">${t("about.api")}</a></p></section>
    </div>`,
  };
}

function library(status, provenance) {
  const years = Object.keys(status.facets.year).map(Number);
  const [from, to] = [Math.min(...years), Math.max(...years)];
  const missing = to - from + 1 - years.length;
  const span = years.length ? t(missing ? "about.span" : "about.span.whole", { from, to, k: missing }) : t("about.none");
  const rows = [
    ["about.version", status.version],
    ["about.generation", status.generation],
    ["about.model", provenance?.model],
    ["about.concepts", provenance?.concepts],
    ["about.write", t(`write.${status.writes}`)],
  ].filter(([, value]) => value !== null && value !== undefined);
  return html`${status.sample ? html`<p class="notice">${t("about.sample")}</p>` : nothing}
    <p class="num">${t("about.documents", { d: status.documents, p: status.passages })} · ${span}</p>
    <div class="tallies">${LISTED.map((name) => tally(t("about.by", { what: t(`filter.${name}`) }), status.facets[name]))}</div>
    <table class="grid"><tbody>${rows.map(([key, value]) => html`<tr><th scope="row">${t(key)}</th><td>${value}</td></tr>`)}</tbody></table>`;
}

const tally = (name, counts) => html`<table class="grid"><caption>${name}</caption><tbody lang="zh-Hans">${Object.entries(counts).map(([one, n]) => html`<tr><th scope="row">${one}</th><td class="num">${n}</td></tr>`)}</tbody></table>`;
