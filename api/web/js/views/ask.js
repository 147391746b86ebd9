// 问答: what did plans say of it over the years?  Years, themes and passages of one question.
export { words } from "../words/ask.js";
import { answerLine } from "../ask/answer-line.js";
import { first } from "../ask/first.js";
import { passagesPart } from "../ask/passages.js";
import { Prose } from "../ask/prose.js";
import { readAs } from "../ask/read-as.js";
import { listed, listing, looking, question, STEP } from "../ask/reading.js";
import { themesPart } from "../ask/themes.js";
import { decades, said, settle, yearTable } from "../ask/years.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { AskBox } from "../parts/ask-box.js";
import { exporting, save } from "../parts/export.js";
import { anyFilter, filterChips, filters } from "../parts/filters.js";
import { failed, kept, partial, stale, waiting, weak } from "../parts/states.js";

const NARROW = "(max-width: 1023px)";
const MODES = ["hybrid", "phrase", "semantic", "keyword"];

export const open = (page) => new Ask(page);

class Ask {
  constructor(page) {
    this.page = page;
    this.themes = page.slot();
    this.search = page.slot();
    this.status = page.slot();
    this.prose = new Prose(page);
    this.narrow = matchMedia(NARROW);
    this.narrow.onchange = () => page.redraw();
    this.shown = STEP;
    this.said = "";
    this.asked = "";
    const words = { label: t("ask.label"), hint: t("ask.hint"), button: t("ask.button") };
    this.box = new AskBox(page, { ask: (q) => this.ask(q), ...words });
    this.keys = {
      j: () => this.step(1),
      k: () => this.step(-1),
      Enter: () => this.press(".source"),
      c: () => this.press(".cite"),
      "[": () => this.year(-1),
      "]": () => this.year(1),
      t: () => focus(".years .strip [tabindex='0'], .decades [tabindex='0']"),
      Escape: () => this.drop(),
    };
  }

  title() {
    const years = this.themes.answer?.years;
    const q = this.page.place.one("q");
    const span = years?.length && !this.themes.old ? `${years[0].year}—${years.at(-1).year}年` : "";
    return q ? [this.themes.answer?.query.normalised ?? q, span].filter(Boolean).join(" · ") : "";
  }

  /** The address changed: ask both, each of which may fail alone. */
  change({ back }) {
    const { place } = this.page;
    Object.assign(this.box, { label: t("ask.label"), hint: t("ask.hint"), button: t("ask.button") });
    const asking = question(place);
    this.status.ask("/status");
    if (!asking.q) {
      this.themes.clear();
      this.search.clear();
      this.asked = "";
      this.prose.close();
      return null;
    }
    this.prose.change(asking);
    const all = JSON.stringify(asking);
    if (all !== this.asked) this.shown = STEP;
    this.asked = all;
    const requests = [
      this.themes.ask("/themes", asking, { kept: back }),
      this.search.ask("/search", listing(place, this.shown), { kept: back }),
    ];
    return back ? Promise.all(requests) : null; // so that the scroll position can come back
  }

  /** A new question keeps the filters and leaves what was looked at. */
  ask(q) {
    const { values } = this.page.place;
    for (const name of ["y", "theme", "without", "expand", "tab", "prose"]) delete values[name];
    this.page.go("/ask", { ...values, q });
  }

  bar() {
    return this.page.place.one("q") ? this.box.draw(this.page.place.one("q")) : nothing;
  }

  draw() {
    const { page } = this;
    if (!page.place.one("q").trim()) return first(page, this.box, this.status);
    return html`<div class="ask">
      <section class="top">
        <h1 tabindex="-1" lang="zh-Hans">${this.themes.answer && !this.themes.old ? this.themes.answer.query.normalised : page.place.one("q")}</h1>
        ${waiting(this.themes, 4)}${failed(this.themes, () => this.again())}
        ${stale(this.themes, () => this.again())}
        ${kept(this.themes, (answer) => this.top(answer))}
      </section>
      ${this.themes.answer || this.search.answer ? this.body() : nothing}
    </div>`;
  }

  top(answer) {
    const { page } = this;
    const { place } = page;
    return html`
      ${readAs(page, answer.query, {
        without: place.all("without"),
        turn: (name) => page.change({ without: toggled(place.all("without"), name) }),
        expanding: place.one("expand") !== "false",
        expand: (on) => page.change({ expand: on ? null : "false" }),
      })}
      <div class="line"><p class="answer num" role="status">${answerLine(answer, this.status.answer)}</p>
        <div class="tools">${filters(page, { held: this.status.answer?.facets, facets: this.search.answer?.facets, extra: this.modes() })}
          ${exporting(page, { kind: "themes", params: question(place), extra: html`<button type="button" @click=${() => save(page, "matrix", "xlsx", { by: "year", ...place.filters })}>${t("matrix.xlsx")}</button>` })}</div></div>
      ${anyFilter(place) ? html`<div class="chips">${filterChips(page)}<button type="button" class="link" @click=${() => page.change(Object.fromEntries(Object.keys(place.filters).map((name) => [name, null])))}>${t("filter.clear")}</button></div>` : nothing}
      ${partial({ warnings: answer.warnings.filter((one) => answer.evidence !== "none" || !one.startsWith("没有找到")) })}${weak(answer)}
      ${answer.years.length ? this.years(answer) : nothing}
      ${answer.evidence === "none" ? html`<p><a href="#q" @click=${(event) => (event.preventDefault(), focus("#q"))}>${t("none.try")}</a></p>` : nothing}
      <p class="print-only quiet">${t("print.from", { q: place.one("q"), date: new Date().toISOString().slice(0, 10) })}<br>${location.href}<br>${t("print.made", answer.provenance)}</p>`;
  }

  years(answer) {
    const { page } = this;
    const see = looking(page.place, answer);
    const unit = page.place.one("unit") === "share" ? "share" : "count";
    const issuers = page.place.one("by") === "issuer";
    const switched = (name, on, changes) => html`<button type="button" aria-pressed=${on ? "true" : "false"} @click=${() => page.change(changes, { replace: true })}>${t(name)}</button>`;
    const wanted = {
      answer: answer.evidence === "weak" ? { ...answer, themes: [] } : answer,
      filtered: anyFilter(page.place) || Boolean(answer.query.period),
      see: { years: see.years, theme: see.id },
      press: (year, theme, extend) => this.look(year, theme, extend),
      read: (text) => this.read(text),
      unit,
      issuers,
    };
    return html`<div class="years-head screen"><p class="readout num" aria-hidden="true">${this.said || t("strip.hint")}</p>
        <div class="segments" role="group" aria-label=${t("strip.unit")}>${switched("strip.count", unit === "count", { unit: null })}${switched("strip.share", unit === "share", { unit: "share" })}</div>
        ${this.narrow.matches ? nothing : html`<div class="segments">${switched("strip.issuers", issuers, { by: issuers ? null : "issuer" })}</div>`}</div>
      ${this.narrow.matches ? decades(wanted) : yearTable(wanted)}
      <p class="quiet legend">${t("strip.note")}${wanted.answer.themes.length ? html`　${t("strip.heat")}` : nothing}</p>`;
  }

  body() {
    const { page } = this;
    const { place } = page;
    const answer = this.themes.answer;
    const see = looking(place, answer);
    const chips = [
      ...[...see.years].sort().map((y) => [t("year.of", { y }), () => page.change({ y: place.all("y").filter((one) => Number(one) !== y) })]),
      ...(see.theme ? [[see.theme.label || t("theme.alone"), () => page.change({ theme: null })]] : []),
    ];
    const tab = place.one("tab") === "passages" || (place.one("tab") === "" && chips.length) ? "passages" : "themes";
    const hasThemes = Boolean(answer?.themes.length) && answer.evidence !== "weak"; // weak: passages only
    const tabs = this.narrow.matches && hasThemes;
    return html`
      ${chips.length
        ? html`<div class="chips looking"><span class="quiet">${t("see.now")}</span>${chips.map(([label, drop]) => html`<button type="button" class="chip" aria-label="${t("remove")} ${label}" @click=${drop}><span lang="zh-Hans">${label}</span> <span aria-hidden="true">×</span></button>`)}
            <button type="button" class="link" @click=${() => page.change({ y: null, theme: null })}>${t("clear")}</button></div>`
        : nothing}
      ${tabs
        ? html`<div class="tabs" role="group">${["themes", "passages"].map((name) => html`<button type="button" aria-pressed=${tab === name ? "true" : "false"} @click=${() => page.change({ tab: name }, { replace: true })}>${t(`${name}.head`)}${name === "themes" ? html` <span class="num">${answer.themes.length}</span>` : nothing}</button>`)}</div>`
        : nothing}
      <div class="columns ${hasThemes ? "" : "one"}">
        ${hasThemes && (!tabs || tab === "themes")
          ? themesPart(page, { answer, see, narrow: this.narrow.matches, look: (id) => this.look(null, id), prose: this.prose.draw(this.status.answer, answer) })
          : nothing}
        ${!tabs || tab === "passages"
          ? passagesPart(page, { search: this.search, themes: this.themes, shown: this.shown, more: () => this.more(), again: () => this.search.ask("/search", listing(place, this.shown), { again: true }) })
          : nothing}
      </div>`;
  }

  modes() {
    const mode = this.page.place.one("mode") || "hybrid";
    return html`<fieldset><legend>${t("mode")}</legend><div class="options">${MODES.map((one) => html`<label><input type="radio" name="mode" .checked=${mode === one} @change=${() => this.page.change({ mode: one === "hybrid" ? null : one })}>${t(`mode.${one}`)}</label>`)}</div></fieldset>`;
  }

  drawn() {
    settle(document.getElementById("main"));
    this.prose.begin(this.status.answer);
    if (this.telling && !this.search.busy) {
      this.telling = false;
      const { total } = listed({ place: this.page.place, themes: this.themes.answer, search: this.search.answer, shown: this.shown });
      this.page.say(t("see.listed", { n: total }));
    }
  }

  // -- what people do -----------------------------------------------------------------------------

  /** Narrow to a year, a theme or both; the same again leaves; `extend` fills the years between. */
  look(year, theme, extend = false) {
    const { page } = this;
    const see = looking(page.place, this.themes.answer);
    let years = see.years;
    if (year !== null) {
      if (extend && years.size) years = new Set(between(this.themes.answer.years, [...years, year]));
      else if (theme === null || theme === see.id) years = years.has(year) && years.size === 1 ? new Set() : new Set([year]);
      else years = new Set([year]);
    }
    const left = theme === see.id && (year === null || !years.size);
    const changes = { y: [...years].sort(), theme: theme === null ? see.id || null : left ? null : theme };
    this.shown = STEP;
    page.change(changes);
    const { held } = listed({ place: page.place, themes: this.themes.answer, search: this.search.answer, shown: STEP });
    if (changes.theme) page.say(t("see.listed", { n: held }));
    else this.telling = true;
  }

  read(text) {
    if (text === this.said) return;
    this.said = text;
    this.page.redraw();
  }

  more() {
    this.shown += STEP;
    this.search.ask("/search", listing(this.page.place, this.shown));
    this.page.redraw();
  }

  again() {
    this.asked = "";
    this.themes.ask("/themes", question(this.page.place), { again: true });
    this.search.ask("/search", listing(this.page.place, this.shown), { again: true });
  }

  step(way) {
    const all = [...document.querySelectorAll(".passages .passage")];
    const at = all.indexOf(document.activeElement?.closest(".passage"));
    const next = all[at < 0 ? 0 : at + way];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  press(selector) {
    const here = document.activeElement;
    if (!here?.matches(".passage")) return false;
    here.querySelector(selector)?.click();
    return true;
  }

  year(way) {
    const years = this.themes.answer?.years.map((one) => one.year) ?? [];
    const held = [...looking(this.page.place, null).years];
    const at = held.length ? years.indexOf(held.at(-1)) + way : way > 0 ? 0 : years.length - 1;
    if (years[at] === undefined) return false;
    this.page.change({ y: [years[at]] });
    this.page.say(said(this.themes.answer.years[at]));
    return true;
  }

  drop() {
    const { place } = this.page;
    if (place.one("theme")) this.page.change({ theme: null });
    else if (place.one("y")) this.page.change({ y: place.all("y").slice(0, -1) });
    else return false;
    return true;
  }

  close() {
    this.narrow.onchange = null;
    this.prose.close();
  }
}

const toggled = (all, one) => (all.includes(one) ? all.filter((held) => held !== one) : [...all, one]);

function between(years, wanted) {
  const [from, to] = [Math.min(...wanted), Math.max(...wanted)];
  return years.map((one) => one.year).filter((year) => year >= from && year <= to);
}

function focus(selector) {
  const found = document.querySelector(selector);
  found?.focus();
  return Boolean(found);
}
