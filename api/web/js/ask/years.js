// Which years spoke of it?  The year strip and the theme × year table, one HTML table on one axis; below
// 1024 px a grid of decades.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";

const STEPS = [1, 2, 4, 8, 16];
const SHARES = [0, 1, 2, 4, 8];
const THEME_STEPS = [1, 2, 3, 4, 5];
const ISSUERS = 12;
const ALL_LABELLED = 30;

const step = (value, steps) => steps.reduce((found, from, at) => (value >= from ? at + 1 : found), 1);
const share = (one) => (one.passages_held ? (100 * one.passages) / one.passages_held : 0);

/** What a year's cell says in words: the button's name and the readout. */
export function said(one, filtered = false, y = one.year) {
  if (one.state === "mentioned") {
    const words = t("say.mentioned", { y, d: one.documents, m: one.documents_mentioning, p: one.passages });
    return words + t("say.share", { s: share(one).toFixed(1) });
  }
  if (one.state === "silent") return t("say.silent", { y, d: one.documents });
  if (one.state === "covered_by") return t("say.covered", { y });
  return t(filtered ? "say.filtered" : "say.gap", { y });
}

/** What stands in the cell. */
function sign(one, unit) {
  if (one.state === "covered_by") return t("state.covered");
  if (one.state === "no_plan") return t("state.gap");
  if (one.state === "silent") return "0";
  return unit === "share" ? share(one).toFixed(1) : String(one.passages);
}

/** What is seen, and what is read aloud instead. */
const named = (seen, name) => html`<span aria-hidden="true">${seen}</span><span class="unseen">${name}</span>`;

function look(one, unit) {
  if (one.state !== "mentioned") return one.state;
  return `mentioned h${unit === "share" ? step(share(one), SHARES) : step(one.passages, STEPS)}`;
}

/**
 * `see`: { years: Set, theme }, `press(year, theme, extend)`, `read(text)` sets the readout; `unit` "count" or
 * "share"; `issuers`: whether each issuer has a row.
 */
export function yearTable({ answer, filtered, see, press, read, unit, issuers }) {
  const { years, themes } = answer;
  const every = years.length > ALL_LABELLED ? 5 : 1;
  const cell = (one, name, press) => html`<td class="y ${see.years.has(one.year) ? "on" : ""}"><button type="button" tabindex="-1"
    class=${look(one, unit)} aria-pressed=${see.years.has(one.year) ? "true" : "false"} data-read=${name}
    @click=${press}>${named(sign(one, unit), name)}</button></td>`;
  const row = (label, body, kind = "") => html`<tr class=${kind} @keydown=${walk}>${label}${body}</tr>`;
  const listed = issuers ? issuersOf(years) : [];
  return html`<div class="years-box" tabindex="-1"><table class="years ${years.length > ALL_LABELLED ? "many" : ""}"
    @mouseover=${(event) => reads(event, read)} @focusin=${(event) => (enter(event), reads(event, read))} @mouseleave=${() => read("")}>
    <caption class="unseen">${t("strip.label")} ${t("strip.help")}</caption>
    <thead><tr><td class="label"></td>${years.map((one) => html`<th scope="col" class=${see.years.has(one.year) ? "on" : nothing}><span class=${one.year % every ? "unseen" : ""}>${one.year}</span></th>`)}</tr></thead>
    <tbody>
      ${row(
        html`<th scope="row" class="label">${t("strip.row")}</th>`,
        years.map((one) => cell(one, said(one, filtered), (event) => press(one.year, null, event.shiftKey))),
        "strip",
      )}
      ${listed.map((issuer) =>
        row(
          html`<th scope="row" class="label issuer" lang="zh-Hans">${issuer}</th>`,
          years.map((one) => {
            const own = one.by_issuer[issuer] ?? { state: "no_plan" };
            return cell({ ...own, year: one.year }, t("say.issuer", { issuer, said: said(own, false, one.year) }), (event) => press(one.year, null, event.shiftKey));
          }),
          "strip small",
        ),
      )}
      ${themes.map((theme) =>
        row(
          html`<th scope="row" class="label"><button type="button" class="theme-name" lang="zh-Hans" title=${theme.label} aria-pressed=${see.theme === theme.id ? "true" : "false"}
            @click=${() => press(null, theme.id)}>${theme.label}</button></th>`,
          years.map((one) => {
            const count = theme.years[one.year];
            if (!count) return html`<td class="y ${see.years.has(one.year) ? "on" : ""} ${one.state === "no_plan" ? "gap" : ""}"></td>`;
            const name = t("say.theme", { y: one.year, theme: theme.label, n: count });
            const on = see.theme === theme.id && see.years.has(one.year);
            return html`<td class="y ${see.years.has(one.year) ? "on" : ""}"><button type="button" tabindex="-1" class="theme h${step(count, THEME_STEPS)}" aria-pressed=${on ? "true" : "false"}
              data-read=${name} @click=${(event) => press(one.year, theme.id, event.shiftKey)}>${named(count, name)}</button></td>`;
          }),
          see.theme === theme.id ? "heat on" : "heat",
        ),
      )}
    </tbody>
  </table></div>
  ${issuers && moreIssuers(years) ? html`<p class="quiet">${t("strip.more", { n: moreIssuers(years) })}</p>` : nothing}`;
}

/** The same years ten to a row, for narrow screens. */
export function decades({ answer, filtered, see, press, read, unit }) {
  const rows = new Map();
  for (const one of answer.years) {
    const decade = Math.floor(one.year / 10) * 10;
    if (!rows.has(decade)) rows.set(decade, Array(10).fill(null));
    rows.get(decade)[one.year - decade] = one;
  }
  return html`<table class="decades" @mouseover=${(event) => reads(event, read)} @focusin=${(event) => (enter(event), reads(event, read))}>
    <caption class="unseen">${t("strip.label")} ${t("strip.help")}</caption>
    <thead aria-hidden="true"><tr><td></td>${Array.from({ length: 10 }, (_, digit) => html`<th>${digit}</th>`)}</tr></thead>
    <tbody @keydown=${walk}>${[...rows].map(
      ([decade, held]) => html`<tr><th scope="row">${decade}<span aria-hidden="true">s</span></th>${held.map((one) =>
        one
          ? html`<td><button type="button" tabindex="-1" class=${look(one, unit)} data-read=${said(one, filtered)}
              aria-pressed=${see.years.has(one.year) ? "true" : "false"} @click=${(event) => press(one.year, null, event.shiftKey)}>${named(sign(one, unit), said(one, filtered))}</button></td>`
          : html`<td></td>`,
      )}</tr>`,
    )}</tbody></table>`;
}

/** A theme's years as a row of small bars, for its card on a narrow screen. */
export const miniStrip = (years, theme) =>
  html`<span class="mini" aria-hidden="true">${years.map((one) => html`<i class=${theme.years[one.year] ? `h${step(theme.years[one.year], THEME_STEPS)}` : one.state === "no_plan" ? "gap" : ""}></i>`)}</span>`;

function issuersOf(years) {
  const counts = new Map();
  for (const one of years) {
    for (const [issuer, own] of Object.entries(one.by_issuer)) counts.set(issuer, (counts.get(issuer) ?? 0) + own.documents);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, ISSUERS).map(([issuer]) => issuer);
}

const moreIssuers = (years) => Math.max(0, new Set(years.flatMap((one) => Object.keys(one.by_issuer))).size - ISSUERS);

// -- keyboard: one tab stop a row, arrows within ----------------------------------------------------

/** After drawing: the pressed, else the first button of each row can be reached by Tab. */
export function settle(root) {
  for (const group of root.querySelectorAll(".years tbody tr, .decades tbody")) {
    const cells = [...group.querySelectorAll("td button")];
    if (!cells.length) continue;
    const held = cells.find((one) => one.tabIndex === 0 && one.isConnected) ?? cells.find((one) => one.ariaPressed === "true");
    for (const one of cells) one.tabIndex = one === (held ?? cells[0]) ? 0 : -1;
  }
}

function enter(event) {
  const group = event.target.closest(".decades tbody") ?? event.target.closest("tr");
  if (!event.target.closest("td")) return;
  for (const one of group?.querySelectorAll("td button") ?? []) one.tabIndex = one === event.target ? 0 : -1;
}

function walk(event) {
  const here = event.target.closest("td button");
  if (!here) return;
  const group = event.currentTarget;
  const cells = [...group.querySelectorAll("td button")];
  const at = cells.indexOf(here);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: cells.length - 1 }[event.key];
  let next = cells[to];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") next = vertical(here, event.key === "ArrowDown" ? 1 : -1);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The next row's button in the same column, or in the nearest column that has one. */
function vertical(here, way) {
  const column = here.closest("td").cellIndex;
  const rows = [...here.closest("tbody").rows];
  const at = rows.indexOf(here.closest("tr"));
  for (let to = at + way; rows[to]; to += way) {
    const held = [...rows[to].querySelectorAll("td button")];
    if (held.length) return held.reduce((best, one) => (gap(one) < gap(best) ? one : best));
  }
  return null;
  function gap(one) {
    return Math.abs(one.closest("td").cellIndex - column);
  }
}

function reads(event, read) {
  const text = event.target.closest?.("[data-read]")?.dataset.read;
  if (text) read(text);
}
