// Which figures were promised, and what became of them?  A panel for each indicator of each issuer.
import { t } from "../i18n.js";
import { html, live, nothing, repeat } from "../lit.js";
import { marked } from "../marks.js";
import { AskBox } from "../parts/ask-box.js";
import { Chart } from "../parts/charts.js";
import { citing } from "../parts/copy.js";
import { exporting } from "../parts/export.js";
import { drawable, isDropped, panel, pointText, reading, story, terms, yearsOf } from "../parts/figures.js";
import { badges } from "../parts/passage.js";
import { failed, kept, partial, stale, waiting } from "../parts/states.js";
import { bare, source, yearOf } from "../text.js";
export { words } from "../words/targets.js";

const PAGE = 12;
const FEW = 2;
const FEW_ROWS = 3;

export function open(page) {
  const held = page.slot();
  const found = page.slot();
  const charts = new Map();
  const box = new AskBox(page, {
    ask: (q) => page.go("/targets", { ...page.place.values, q, series: null, offset: null }),
    id: "targets-q",
    label: t("targets.ask"),
    hint: t("targets.hint"),
    button: t("targets.do"),
    kinds: ["wording", "concept"],
  });
  let pointed = { series: null, year: null };
  let scrolled = "";

  const offset = () => Math.max(0, Number(page.place.one("offset")) || 0);
  const focused = () => (page.place.one("series") === "" ? null : Number(page.place.one("series")));
  const values = () => ({ q: page.place.one("q"), limit: PAGE, offset: offset(), ...page.place.filters });

  function change({ back }) {
    held.ask("/status", {}, { kept: true });
    found.ask("/targets", values(), { kept: back });
    pointed = { series: null, year: null };
  }

  function draw() {
    const q = page.place.one("q");
    return html`<h1 tabindex="-1">${q ? html`${t("targets.title")} <span lang="zh-Hans">${t("targets.quoted", { q })}</span>` : t("targets.title")}</h1>
      <div class="targets-bar">${box.draw(q)}${issuers()}${q ? html`<a href=${page.here({ q: null, series: null, offset: null })}>${t("targets.all.of")}</a>` : nothing}</div>
      ${failed(found, () => found.ask("/targets", values(), { again: true }))}${waiting(found, 4)}${stale(found, () => found.ask("/targets", values(), { again: true }))}
      ${kept(found, result)}`;
  }

  function issuers() {
    const all = Object.keys(held.answer?.facets.issuer ?? {});
    const now = page.place.one("issuer");
    return all.length > 1
      ? html`<label>${t("filter.issuer")} <select id="issuer" @change=${(event) => page.change({ issuer: event.target.value || null, series: null, offset: null })}>
          <option value="" .selected=${live(!now)}>${t("all")}</option>${all.map((one) => html`<option value=${one} lang="zh-Hans" .selected=${live(one === now)}>${one}</option>`)}</select></label>`
      : nothing;
  }

  function result(answer) {
    const { total, series } = answer;
    return html`${partial(answer)}
      <div class="answer-line"><p role="status">${total ? t("targets.found", { n: total, a: offset() + 1, b: offset() + series.length }) : t("targets.none")}</p>
        ${exporting(page, { kind: "targets", ready: total > 0, params: { q: page.place.one("q"), ...page.place.filters } })}</div>
      ${total ? html`<p class="legend quiet">${["at.least", "at.most", "target", "range", "result", "baseline", "dropped", "met"].map((name) => html`<span class="key-${name.replace(".", "-")}">${t(`targets.legend.${name}`)}</span>`)}</p>
        <p class="quiet screen hint">${t("targets.point")}</p>` : nothing}
      <div class="panels">${repeat(series, (one) => `${one.issuer} ${one.indicator} ${one.unit} ${one.growth}`, (one, at) => panelOf(one, offset() + at, series.length <= FEW))}</div>
      ${total > PAGE ? pager(total) : nothing}`;
  }

  const pager = (total) => html`<nav class="pager screen" aria-label=${t("targets.pages")}>
    ${offset() ? html`<a class="button" rel="prev" href=${page.here({ offset: offset() > PAGE ? offset() - PAGE : null, series: null })}>${t("targets.prev")}</a>` : nothing}
    ${offset() + PAGE < total ? html`<a class="button" rel="next" href=${page.here({ offset: offset() + PAGE, series: null })}>${t("targets.next")}</a>` : nothing}</nav>`;

  function panelOf(series, number, open) {
    const id = `series-${number}`;
    const years = yearsOf(series);
    const told = story(series);
    const course = drawable(series);
    const at = pointed.series === number ? pointed.year : null;
    return html`<section class="panel ${focused() === number ? "focused" : ""}" id=${id} aria-labelledby="${id}-head">
      <header id="${id}-head"><h2 lang="zh-Hans"><a href=${page.here({ series: number })} data-stay>${series.indicator}</a>${series.unit ? html`<span class="unit">（${series.unit}）</span>` : nothing}</h2>
        ${series.growth ? html`<span class="badge">${t("targets.growth")}</span>` : nothing}
        <p class="quiet" lang="zh-Hans">${series.issuer ?? t("targets.no.issuer")}　<span class="num">${years.length > 1 ? `${years[0]}—${years.at(-1)}` : (years[0] ?? "")}</span></p></header>
      ${told ? html`<p class="story">${told}</p>` : nothing}
      ${course
        ? html`<div class="chart" id="${id}-chart" data-number=${number} tabindex="0" role="img" aria-label=${t("targets.said", { name: series.indicator, issuer: series.issuer ?? "", story: told })} aria-describedby="${id}-read"></div>
            <output class="readout" id="${id}-read">${at === null ? nothing : reading(series, at)}</output>`
        : nothing}
      <details ?open=${open || focused() === number || (!course && series.points.length <= FEW_ROWS)}><summary>${t("targets.rows", { n: series.points.length })}</summary>
        <ol class="rows">${series.points.map((point) => row(point, series))}</ol>
        ${course ? html`<p class="screen">${["svg", "png"].map((kind) => html`<button type="button" class="link" @click=${() => save(series, number, kind)}>${t(`chart.${kind}`)}</button> `)}</p>` : nothing}
      </details></section>`;
  }

  function row(point, series) {
    const dropped = isDropped(point);
    const quoted = { ...point, heading_path: [], item: null };
    return html`<li class="row ${point.kind} ${dropped ? "dropped" : ""}"><p><span class="year num">${yearOf(point)}</span>
        <b class="num">${pointText(point, series.unit)}</b>${point.met_by ? html` <span class="met ${point.met === false ? "short" : ""}">${t(point.met === null ? "targets.met.open" : point.met ? "targets.met.yes" : "targets.met.no")}</span>` : nothing}${badges(point)}</p>
      ${point.text ? html`<blockquote class="quote" lang="zh-Hans">${marked(point.text, terms(point, series.unit))}</blockquote>` : nothing}
      <p class="of"><span lang="zh-Hans">${bare(point.title)}</span>
        ${point.text ? html`<a class="source" href=${source(page, point, page.place.one("q"))}>${t("open")}</a>${citing(page, quoted)}` : html`<a class="source" href=${page.href(`/doc/${point.document_id}`)}>${t("open")}</a>`}</p></li>`;
  }

  // -- charts -----------------------------------------------------------------------------------

  function drawn() {
    const answer = found.answer;
    const seen = new Set();
    for (const element of document.querySelectorAll(".panel .chart")) {
      const number = Number(element.dataset.number);
      const series = answer.series[number - offset()];
      seen.add(number);
      if (!charts.has(number)) charts.set(number, new Chart({ read: (at) => point(number, at) }));
      const key = `${answer.provenance.generation} ${series.issuer} ${series.indicator} ${series.unit} ${series.points.length} ${document.documentElement.lang}`;
      charts.get(number).place(element, key, panel(series, element.getAttribute("aria-label")), yearsOf(series).length);
    }
    for (const [number, chart] of charts) {
      if (seen.has(number)) continue;
      chart.close();
      charts.delete(number);
    }
    const wanted = `${page.place.one("q")} ${page.place.one("series")}`;
    if (focused() !== null && answer && !found.old && wanted !== scrolled) {
      scrolled = wanted;
      document.getElementById(`series-${focused()}`)?.scrollIntoView({ block: "start" });
    }
  }

  function point(number, at) {
    const series = found.answer.series[number - offset()];
    const year = at === null ? null : yearsOf(series)[at];
    if (year === null && pointed.series !== number) return;
    pointed = { series: year === null ? null : number, year };
    page.redraw();
  }

  function save(series, number, kind) {
    const years = yearsOf(series);
    const title = `${series.indicator}${series.unit ? `（${series.unit}）` : ""}`;
    charts.get(number).save(kind, title, t("targets.file.from", { issuer: series.issuer ?? "", a: years[0], b: years.at(-1) }));
  }

  return {
    title: () => page.place.one("q") ? t("targets.of", { q: page.place.one("q") }) : t("targets.title"),
    change,
    draw,
    drawn,
    close: () => charts.forEach((chart) => chart.close()),
  };
}
