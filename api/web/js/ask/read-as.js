// How was the question read?  Period, concepts and related concepts as switches, and what was left out.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";

const BESIDE = "相近的概念";

/** `without`: concepts that are switched off; `turn(name)` switches one; `expand(on)` all. */
export function readAs(page, query, { without, turn, expanding, expand }) {
  const own = query.concepts;
  const wordings = query.expansions.filter((one) => own.includes(one.concept) && one.term !== one.concept);
  const kin = query.expansions.filter((one) => one.concept === one.term && !own.includes(one.term));
  const loose = query.expansions.filter((one) => !one.concept);
  const off = without.filter((name) => !own.includes(name) && !kin.some((one) => one.term === name));
  const chip = (name, on = true) => html`<button type="button" class="chip" lang="zh-Hans" aria-pressed=${on ? "true" : "false"} title=${t("read.switch")}
    @click=${() => turn(name)}>${name}</button>`;
  return html`<div class="read-as">
    <div class="chips"><span class="quiet">${t("read.as")}</span>
      ${own.map((name) => chip(name))}${own.length ? nothing : html`<span class="chip plain">${expanding && !off.length ? t("read.words") : query.normalised}</span>`}
      ${off.map((name) => chip(name, false))}
      <span class="chip plain">${period(query.period)}</span>
      ${page.place.one("mode") === "phrase"
        ? nothing
        : html`<button type="button" class="chip" role="switch" aria-checked=${expanding ? "true" : "false"} @click=${() => expand(!expanding)}>${t("read.expand")}：${t(expanding ? "read.expand.on" : "read.expand.off")}</button>`}
      ${wordings.length + loose.length
        ? html`<details class="listing"><summary>${t("read.wordings", { n: wordings.length + loose.length })}</summary>
            <p class="words" lang="zh-Hans">${[...wordings, ...loose].map((one) => html`<a href=${page.href("/wording", { term: one.term })}>${one.term}</a> `)}</p></details>`
        : nothing}
      ${kin.length
        ? html`<details class="listing"><summary>${t("read.kin", { n: kin.length })}</summary>
            ${[false, true].map((beside) => {
              const group = kin.filter((one) => one.why.startsWith(BESIDE) === beside);
              return group.length
                ? html`<div class="chips"><span class="quiet">${t(beside ? "read.kin.beside" : "read.kin.counted")}</span>${group.map((one) => chip(one.term))}</div>`
                : nothing;
            })}</details>`
        : nothing}
      ${query.exclusions.length
        ? html`<details class="listing"><summary>${t("read.excluded", { n: query.exclusions.length })}</summary>
            <p class="words" lang="zh-Hans">${query.exclusions.map((one) => html`<span title=${one.why}>${one.term}</span> `)}</p></details>`
        : nothing}
    </div>
    ${elsewhere(page, query)}
  </div>`;
}

function period(span) {
  if (!span) return t("read.all");
  const [from, to] = span;
  if (from === to) return t("year.of", { y: from });
  return t(from === null ? "read.to" : to === null ? "read.from" : "read.period", { from, to });
}

/** A comparison or a question of first appearance has a better view. */
function elsewhere(page, query) {
  const q = query.normalised;
  const side = ([from, to]) => (from === to ? String(from) : `${from}-${to}`);
  if (query.kind === "comparison" && query.sides.length === 2) {
    return html`<p><a href=${page.href("/compare", { a: side(query.sides[0]), b: side(query.sides[1]), q })}>${t("read.compare")}</a></p>`;
  }
  if (query.kind === "first") return html`<p><a href=${page.href("/wording", { term: q })}>${t("read.first")}</a></p>`;
  return nothing;
}
