// How is metadata put right by hand?  A form that shows what was found and how; saving can be undone.
import { fetchJson } from "../asking.js";
import { list, t } from "../i18n.js";
import { html, live, nothing } from "../lit.js";
import { attempt, problem, trial } from "./writing.js";

export const LEVELS = ["国家", "省", "市", "县", "校"];
export const STAGES = ["学前", "义务", "高中", "职业", "高等", "特殊", "终身"];
export const TYPES = ["工作要点", "工作计划", "规划", "总结", "方案", "通知", "意见", "报告", "决议", "其他"];
const NUMBERS = ["year", "period_from", "period_to"];
const FIELDS = ["title", "year", "period_from", "period_to", "issuer", "region", "level", "doc_type"];

/** A field's value as people read it. */
export const shownValue = (value) => (value === null || value === "" || value?.length === 0 ? t("field.none") : Array.isArray(value) ? list(value) : String(value));

/** One document's form; `saved(document)` hears of what was written. */
export class Correcting {
  constructor(page, { saved }) {
    Object.assign(this, { page, saved, held: trial(), before: null, id: "" });
  }

  draw(document) {
    if (this.id !== document.id) Object.assign(this, { id: document.id, before: null, held: trial() });
    return html`<form class="correcting" @submit=${(event) => this.submit(event, document)}>
      ${FIELDS.map((name) => html`<div class="field"><label for=${`f-${name}`}>${t(`field.${name}`)}</label>${this.control(name, document)}${found(name, document)}</div>`)}
      <fieldset class="field"><legend>${t("field.stage")}</legend>${STAGES.map((one) => html`<label class="tick"><input type="checkbox" name="stage" value=${one} .checked=${live(document.stage.includes(one))}><span lang="zh-Hans">${one}</span></label>`)}${found("stage", document)}</fieldset>
      <label class="tick"><input type="checkbox" name="year_conflict" .checked=${live(document.year_conflict)}>${t("doubt")}</label>
      <p class="chips"><button type="submit" ?disabled=${this.held.busy}>${t("save")}</button>${this.before ? html`<span role="status">${t("field.saved")}</span><button type="button" @click=${() => this.undo(document)}>${t("field.undo")}</button>` : nothing}</p>
      ${problem(this.page, this.held)}</form>`;
  }

  control(name, document) {
    const value = document[name] ?? "";
    const choices = { level: LEVELS, doc_type: TYPES }[name];
    if (choices) {
      return html`<select id=${`f-${name}`} name=${name}>${name === "level" ? html`<option value="" .selected=${live(!value)}>${t("field.none")}</option>` : nothing}${choices.map((one) => html`<option value=${one} lang="zh-Hans" .selected=${live(one === value)}>${one}</option>`)}</select>`;
    }
    const number = NUMBERS.includes(name);
    return html`<input id=${`f-${name}`} name=${name} .value=${live(String(value))} ?required=${name === "title"} inputmode=${number ? "numeric" : nothing} pattern=${number ? "(19|20)[0-9]{2}|2100" : nothing} maxlength=${number ? "4" : "300"}>`;
  }

  submit(event, document) {
    event.preventDefault();
    const form = new FormData(event.target);
    const given = { stage: form.getAll("stage"), year_conflict: form.has("year_conflict") };
    for (const name of FIELDS) {
      const value = form.get(name).trim();
      given[name] = value === "" ? null : NUMBERS.includes(name) ? Number(value) : value;
    }
    const changed = Object.entries(given).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(document[name]));
    if (!changed.length) return;
    const old = Object.fromEntries(changed.map(([name]) => [name, document[name]]));
    this.write(document, Object.fromEntries(changed), old);
  }

  undo(document) {
    this.write(document, this.before, null);
  }

  write(document, changes, old) {
    return attempt(this.page, this.held, async () => {
      const answer = await fetchJson(`/documents/${document.id}`, { method: "PATCH", body: changes });
      this.before = old;
      this.page.say(t("field.saved"));
      this.saved(answer);
    });
  }
}

const found = (name, document) =>
  document.found[name] ? html`<small class="quiet">${t("field.found", { how: document.found[name] })}</small>` : nothing;
