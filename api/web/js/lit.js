// How is something drawn?  Templates whose values are always text (lit-html); no markup is ever built from strings.
export { html, nothing, render, svg } from "../vendor/lit-html/lit-html.js";
export { repeat } from "../vendor/lit-html/directives/repeat.js";
export { live } from "../vendor/lit-html/directives/live.js";
