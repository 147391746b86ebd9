// What is shown before the first question?  The box, three examples, and which years the library holds.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { failed } from "../parts/states.js";

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
  return html`<div class="held-room"><p>${t("ask.held", { n: status.documents, from, to })} ${status.writes === "closed" ? nothing : upload}</p>
    <ol class="held ${all.length > 30 ? "many" : ""}" aria-label=${t("ask.years")}>${all.map((y) => {
      const n = status.facets.year[y];
      return html`<li class=${n ? "" : "gap"} title=${n ? t("ask.held.year", { y, n }) : t("ask.held.gap", { y })}><span class=${all.length > 30 && y % 10 ? "unseen" : ""}>${y}</span><b>${n ?? t("state.gap")}</b></li>`;
    })}</ol></div>`;
}
