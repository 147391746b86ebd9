// Which plans are asked?  筛选 over the library's own values, with counts of what answers the question.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { FILTERS } from "../state.js";

const LISTED = ["issuer", "region", "level", "stage", "doc_type"];

export const anyFilter = (place) => FILTERS.some((name) => place.one(name));

/** `held`: the library's values (`/status` facets); `facets`: counts of the answer, or null. */
export function filters(page, { held, facets, extra = nothing }) {
  const { place } = page;
  const year = (name) => html`<label>${t(`filter.${name}`)} <input type="number" inputmode="numeric" min="1900" max="2100" class="year-input" .value=${place.one(name)}
    @change=${(event) => page.change({ [name]: event.target.value })}></label>`;
  const turn = (name, value, on) => page.change({ [name]: on ? [...place.all(name), value] : place.all(name).filter((one) => one !== value) });
  return html`<details class="filters listing" ?open=${page.filtersOpen} @toggle=${(event) => (page.filtersOpen = event.target.open)}>
    <summary class="button">${t("filters")}${count(place) ? html` <span class="num">${count(place)}</span>` : nothing}</summary>
    <div class="filter-box">
      <fieldset><legend>${t("filter.year")}</legend>${year("year_from")} ${year("year_to")}</fieldset>
      ${LISTED.map((name) => {
        const values = Object.keys(held?.[name] ?? {});
        const chosen = place.all(name);
        const all = [...new Set([...values, ...chosen])];
        if (all.length < 2 && !chosen.length) return nothing;
        return html`<fieldset><legend>${t(`filter.${name}`)}</legend><div class="options">${all.map((value) => html`<label><input type="checkbox" .checked=${chosen.includes(value)}
          @change=${(event) => turn(name, value, event.target.checked)}><span lang="zh-Hans">${value}</span> <span class="quiet num">${facets?.[name]?.[value] ?? 0}</span></label>`)}</div></fieldset>`;
      })}
      ${extra}
    </div>
  </details>`;
}

/** The filters that are set, as chips that take them away. */
export function filterChips(page) {
  const { place } = page;
  const set = FILTERS.flatMap((name) => place.all(name).filter(Boolean).map((value) => [name, value]));
  return set.map(
    ([name, value]) => html`<button type="button" class="chip" aria-label="${t("remove")} ${t(`filter.${name}`)} ${value}"
      @click=${() => page.change({ [name]: place.all(name).filter((one) => one !== value) })}><span class="quiet">${t(`filter.${name}`)}</span> <span lang="zh-Hans">${value}</span> <span aria-hidden="true">×</span></button>`,
  );
}

const count = (place) => FILTERS.reduce((sum, name) => sum + place.all(name).filter(Boolean).length, 0);
