// What is shown before the first question?  The box, three examples, and which years the library holds.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { failed } from "../parts/states.js";

const MANY = 30;
const EXAMPLES = ["历年计划怎么说减负", "课后服务是哪一年开始提的", "2013年和2023年的教师队伍建设有什么不同"];

export function first(page, box, status) {
  return html`<section class="first">
    <h1 tabindex="-1">${t("ask.title")}</h1>
    <p class="lead">${t("ask.lead")}</p>
    ${box.draw("")}
    <p class="examples"><span class="quiet">${t("ask.examples")}</span> ${EXAMPLES.map((q) => html`<a lang="zh-Hans" href=${page.href("/ask", { q })}>${q}</a>`)}</p>
    ${failed(status, () => location.reload())}
    ${status.answer ? held(page, status.answer) : html`<div class="held-room"></div>`}
  </section>`;
}

function held(page, status) {
  const years = Object.keys(status.facets.year).map(Number);
  const upload = html`<a href=${page.href("/library/upload")}>${t("ask.upload")}</a>`;
  if (!years.length) return html`<p>${t(status.documents ? "ask.held" : "ask.held.none", { n: status.documents, from: "", to: "" })} ${upload}</p>`;
  const [from, to] = [Math.min(...years), Math.max(...years)];
  const all = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const many = all.length > MANY;
  const ticks = Math.ceil(all.length / 80) * 10;
  const year = (y, at) => {
    const n = status.facets.year[y];
    const said = n ? t("ask.held.year", { y, n }) : t("ask.held.gap", { y });
    return many
      ? html`<li class=${n ? "" : "gap"} title=${said}><span class="unseen">${said}</span><b></b>${y % ticks || all.length - at < 4 ? nothing : html`<span class="tick" aria-hidden="true">${y}</span>`}</li>`
      : html`<li class=${n ? "" : "gap"} title=${said}><span>${y}</span><b>${n ?? t("state.gap")}</b></li>`;
  };
  return html`<div class="held-room"><p>${t("ask.held", { n: status.documents, from, to })} ${status.writes === "closed" ? nothing : upload}</p>
    <ol class="held ${many ? "many" : ""}" aria-label=${t("ask.years")}>${all.map(year)}</ol>
    ${many ? html`<p class="held-key quiet"><span>${t("ask.key.held")}</span>${years.length < all.length ? html`<span class="gap">${t("ask.key.gap")}</span>` : nothing}</p>` : nothing}</div>`;
}
