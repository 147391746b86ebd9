// What does the library hold?  Its documents, how each field was found, put right by hand, taken out, taken in.
import { fetchJson } from "../asking.js";
import { t } from "../i18n.js";
import { html, live, nothing, repeat } from "../lit.js";
import { Correcting, shownValue } from "../parts/correcting.js";
import { badges } from "../parts/passage.js";
import { orderOf, sortHead } from "../parts/sorting.js";
import { failed, kept, partial, waiting } from "../parts/states.js";
import { Uploading } from "../parts/uploading.js";
import { attempt, problem, trial } from "../parts/writing.js";
import { bare } from "../text.js";
export { words } from "../words/library.js";

const PAGE = 50;
const FIELDS = ["year", "issuer", "region", "level", "stage", "doc_type"];
const LACKS = [...FIELDS.slice(0, -1), "doubt"];

const lacks = (one, what) => one[what] === null || one[what].length === 0;

export function open(page) {
  const status = page.slot();
  const held = page.slot();
  const removed = new Map();
  const writing = trial();
  const correcting = new Correcting(page, { saved: (answer) => take(answer) });
  const uploading = new Uploading(page, { taken: refresh });
  let edited = "";

  const offset = () => Math.max(0, Number(page.place.one("offset")) || 0);
  const order = () => orderOf(page.place, "year", true);

  function values() {
    const { key, down } = order();
    return { limit: PAGE, offset: offset(), title: page.place.one("q").trim(), missing: page.place.one("missing"), sort: `${down ? "-" : ""}${key}` };
  }

  function change({ back }) {
    status.ask("/status", {}, { again: !back && !status.answer });
    return held.ask("/documents", values(), { kept: back });
  }

  function refresh() {
    status.ask("/status", {}, { again: true });
    return held.ask("/documents", values(), { again: true });
  }

  function take(answer) {
    const rows = held.answer.documents;
    const at = rows.findIndex((one) => one.id === answer.id);
    if (at >= 0) rows[at] = answer;
    page.redraw();
  }

  const writable = () => status.answer && status.answer.writes !== "closed" && !status.answer.sample;

  function draw() {
    return html`<h1 tabindex="-1">${t(page.place.path.endsWith("/upload") ? "library.upload" : "library.title")}</h1>
      ${failed(status, () => status.ask("/status", {}, { again: true }))}
      ${status.answer ? (status.answer.writes === "closed" ? html`<p class="notice">${t(status.answer.read_only ? "library.read.only" : "library.not.here")}</p>` : uploading.draw(status.answer)) : nothing}
      ${failed(held, refresh)}${waiting(held, 6)}${kept(held, result)}`;
  }

  function result(answer) {
    const { place } = page;
    const [missing, word] = [place.one("missing"), place.one("q").trim()];
    const rows = answer.documents;
    if (!answer.total && !missing && !word) return html`${partial(answer)}<p class="notice">${t("library.empty")}</p>`;
    return html`${partial(answer)}
      <div class="answer-line"><p role="status">${t("library.count", { n: answer.total, a: rows.length ? offset() + 1 : 0, b: offset() + rows.length })}</p>
        <label class="screen">${t("library.find")} <input type="search" id="find" .value=${live(word)} @change=${(event) => page.change({ q: event.target.value.trim() || null, offset: null }, { replace: true })}></label></div>
      <div class="chips screen" role="group" aria-label=${t("library.lacking")}><span class="quiet">${t("library.lacking")}</span>${LACKS.map((what) => {
        const number = answer.lacking[what];
        return html`<button type="button" class="pick" aria-pressed=${missing === what ? "true" : "false"} ?disabled=${!number && missing !== what} @click=${() => page.change({ missing: missing === what ? null : what, offset: null })}>${t(what === "doubt" ? "doubt" : `field.${what}`)} <b class="num">${number}</b></button>`;
      })}</div>
      ${problem(page, writing)}
      ${rows.length ? table(rows) : html`<p class="notice">${t("library.no.match")}</p>`}
      ${answer.total > PAGE ? pager(answer.total) : nothing}`;
  }

  const pager = (total) => html`<nav class="pager screen" aria-label=${t("library.pages")}>
    ${offset() ? html`<a class="button" rel="prev" href=${page.here({ offset: offset() > PAGE ? offset() - PAGE : null })}>${t("library.prev")}</a>` : nothing}
    ${offset() + PAGE < total ? html`<a class="button" rel="next" href=${page.here({ offset: offset() + PAGE })}>${t("library.next")}</a>` : nothing}</nav>`;

  const table = (rows) => html`<table class="grid documents"><thead><tr>${sortHead(page, order(), "title", t("field.title"))}${FIELDS.map((name) => sortHead(page, order(), name, t(`field.${name}`)))}${sortHead(page, order(), "passages", t("field.passages"), { falls: true, number: true })}${writable() ? html`<th scope="col"><span class="unseen">${t("library.do")}</span></th>` : nothing}</tr></thead>
    <tbody>${repeat(rows, (one) => one.id, row)}</tbody></table>`;

  function row(one) {
    if (removed.has(one.id)) return html`<tr class="removed"><td colspan="9"><span role="status">${t("library.removed", { t: one.title })}</span> <button type="button" @click=${() => restore(one)}>${t("library.undo")}</button></td></tr>`;
    return html`<tr><th scope="row"><a lang="zh-Hans" href=${page.href(`/doc/${one.id}`)}>${bare(one.title)}</a>${badges(one)}<small class="quiet">${one.found.title ?? nothing}</small></th>
        ${FIELDS.map((name) => html`<td data-label=${t(`field.${name}`)}><span lang="zh-Hans" class=${lacks(one, name) ? "none" : ""}>${value(one, name)}</span>${one.found[name] ? html`<small class="quiet" lang="zh-Hans">${one.found[name]}</small>` : nothing}</td>`)}
        <td class="num" data-label=${t("field.passages")}>${one.passages}</td>
        ${writable() ? html`<td class="do"><button type="button" class="link" aria-expanded=${edited === one.id ? "true" : "false"} @click=${() => edit(one.id)}>${t("edit")}<span class="unseen">${one.title}</span></button>
          <button type="button" class="link" @click=${() => remove(one)}>${t("library.remove")}<span class="unseen">${one.title}</span></button></td>` : nothing}</tr>
      ${edited === one.id ? html`<tr class="editing"><td colspan="9">${correcting.draw(one)}</td></tr>` : nothing}`;
  }

  const value = (one, name) =>
    name === "year" && one.period_from ? `${shownValue(one.year)}（${one.period_from}—${one.period_to}）` : shownValue(one[name]);

  function edit(id) {
    edited = edited === id ? "" : id;
    if (edited) page.focus("#f-title");
    else page.redraw();
  }

  const remove = (one) =>
    attempt(page, writing, async () => {
      await fetchJson(`/documents/${one.id}`, { method: "DELETE" });
      removed.set(one.id, one);
      page.say(t("library.removed", { t: one.title }));
      page.focus(".removed button");
    });

  const restore = (one) =>
    attempt(page, writing, async () => {
      await fetchJson(`/documents/${one.id}/restore`, { method: "POST" });
      removed.delete(one.id);
      page.say(t("library.restored", { t: one.title }));
    });

  return { title: () => t("library.title"), change, draw };
}
