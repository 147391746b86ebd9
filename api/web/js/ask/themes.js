// How is a theme shown?  Its label, years, steadiness, and one to three quotations.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { sentence } from "../parts/passage.js";
import { miniStrip } from "./years.js";

const HIGH = 0.8;
const MIDDLE = 0.6;

/** `on`: being looked at; `press()` narrows to it or leaves it; `terms(sentence)`: words to mark. */
export function themeCard(page, theme, { years, q, on, press, narrow, terms }) {
  const how = theme.stability >= HIGH ? "high" : theme.stability >= MIDDLE ? "middle" : "low";
  return html`<article class="theme-card ${on ? "on" : ""}" aria-labelledby=${`name-${theme.id}`}>
    <header><h3 id=${`name-${theme.id}`}><button type="button" class="theme-title" lang="zh-Hans" aria-pressed=${on ? "true" : "false"} @click=${press}>${theme.label}</button></h3>
      <p class="quiet num">${t("theme.size", { n: theme.size })} · ${span(theme)} · <span title=${t("theme.steady.why", { s: theme.stability.toFixed(2) })}>${t("theme.steady", { how: t(`steady.${how}`) })}</span></p></header>
    ${narrow ? miniStrip(years, theme) : nothing}
    ${quotes(page, theme.summary, q, terms)}
  </article>`;
}

/** The question's whole answer in a few sentences. */
export const overviewCard = (page, sentences, q, terms) =>
  sentences.length
    ? html`<article class="theme-card overview"><header><h3>${t("overview")}</h3></header>${quotes(page, sentences, q, terms, 2)}</article>`
    : nothing;

function quotes(page, sentences, q, terms, first = 1) {
  const drawn = sentences.map((one) => sentence(page, one, { q, terms: terms(one) }));
  const rest = drawn.slice(first);
  return [
    drawn.slice(0, first),
    rest.length ? html`<details class="more-quotes"><summary>${t("theme.more", { n: rest.length })}</summary>${rest}</details>` : nothing,
  ];
}

function span(theme) {
  const years = Object.keys(theme.years).length;
  if (theme.first_year === null) return t("undated");
  if (years === 1) return t("year.of", { y: theme.first_year });
  return `${t("theme.years", { n: years })} ${t("theme.span", { from: theme.first_year, to: theme.last_year })}`;
}
