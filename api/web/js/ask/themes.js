// How is a theme shown?  Its label, years, steadiness, and one to three quotations.
import { t } from "../i18n.js";
import { html, nothing, repeat } from "../lit.js";
import { sentence } from "../parts/passage.js";
import { aloneTheme } from "./reading.js";
import { miniStrip } from "./years.js";

const HIGH = 0.8;
const MIDDLE = 0.6;

/** All themes of an answer.  `see`: what is looked at; `look(id)` narrows to a theme; `prose`: stands below the overview. */
export function themesPart(page, { answer, see, narrow, look, prose }) {
  const q = page.place.one("q");
  const held = termsByPassage(answer);
  const terms = (one) => held.get(one.passage_id) ?? [];
  const alone = aloneTheme(answer);
  return html`<section class="themes" aria-labelledby="themes-head">
    <h2 id="themes-head" class=${narrow ? "unseen" : ""}>${t("themes.head")} <span class="quiet num">${answer.themes.length}</span></h2>
    ${overviewCard(page, answer.overview, q, terms)}${prose}
    ${repeat(
      answer.themes,
      (one) => one.id,
      (one) => themeCard(page, one, { years: answer.years, q, on: see.id === one.id, press: () => look(one.id), narrow, terms }),
    )}
    ${alone ? html`<p><button type="button" class="link" aria-pressed=${see.id === "alone" ? "true" : "false"} @click=${() => look("alone")}>${t("theme.alone")} ${t("theme.size", { n: alone.passages.length })}</button></p>` : nothing}
  </section>`;
}

const known = new WeakMap();

/** The question's words that a quoted sentence holds: those of the passage it comes from. */
function termsByPassage(answer) {
  if (!known.has(answer)) {
    const all = [...answer.themes.flatMap((theme) => theme.passages), ...answer.alone];
    known.set(answer, new Map(all.map((held) => [held.id, held.matched_terms])));
  }
  return known.get(answer);
}

/** `on`: being looked at; `press()` narrows to it or leaves it; `terms(sentence)`: words to mark. */
function themeCard(page, theme, { years, q, on, press, narrow, terms }) {
  const how = theme.stability >= HIGH ? "high" : theme.stability >= MIDDLE ? "middle" : "low";
  return html`<article class="theme-card ${on ? "on" : ""}" aria-labelledby=${`name-${theme.id}`}>
    <header><h3 id=${`name-${theme.id}`}><button type="button" class="theme-title" lang="zh-Hans" aria-pressed=${on ? "true" : "false"} @click=${press}>${theme.label}</button></h3>
      <p class="quiet num">${t("theme.size", { n: theme.size })} · ${span(theme)} · <span title=${t("theme.steady.why", { s: theme.stability.toFixed(2) })}>${t("theme.steady", { how: t(`steady.${how}`) })}</span></p></header>
    ${narrow ? miniStrip(years, theme) : nothing}
    ${quotes(page, theme.summary, q, terms)}
  </article>`;
}

/** The question's whole answer in a few sentences. */
const overviewCard = (page, sentences, q, terms) =>
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
