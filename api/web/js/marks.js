// Where does a text hold the question's words?  Marks are made from pieces of text, never from markup.
import { html } from "./lit.js";

const BETWEEN = "[\\s\\u200b-\\u200f\\u2060\\ufeff]*";
const GAP = "[^。；！？;!?\\n]{0,12}?";

/** `[[from, to], …]` in UTF-16 units, in order, none overlapping; longer terms win. */
export function spans(text, terms) {
  const wanted = [...new Set(terms)].filter(Boolean).sort((a, b) => b.length - a.length);
  if (!wanted.length) return [];
  const found = [];
  for (const match of text.matchAll(new RegExp(wanted.map(pattern).join("|"), "giu"))) {
    if (match[0]) found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** The text as strings and `<mark>`s. */
export function marked(text, terms) {
  const parts = [];
  let at = 0;
  for (const [from, to] of spans(text, terms)) {
    parts.push(text.slice(at, from), html`<mark>${text.slice(from, to)}</mark>`);
    at = to;
  }
  return [...parts, text.slice(at)];
}

/** A folded wording as it may stand in a raw text: full-width forms, invisible marks and line breaks between. */
function pattern(term) {
  return term
    .split("…")
    .map((part) => Array.from(part).filter((one) => one.trim()).map(letter).join(BETWEEN))
    .join(GAP);
}

function letter(one) {
  const code = one.codePointAt(0);
  const escaped = one.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  return code > 0x20 && code < 0x7f ? `(?:${escaped}|${String.fromCodePoint(code + 0xfee0)})` : escaped;
}
