// How does something get onto the clipboard?
import { t } from "../i18n.js";
import { html } from "../lit.js";
import { citation } from "../text.js";

/** Copy, and say so on the button and to screen readers. */
export async function copy(page, button, text, said = t("copied")) {
  try {
    await write(text);
  } catch {
    page.say(t("copy.failed"));
    flash(button, t("copy.failed"));
    return;
  }
  page.say(said);
  flash(button, said);
}

/** The button 引用 of a passage or sentence. */
export const citing = (page, one) =>
  html`<button type="button" class="link cite" @click=${(event) => copy(page, event.currentTarget, citation(page, one))}>${t("cite")}</button>`;

async function write(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // plain http on an intranet has no clipboard API
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("refused");
}

function flash(button, said) {
  button.dataset.said = said;
  setTimeout(() => delete button.dataset.said, 1600);
}
