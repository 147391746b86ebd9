// What does the language model write of it?  Only where the service has one, and only when asked: sentence by
// sentence as each is checked, every mark leading to the sentence that it cites.
import { Failure, stream } from "../asking.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { badge } from "../parts/passage.js";
import { failed, partial } from "../parts/states.js";
import { bare, source, yearOf } from "../text.js";
import { question } from "./reading.js";

const MARK = /\[(\d+)\]/;

export class Prose {
  constructor(page) {
    this.page = page;
    this.key = "";
    this.close();
  }

  /** The address changed: `prose=1` in it asks for prose of this question. */
  change(asking) {
    const key = this.page.place.one("prose") === "1" ? JSON.stringify(asking) : "";
    if (key === this.key) return;
    this.close();
    this.key = key;
  }

  /** Once it is known that the service can write. */
  begin(status) {
    if (status?.prose && this.key && !this.stop) this.write(question(this.page.place));
  }

  /** Give up what is being written. */
  close() {
    this.stop?.abort();
    Object.assign(this, { key: "", stop: null, busy: false, sources: new Map(), written: [], whole: null, error: null });
  }

  async write(asking) {
    const stop = new AbortController();
    Object.assign(this, { stop, busy: true, error: null, written: [], whole: null });
    this.page.redraw();
    try {
      for await (const { event, data } of stream("/prose", { values: asking, signal: stop.signal })) {
        if (stop.signal.aborted) return;
        if (event === "sources") this.sources = new Map(data.sources.map((one) => [one.number, one]));
        if (event === "sentence") this.written.push(data);
        if (event === "done") this.whole = data;
        this.page.redraw();
      }
      if (!this.whole) throw new Failure("", { code: "unreadable" });
      this.page.say(t("prose.said", { n: this.written.length }));
    } catch (error) {
      if (stop.signal.aborted) return;
      this.error = error;
    }
    this.busy = false;
    this.page.redraw();
  }

  /** `status` says whether the service can write; `answer` is the themes answer that the prose is made from. */
  draw(status, answer) {
    if (!status?.prose) return nothing;
    const { page } = this;
    if (!this.key) {
      return html`<article class="theme-card prose screen"><header><h3>${t("prose.head")}</h3><button type="button" @click=${() => page.change({ prose: "1" })}>${t("prose.write")}</button></header>
        <p class="quiet">${t("prose.what")}</p></article>`;
    }
    const told = this.whole?.warnings.filter((one) => !answer.warnings.includes(one)) ?? [];
    return html`<article class="theme-card prose" aria-labelledby="prose-head" aria-busy=${this.busy ? "true" : "false"}>
      <header><h3 id="prose-head">${t("prose.head")} ${badge(t("prose.machine"))}</h3>
        <button type="button" class="link screen" @click=${() => page.change({ prose: null })}>${t("prose.hide")}</button></header>
      ${this.written.length ? html`<p class="written" lang="zh-Hans">${this.written.map((one) => this.sentence(one))}</p>` : nothing}
      ${this.busy ? html`<p class="quiet">${t("prose.writing")}</p>` : nothing}
      ${failed(this, () => this.write(question(page.place)))}${partial({ warnings: told })}
      ${this.whole?.prose.length ? html`<p class="quiet">${t("prose.by", { model: this.whole.model, n: this.whole.sources.length })}</p>` : nothing}
    </article>`;
  }

  /** Plain text, its marks as links to what they cite. */
  sentence({ text }) {
    return text.split(MARK).map((part, at) => {
      const one = at % 2 ? this.sources.get(Number(part)) : null;
      if (!one) return at % 2 ? `[${part}]` : part;
      const name = `${yearOf(one)} ${bare(one.title)}：${one.text}`;
      return html`<a class="cited num" href=${source(this.page, one, this.page.place.one("q"))} title=${name} aria-label=${t("prose.cited", { n: part, name: `${yearOf(one)} ${bare(one.title)}` })}>[${part}]</a>`;
    });
  }
}
