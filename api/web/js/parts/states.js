// What is shown while there is nothing yet, something failed, or something is missing?
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";

/** A slot's progress: nothing for 300 ms, then a skeleton of `lines`, after 3 s seconds and 取消. */
export function waiting(slot, lines = 3) {
  if (slot.state !== "slow" && slot.state !== "waiting") return nothing;
  return html`<div class="waiting" aria-busy="true">
    <p class="waiting-said">${slot.state === "waiting" ? t("loading.long", { s: slot.seconds }) : t("loading")}
      ${slot.state === "waiting" ? html`<button type="button" class="link" @click=${() => stop(slot)}>${t("cancel")}</button>` : nothing}</p>
    ${slot.answer ? nothing : Array.from({ length: lines }, () => html`<span class="bone"></span>`)}
  </div>`;
}

function stop(slot) {
  slot.cancel();
  slot.redraw();
}

/** Why something could not be had: `{ error }` is a Failure; `retry` is what 重试 does. */
export function failed({ error }, retry) {
  if (!error) return nothing;
  const reason = error.code === "offline" || error.code === "unreadable" ? t(error.code) : error.message || String(error.status);
  return html`<div class="notice failed" role="alert">
    <p>${t("failed", { reason })}${error.id ? html` <span class="quiet">${t("failed.id", { id: error.id })}</span>` : nothing}</p>
    ${retry ? html`<button type="button" @click=${retry}>${t("retry")}</button>` : nothing}
  </div>`;
}

/** The answer's warnings: a bar that stays, is printed, and can't be dismissed. */
export function partial(answer) {
  const warnings = answer?.warnings ?? [];
  if (!warnings.length) return nothing;
  return html`<div class="notice partial" role="note"><strong>${t("partial")}</strong>
    <ul>${warnings.map((one) => html`<li lang="zh-Hans">${one}</li>`)}</ul></div>`;
}

/** Evidence that is weak is said before anything that could be cited. */
export const weak = (answer) =>
  answer?.evidence === "weak" ? html`<p class="notice weak" role="note">${t("weak")}</p>` : nothing;

/** Draws `body(answer)`, greyed under 上次结果 while it belongs to an earlier question. */
export function kept(slot, body) {
  if (!slot.answer) return nothing;
  if (!slot.old) return body(slot.answer);
  return html`<div class="old"><p class="old-said">${t("old")}</p>${body(slot.answer)}</div>`;
}

/** Another answer came from a changed library. */
export const stale = (slot, again) =>
  slot.stale
    ? html`<div class="notice"><p>${t("changed")}</p><button type="button" @click=${again}>${t("ask.again")}</button></div>`
    : nothing;
