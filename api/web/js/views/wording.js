// What was the life of a wording?  Its curve over the years, its first, peak and last, its links, every use.
import { fetchJson } from "../asking.js";
import { list, t } from "../i18n.js";
import { html, nothing, repeat } from "../lit.js";
import { AskBox } from "../parts/ask-box.js";
import { Chart, chartFiles } from "../parts/charts.js";
import { curve, figure, heldIn, written } from "../parts/curve.js";
import { exporting } from "../parts/export.js";
import { passage, sentence } from "../parts/passage.js";
import { failed, kept, partial, stale, waiting } from "../parts/states.js";
export { words } from "../words/wording.js";

const MOST_WITH = 3;
const PAGE = 20;
const ASKED = 500;
const OFFERED = 6;
const KEYS = ["", "with-1", "with-2", "with-3"];

export function open(page) {
  const slots = KEYS.map(() => page.slot());
  const [main, ...others] = slots;
  const ofYear = page.slot();
  const box = new AskBox(page, {
    ask: (term) => page.go("/wording", { ...page.place.values, term, y: null }),
    id: "term",
    label: t("wording.term"),
    hint: t("wording.hint"),
    button: t("wording.do"),
    kinds: ["wording", "concept"],
  });
  const chart = new Chart({ read: (at) => point(at), pick: (at) => narrow(main.answer.years[at].year) });
  let shown = PAGE;
  let pointed = null;
  let listed = "";

  const unit = () => (page.place.one("unit") === "count" ? "count" : "share");
  const withs = () => page.place.all("with").filter((term) => term !== page.place.one("term")).slice(0, MOST_WITH);
  const year = () => Number(page.place.one("y")) || null;

  function change({ back }) {
    const term = page.place.one("term");
    const filters = page.place.filters;
    if (`${term} ${year()}` !== listed) shown = PAGE;
    listed = `${term} ${year()}`;
    if (!term) for (const slot of slots) slot.clear();
    else main.ask("/formulations", { term, limit: ASKED, ...filters }, { kept: back });
    others.forEach((slot, at) => {
      const other = term && withs()[at];
      if (other) slot.ask("/formulations", { term: other, limit: 1, ...filters }, { kept: back });
      else slot.clear();
    });
    if (term && year()) ofYear.ask("/formulations", { term, limit: ASKED, ...filters, year_from: year(), year_to: year() }, { kept: back });
    else ofYear.clear();
  }

  const again = () => main.ask("/formulations", { term: page.place.one("term"), limit: ASKED, ...page.place.filters }, { again: true });

  function point(at) {
    pointed = at;
    page.redraw();
  }

  function narrow(to) {
    page.change({ y: to === year() ? null : to });
    page.say(to === year() ? t("wording.all.said") : t("year.of", { y: to }));
  }

  // -- drawing ----------------------------------------------------------------------------------

  function draw() {
    const term = page.place.one("term");
    return html`<h1 tabindex="-1">${term ? html`${t("wording.title")} <span lang="zh-Hans">${t("wording.quoted", { term })}</span>` : t("wording.title")}</h1>
      <div class="wording-box">${box.draw(term)}</div>
      ${failed(main, again)}${waiting(main, 4)}${stale(main, again)}
      ${term ? nothing : intro()}
      ${kept(main, result)}`;
  }

  const intro = () => html`<p class="notice">${t("wording.intro")}</p>
    <section class="offers"><h2>${t("wording.examples")}</h2><ul>${["双减", "素质教育", "课业负担"].map(
      (term) => html`<li><a lang="zh-Hans" href=${page.href("/wording", { term })}>${term}</a></li>`,
    )}<li><a lang="zh-Hans" href=${page.href("/wording", { term: "双减", with: ["课业负担", "减负"] })}>${t("wording.example.with")}</a></li></ul></section>`;

  function result(answer) {
    return html`${partial(answer)}${summary(answer)}${answer.total ? html`${against(answer)}${figureOf(answer)}${links(answer)}${uses(answer)}` : html`${links(answer)}${others_(answer)}`}`;
  }

  function summary(answer) {
    const { first, peak, last, total } = answer;
    if (!total) return html`<p class="notice" role="status"><b>${t("wording.zero")}</b>${t("wording.zero.of", { n: answer.years.reduce((sum, one) => sum + one.documents, 0), k: answer.years.filter((one) => !heldIn(one)).length })}</p>`;
    const before = first ? answer.years.filter((one) => one.year < first.year && !heldIn(one)).length : 0;
    const point = (name, one) => (one ? html`<div><dt>${t(`wording.${name}`)}</dt><dd><a href=${page.here({ y: one.year })} data-stay>${t("year.of", { y: one.year })}</a> <span class="quiet num">${t("wording.times", { n: one.count })}${name === "peak" ? html`，${t("wording.value.share", { n: written(one.share * 100, "share") })}` : nothing}</span></dd></div>` : nothing);
    return html`<div class="answer-line"><div role="status"><dl class="points">${point("first", first)}${point("peak", peak)}${point("last", last)}
        <div><dt>${t("wording.total")}</dt><dd class="num">${t("wording.passages", { n: total })}</dd></div></dl></div>
        ${exporting(page, { kind: "formulations", params: { term: page.place.one("term"), ...page.place.filters }, extra: chartFiles(save) })}</div>
      ${before ? html`<p class="quiet">${t("wording.before", { y: first.year, k: before })}</p>` : nothing}
      <p class="quiet">${t("wording.forms")}<span lang="zh-Hans">${list(answer.forms.map((one) => `${one.text}（${one.count}）`))}</span>${answer.concept ? html`　${t("wording.concept")}<a lang="zh-Hans" href=${page.href("/ask", { q: answer.concept })}>${answer.concept}</a>` : nothing}</p>
      ${asides(answer)}`;
  }

  /** What was counted apart, since no year can be told of it or it is no plan. */
  function asides({ apart, other_senses }) {
    const said = ["in_doubt", "undated", "not_plans"].filter((name) => apart[name].count).map((name) => t(`wording.${name}`, { d: apart[name].documents, n: apart[name].count }));
    if (other_senses) said.push(t("wording.senses", { n: other_senses }));
    return said.length ? html`<p class="quiet">${list(said)}</p>` : nothing;
  }

  function against(answer) {
    const now = withs();
    const free = answer.other_wordings.filter((one) => !now.includes(one.text) && !one.text.includes("…") && one.text !== answer.term).slice(0, OFFERED);
    const set = (terms) => page.change({ with: terms });
    return html`<div class="chips against screen"><span class="quiet">${t("wording.against")}</span>
      ${now.map((term) => html`<button type="button" class="chip" @click=${() => set(now.filter((one) => one !== term))}><span lang="zh-Hans">${term}</span><span aria-hidden="true">×</span><span class="unseen">${t("remove")}</span></button>`)}
      ${now.length < MOST_WITH
        ? html`${free.map((one) => html`<button type="button" class="chip plain" @click=${() => set([...now, one.text])}><span aria-hidden="true">+</span><span lang="zh-Hans">${one.text}</span></button>`)}
            <form @submit=${(event) => addOther(event, now)}><input name="other" aria-label=${t("wording.other")} placeholder=${t("wording.other")} maxlength="60"><button type="submit" class="add">${t("wording.add")}</button></form>`
        : nothing}</div>
      ${others.map((slot) => html`${failed(slot, null)}`)}`;
  }

  function addOther(event, now) {
    event.preventDefault();
    const { other } = event.target.elements;
    if (other.value.trim()) page.change({ with: [...now, other.value.trim()] });
    other.value = "";
  }

  // -- the curve --------------------------------------------------------------------------------

  const lives = () => [main.answer, ...others.map((slot) => slot.answer)].filter(Boolean);

  function figureOf(answer) {
    const table = page.place.one("as") === "table";
    const swap = (name, values, now) =>
      html`<div class="segments screen" role="group" aria-label=${t(`wording.${name}.choose`)}>${values.map(
        (one) => html`<button type="button" aria-pressed=${one === now ? "true" : "false"} @click=${() => page.change({ [name]: one === values[0] ? null : one }, { replace: true })}>${t(`wording.${name}.${one}`)}</button>`,
      )}</div>`;
    return html`<section class="figure"><div class="over"><h2>${t("wording.curve")}</h2>${swap("unit", ["share", "count"], unit())}${swap("as", ["chart", "table"], table ? "table" : "chart")}</div>
      ${table
        ? tableOf(answer)
        : html`<div class="chart" id="curve" tabindex="0" role="img" aria-label=${sentenceOf(answer)} aria-describedby="curve-read"></div>
            <output class="readout ${pointed === null ? "screen" : ""}" id="curve-read">${pointed === null ? t("wording.point") : reading(pointed)}</output>
            ${lives().length > 1 ? html`<p class="quiet key">${lives().map((life, at) => html`<span class="key-${at}" lang="zh-Hans">${life.term}</span>`)}</p>` : nothing}`}
      <p class="quiet">${t("wording.share.what")}</p></section>`;
  }

  const sentenceOf = ({ term, years, first, peak, last }) =>
    t("wording.said", { term, from: years[0]?.year, to: years.at(-1)?.year, first: first?.year ?? "—", peak: peak?.year ?? "—", last: last?.year ?? "—" });

  function reading(at) {
    return list(lives().map((life, number) => (number ? `${life.term} ${figureText(life.years[at])}` : yearText(life.years[at]))));
  }

  function yearText(one) {
    if (!one) return "";
    if (!heldIn(one)) return t(one.state === "covered_by" ? "wording.covered" : "wording.gap", { y: one.year });
    return t(one.count ? "wording.year" : "wording.silent", { y: one.year, d: one.documents, m: one.documents_with, n: one.count, s: written(one.share * 100, "share") });
  }

  function figureText(one) {
    const value = figure(one, unit());
    return value === null ? t("wording.gap.mark") : t(`wording.value.${unit()}`, { n: written(value, unit()) });
  }

  const tableOf = (answer) => html`<div class="wide" tabindex="0" role="region" aria-label=${t("wording.curve")}><table class="grid years"><thead><tr><th scope="col">${t("wording.col.year")}</th><th scope="col">${t("wording.col.state")}</th><th scope="col" class="num">${t("wording.col.plans")}</th><th scope="col" class="num">${t("wording.col.with")}</th>${lives().map((life) => html`<th scope="col" class="num"><span lang="zh-Hans">${life.term}</span> ${t(`wording.axis.${unit()}`)}</th>`)}</tr></thead>
    <tbody>${answer.years.map(
      (one, at) => html`<tr class=${one.state}><th scope="row" class="num"><a href=${page.here({ y: one.year })} data-stay>${one.year}</a></th><td>${t(`wording.state.${one.state}`)}${one.in_doubt ? html` <span class="badge doubt">${t("doubt")}</span>` : nothing}</td><td class="num">${one.documents}</td><td class="num">${one.documents_with}</td>${lives().map((life) => {
        const value = figure(life.years[at], unit());
        return html`<td class="num">${value === null ? t("wording.gap.mark") : written(value, unit())}</td>`;
      })}</tr>`,
    )}</tbody></table></div>`;

  function drawn() {
    const element = document.getElementById("curve");
    if (!element || !main.answer || main.old) {
      if (!element) chart.close();
      return;
    }
    const key = [unit(), document.documentElement.lang, ...lives().map((life) => `${life.term}${life.provenance.generation}${life.total}`), JSON.stringify(page.place.filters)].join(" ");
    chart.place(element, key, curve(lives(), unit(), sentenceOf(main.answer)), main.answer.years.length);
  }

  function save(kind) {
    const { term, years } = main.answer;
    const held = years.reduce((sum, one) => sum + one.documents, 0);
    chart.save(kind, t("wording.file", { term: list(lives().map((life) => life.term)), of: term }), t("wording.file.from", { a: years[0].year, b: years.at(-1).year, n: held, unit: t(`wording.axis.${unit()}`) }));
  }

  // -- links and uses ---------------------------------------------------------------------------

  const links = (answer) =>
    answer.links.length
      ? html`<section><h2>${t("wording.links")}</h2><div class="succession">${answer.links.map(
          (link) => html`<div class="link-row"><p>${link.year ? html`<span class="year num">${t("year.of", { y: link.year })}</span> ` : nothing}<a lang="zh-Hans" href=${page.href("/wording", { term: link.term })}>${t(`wording.link.${link.type}.${link.direction}`, { t: link.term })}</a>
            <button type="button" class="link screen" ?hidden=${withs().length >= MOST_WITH || withs().includes(link.term)} @click=${() => page.change({ with: [...withs(), link.term] })}>${t("wording.link.with")}</button></p>
            ${link.source ? html`<p class="quiet" lang="zh-Hans">${t("wording.source", { s: link.source })}</p>` : nothing}
            ${link.evidence ? sentence(page, link.evidence, { terms: [link.term, link.wording] }) : html`<p class="quiet">${t("wording.no.evidence")}</p>`}</div>`,
        )}</div></section>`
      : nothing;

  const others_ = (answer) =>
    answer.other_wordings.length
      ? html`<section><h2>${t("wording.instead")}</h2><p class="chips">${answer.other_wordings.filter((one) => !one.text.includes("…")).map((one) => html`<a class="chip plain" lang="zh-Hans" href=${page.href("/wording", { term: one.text })}>${one.text} <span class="num">${one.count}</span></a>`)}</p></section>`
      : nothing;

  function uses(answer) {
    const from = year() ? ofYear.answer : answer;
    return html`<section id="uses"><div class="over"><h2>${t("wording.uses")} <span class="quiet num">${t("wording.passages", { n: from?.total ?? 0 })}</span></h2>
      ${year() ? html`<span class="chips"><span class="quiet">${t("wording.looking")}</span><button type="button" class="chip" @click=${() => narrow(year())}>${t("year.of", { y: year() })}<span aria-hidden="true">×</span><span class="unseen">${t("remove")}</span></button></span>` : nothing}</div>
      ${year() ? html`${failed(ofYear, null)}${waiting(ofYear, 2)}` : nothing}
      ${from ? html`${from.total === 0 ? html`<p class="notice">${yearText(answer.years.find((one) => one.year === year()))}</p>` : nothing}
        <div class="columns">${repeat(from.passages.slice(0, shown), (one) => one.id, (one) => passage(page, one, { q: answer.term, terms: one.occurrences.map((use) => use.text), link: null }))}</div>
        ${from.passages.length > shown ? html`<button type="button" @click=${() => ((shown += PAGE), page.redraw())}>${t("more", { n: Math.min(PAGE, from.passages.length - shown) })}</button>` : more(from)}` : nothing}</section>`;
  }

  /** Beyond what one request gives. */
  const more = (from) =>
    from.total > from.passages.length
      ? html`<button type="button" @click=${() => fetchMore(from)}>${t("more", { n: Math.min(ASKED, from.total - from.passages.length) })}</button>`
      : nothing;

  async function fetchMore(from) {
    const y = year();
    const span = y ? { year_from: y, year_to: y } : {};
    const next = await fetchJson("/formulations", { values: { term: from.term, limit: ASKED, offset: from.passages.length, ...page.place.filters, ...span } });
    from.passages.push(...next.passages);
    page.redraw();
  }

  const step = (by) => () => {
    const all = [...document.querySelectorAll(".passage")];
    const at = all.indexOf(document.activeElement.closest(".passage"));
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
    return true;
  };

  return {
    title: () => page.place.one("term") || t("wording.title"),
    change,
    draw,
    drawn,
    keys: { j: step(1), k: step(-1), t: () => (page.change({ as: page.place.one("as") === "table" ? null : "table" }, { replace: true }), true) },
    close: () => chart.close(),
  };
}
