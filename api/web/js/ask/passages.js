// Which passages are listed, and in which order?  Those of a theme, else the hits of the search.
import { t } from "../i18n.js";
import { html, nothing, repeat } from "../lit.js";
import { passage } from "../parts/passage.js";
import { failed, waiting } from "../parts/states.js";
import { listed, STEP } from "./reading.js";

/** `search`, `themes`: slots; `shown`: how many; `more()` lists more of them, `again()` asks again. */
export function passagesPart(page, { search, themes, shown, more, again }) {
  const { place } = page;
  const found = listed({ place, themes: themes.answer, search: search.answer, shown });
  if (themes.answer?.evidence === "none" && !found.list.length && !search.busy && !search.error) return nothing;
  const mode = place.one("mode") || "hybrid";
  const rest = found.theme ? found.held - found.list.length : Math.min(found.total, found.most) - found.list.length;
  const old = !found.theme && search.old && search.answer?.query.text !== place.one("q");
  return html`<section class="passages" aria-labelledby="passages-head">
    <div class="section-head"><h2 id="passages-head">${t("passages.head")} <span class="quiet num">${t("passages.of", { n: found.total })}</span></h2>${order(page)}</div>
    ${mode !== "hybrid" && !found.theme ? html`<p class="quiet">${t("mode.note", { mode: t(`mode.${mode}`) })}</p>` : nothing}
    ${found.theme ? nothing : [failed(search, again), waiting(search, 3)]}
    <div class=${old ? "old" : ""}>${repeat(found.list, (one) => one.id, (one) => passage(page, one, { q: place.one("q") }))}</div>
    ${found.list.length || search.busy || search.error ? nothing : html`<p class="quiet">${t("passages.none")}</p>`}
    ${rest > 0 && found.list.length ? html`<p><button type="button" @click=${more}>${t("more", { n: Math.min(STEP, rest) })}</button></p>` : nothing}
    ${!found.theme && found.total > found.list.length && found.list.length >= found.most ? html`<p class="quiet">${t("passages.most", { n: found.most })}</p>` : nothing}
    ${search.answer?.hits.some((one) => one.repeated_in.length) && !found.theme ? html`<p class="quiet">${t("passages.same")}</p>` : nothing}
  </section>`;
}

function order(page) {
  const byYear = page.place.one("sort") === "year";
  return html`<div class="segments" role="group" aria-label=${t("passages.sort")}>
    <button type="button" aria-pressed=${byYear ? "false" : "true"} @click=${() => page.change({ sort: null }, { replace: true })}>${t("sort.score")}</button>
    <button type="button" aria-pressed=${byYear ? "true" : "false"} @click=${() => page.change({ sort: "year" }, { replace: true })}>${t("sort.year")}</button></div>`;
}
