// What does the library hold?  Its documents, how each field was found, put right by hand, taken out, taken in.
import { fetchJson } from "../asking.js";
import { t } from "../i18n.js";
import { html, live, nothing, repeat } from "../lit.js";
import { Correcting, shownValue } from "../parts/correcting.js";
import { badges } from "../parts/passage.js";
import { orderOf, sorted, sortHead } from "../parts/sorting.js";
import { failed, kept, partial, waiting } from "../parts/states.js";
import { Uploading } from "../parts/uploading.js";
import { attempt, problem, trial } from "../parts/writing.js";
import { bare } from "../text.js";
export { words } from "../words/library.js";

const PAGE = 50;
const ASKED = 1000;
const FIELDS = ["year", "issuer", "region", "level", "stage", "doc_type"];
const LACKS = [...FIELDS.slice(0, -1), "doubt"];

const lacks = (one, what) => (what === "doubt" ? one.year_conflict : one[what] === null || one[what].length === 0);

export function open(page) {
  const status = page.slot();
  const held = page.slot();
  const removed = new Map();
  const writing = trial();
  const correcting = new Correcting(page, { saved: (answer) => take(answer) });
  const uploading = new Uploading(page, { taken: refresh });
  let extra = [];
  let shown = PAGE;
  let edited = "";
  let completed = null;

  function change({ back }) {
    status.ask("/status", {}, { again: !back && !status.answer });
    held.ask("/documents", { limit: ASKED }, { again: !back && !held.answer }).then(rest);
    shown = PAGE;
  }

  function refresh() {
    status.ask("/status", {}, { again: true });
    return held.ask("/documents", { limit: ASKED }, { again: true }).then(rest);
  }

  /** Beyond the first thousand. */
  async function rest() {
    if (held.answer === completed) return;
    completed = held.answer;
    extra = [];
    try {
      while (held.answer && held.answer.documents.length + extra.length < held.answer.total) {
        const next = await fetchJson("/documents", { values: { limit: ASKED, offset: held.answer.documents.length + extra.length } });
        if (!next.documents.length) return;
        extra.push(...next.documents);
      }
    } catch (error) {
      held.error = error;
    }
    page.redraw();
  }

  function take(answer) {
    for (const rows of [held.answer.documents, extra]) {
      const at = rows.findIndex((one) => one.id === answer.id);
      if (at >= 0) rows[at] = answer;
    }
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
    const all = [...answer.documents, ...extra];
    const [missing, word] = [place.one("missing"), place.one("q").trim()];
    const order = orderOf(place, "year", true);
    const rows = sorted(all.filter((one) => (!missing || lacks(one, missing)) && (!word || one.title.includes(word))), order, (one, key) => (Array.isArray(one[key]) ? one[key].join("") : one[key]));
    return html`${partial(answer)}
      <div class="answer-line"><p role="status">${t("library.count", { n: answer.total, m: rows.length })}</p>
        <label>${t("library.find")} <input type="search" id="find" .value=${live(word)} @change=${(event) => page.change({ q: event.target.value.trim() || null }, { replace: true })}></label></div>
      <div class="chips screen" role="group" aria-label=${t("library.lacking")}><span class="quiet">${t("library.lacking")}</span>${LACKS.map((what) => {
        const number = all.filter((one) => lacks(one, what)).length;
        return html`<button type="button" class="pick" aria-pressed=${missing === what ? "true" : "false"} ?disabled=${!number && missing !== what} @click=${() => page.change({ missing: missing === what ? null : what })}>${t(what === "doubt" ? "doubt" : `field.${what}`)} <b class="num">${number}</b></button>`;
      })}</div>
      ${problem(page, writing)}
      ${rows.length ? table(rows, order) : html`<p class="notice">${t(answer.total ? "library.no.match" : "library.empty")}</p>`}
      ${rows.length > shown ? html`<button type="button" @click=${() => ((shown += PAGE), page.redraw())}>${t("library.more", { n: Math.min(PAGE, rows.length - shown) })}</button>` : nothing}`;
  }

  const table = (rows, order) => html`<table class="grid documents"><thead><tr>${sortHead(page, order, "title", t("field.title"))}${FIELDS.map((name) => sortHead(page, order, name, t(`field.${name}`)))}${sortHead(page, order, "passages", t("field.passages"), { falls: true, number: true })}${writable() ? html`<th scope="col"><span class="unseen">${t("library.do")}</span></th>` : nothing}</tr></thead>
    <tbody>${repeat(rows.slice(0, shown), (one) => one.id, row)}</tbody></table>`;

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
