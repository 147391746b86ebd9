// How is a question typed?  A search box with suggestions below it; Enter asks, never while composing.
import { fetchJson } from "../asking.js";
import { t } from "../i18n.js";
import { html, live, nothing } from "../lit.js";

const PAUSE = 120;

/**
 * One box.  `ask(text)` is what Enter does; `value` what is being asked now; `label`, `hint`, `button` its
 * words; `kinds`: which suggestions to show.
 */
export class AskBox {
  constructor(page, { ask, id = "q", label, hint, button, kinds = null }) {
    Object.assign(this, { page, ask, id, label, hint, button, kinds });
    this.typed = null;
    this.found = [];
    this.timer = null;
    this.control = null;
  }

  draw(value) {
    const open = this.found.length > 0;
    return html`<form class="ask-box" role="search" @submit=${(event) => this.submit(event)} @focusout=${(event) => this.left(event)}>
      <input id=${this.id} type="search" name="q" autocomplete="off" spellcheck="false" maxlength="500" enterkeyhint="search"
        aria-label=${this.label} placeholder=${this.hint} .value=${live(this.typed ?? value)}
        aria-describedby=${open ? `${this.id}-hint` : nothing}
        @input=${(event) => this.type(event.target.value, event.isComposing)}
        @compositionend=${(event) => this.type(event.target.value)} @keydown=${(event) => this.key(event)}>
      <button type="submit">${this.button}</button>
      ${open
        ? html`<div class="suggestions"><p id="${this.id}-hint" class="unseen">${t("suggest.hint", { n: this.found.length })}</p>
            <ul>${this.found.map(
              (one) => html`<li><a href=${this.page.href("/ask", { q: one.text })}
                @click=${(event) => this.pick(event, one.text)} @keydown=${(event) => this.key(event)}><span lang="zh-Hans">${one.text}</span><small>${t(`suggest.${one.kind}`)}${one.concept && one.concept !== one.text ? html` · <span lang="zh-Hans">${one.concept}</span>` : nothing}</small></a></li>`,
            )}</ul></div>`
        : nothing}
    </form>`;
  }

  type(text, composing = false) {
    this.typed = text;
    if (composing) return;
    clearTimeout(this.timer);
    this.control?.abort();
    if (!text.trim()) {
      this.show([]);
      return;
    }
    this.timer = setTimeout(() => this.suggest(text), PAUSE);
  }

  async suggest(text) {
    this.control = new AbortController();
    try {
      const answer = await fetchJson("/suggest", { values: { q: text.slice(0, 300) }, signal: this.control.signal });
      const found = answer.suggestions.filter((one) => one.text !== text && (!this.kinds || this.kinds.includes(one.kind)));
      if (this.typed === text) this.show(found.slice(0, 8));
    } catch {
      this.show([]); // suggestions are a help; the question can be asked without them
    }
  }

  show(found) {
    this.found = found;
    this.page.redraw();
  }

  submit(event) {
    event.preventDefault();
    this.done(this.typed ?? event.target.elements.q.value);
  }

  pick(event, text) {
    event.preventDefault();
    this.done(text);
  }

  done(text) {
    clearTimeout(this.timer);
    this.control?.abort();
    this.typed = null;
    this.show([]);
    if (text.trim()) this.ask(text.trim());
  }

  key(event) {
    if (event.isComposing) return;
    const links = () => [...event.target.closest("form").querySelectorAll(".suggestions a")];
    if (event.key === "Escape" && this.found.length) {
      event.preventDefault();
      event.stopPropagation();
      event.target.closest("form").querySelector("input").focus();
      this.show([]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.found.length) {
      event.preventDefault();
      const all = [event.target.closest("form").querySelector("input"), ...links()];
      const next = all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
      all[Math.max(0, Math.min(all.length - 1, next))].focus();
    }
  }

  left(event) {
    if (!event.currentTarget.contains(event.relatedTarget)) this.show([]);
  }
}
