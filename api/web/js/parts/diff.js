// What changed between two wordings?  `[[op, text], …]` as deletions struck and insertions underlined.
import { t } from "../i18n.js";
import { html } from "../lit.js";

/** `side`: "a" draws what the older says, "b" the newer, nothing both. */
export function diff(pieces, side = "") {
  if (pieces.every(([op]) => op === "=")) return html`${pieces.map(([, text]) => text)}<span class="quiet"> ${t("diff.same")}</span>`;
  return pieces
    .filter(([op]) => op === "=" || side === "" || (side === "a" ? op === "-" : op === "+"))
    .map(([op, text]) =>
      op === "=" ? text : op === "-" ? html`<del><span class="unseen">${t("diff.removed")}</span>${text}</del>` : html`<ins><span class="unseen">${t("diff.added")}</span>${text}</ins>`,
    );
}
