// How does an answer leave the page?  A menu of files over POST /export, the link, and print.
import { send } from "../asking.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { copy } from "./copy.js";
import { failed } from "./states.js";

const FORMATS = ["docx", "xlsx", "csv", "md", "gbt7714", "bibtex", "ris"];

/**
 * `kind` and `params` as POST /export takes them; `ready` false disables it; `extra`: more buttons, such
 * as a chart's.
 */
export function exporting(page, { kind, params, ready = true, formats = FORMATS, extra = nothing }) {
  page.exports ??= { error: null, busy: false };
  const held = page.exports;
  return html`<details class="export" @keydown=${closeOnEscape}>
    <summary class="button" aria-disabled=${ready ? nothing : "true"} @click=${(event) => ready || event.preventDefault()}>${t("export")}</summary>
    <div class="menu-box" role="group" aria-label=${t("export")}>
      ${formats.map(
        (format) => html`<button type="button" ?disabled=${held.busy} @click=${() => save(page, kind, format, params)}>${t(`format.${format}`)}</button>`,
      )}
      ${extra}
      <button type="button" @click=${(event) => copy(page, event.currentTarget, location.href, t("export.linked"))}>${t("export.link")}</button>
      <button type="button" @click=${() => window.print()}>${t("export.print")}</button>
      ${held.busy ? html`<p class="quiet">${t("export.busy")}</p>` : nothing}
      ${held.error ? failed(held, null) : nothing}
    </div>
  </details>`;
}

/** Ask for one answer as a file, and save it. */
export async function save(page, kind, format, params) {
  const held = (page.exports ??= { error: null, busy: false });
  Object.assign(held, { error: null, busy: true });
  page.redraw();
  try {
    const response = await send("/export", { body: { kind, format, params: full(params) } });
    download(await response.blob(), named(response.headers.get("content-disposition")) ?? `cejian.${format}`);
  } catch (error) {
    held.error = error;
  }
  held.busy = false;
  page.redraw();
}

/** Without what is not set. */
const full = (params) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null && value !== "" && value?.length !== 0));

/** Save a Blob under a name. */
export function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function named(header) {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(header ?? "");
  return found ? decodeURIComponent(found[1]) : null;
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus();
}
