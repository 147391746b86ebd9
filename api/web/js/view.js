// What does a view get?  The page: its place, how to go elsewhere, slots for requests, and a voice.
//
// A view is a module js/views/NAME.js with `words` (its strings) and `open(page)`, which gives back
//   title()            the document's title, without 策鉴
//   change({ back })   the place changed (also the first time): ask for what is missing; `back` came by the
//                      back button: pass it to slot.ask as `kept`
//   draw()             the template of <main>, with exactly one <h1 tabindex="-1">
//   bar()      maybe   what stands in the header between name and navigation
//   drawn()    maybe   after each drawing: charts, observers
//   keys       maybe   { j: () => … }: keys while nothing is being typed; true given back: handled
//   close()    maybe   another view comes: let go of charts, timers (slots are let go by the page)
import { keepToken } from "./asking.js";
import { language } from "./i18n.js";
import { Slot } from "./asking.js";
import { address, Place } from "./state.js";

export class Page {
  constructor({ redraw, travel }) {
    this.place = new Place(window.location);
    this.redraw = redraw;
    this.travel = travel;
    this.slots = [];
    this.keepToken = keepToken;
  }

  /** A slot for one kind of answer; whatever changes in it draws the view again. */
  slot() {
    const made = new Slot(() => this.redraw());
    this.slots.push(made);
    return made;
  }

  /** An address of the page that keeps the language of this one. */
  href(path, values = {}) {
    return address(path, { ...values, lang: language() === "en" ? "en" : null });
  }

  /** The address of this place with some parameters changed. */
  here(changes, path = this.place.path) {
    return this.href(path, { ...this.place.values, ...changes });
  }

  /**
   * Go to this place with some parameters changed.  `replace` for order, units and tabs, which the back
   * button shall not visit; focus and scroll stay where they are.
   */
  change(changes, { replace = false, path = this.place.path } = {}) {
    this.travel(this.here(changes, path), { replace, stay: true });
  }

  /** Go to another place; the heading gets the focus. */
  go(path, values = {}) {
    this.travel(this.href(path, values), {});
  }

  /** Say it to screen readers, once drawn. */
  say(text) {
    const said = document.getElementById("said");
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 60);
  }

  /** Put the focus on what a selector finds, after the next drawing. */
  focus(selector) {
    this.redraw();
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(selector)?.focus()));
  }
}
