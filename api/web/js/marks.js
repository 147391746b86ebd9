// Where does a text hold the question's words?  Marks are made from pieces of text, never from markup.
import { html } from "./lit.js";

const BETWEEN = "[\\s\\u200b-\\u200f\\u2060\\ufeff]*";
const GAP = "[^。；！？;!?\\n]{0,12}?";

/** `[[from, to, term], …]` in UTF-16 units, in order; overlapping ones are one, named after the longest. */
export function spans(text, terms) {
  const all = [...new Set(terms)].filter(Boolean).flatMap((term) =>
    Array.from(text.matchAll(expression(term)), (match) => [match.index, match.index + match[0].length, term]).filter(([from, to]) => to > from),
  );
  all.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const found = [];
  let longest = 0;
  for (const [from, to, term] of all) {
    const last = found.at(-1);
    if (!last || from >= last[1]) {
      found.push([from, to, term]);
      longest = to - from;
      continue;
    }
    if (to - from > longest) [last[2], longest] = [term, to - from];
    last[1] = Math.max(last[1], to);
  }
  return found;
}

/** The text as strings and `<mark>`s; with `link(term)` each leads there. */
export function marked(text, terms, link = null) {
  const parts = [];
  let at = 0;
  for (const [from, to, term] of spans(text, terms)) {
    const mark = html`<mark>${text.slice(from, to)}</mark>`;
    parts.push(text.slice(at, from), link ? html`<a class="word" href=${link(term)}>${mark}</a>` : mark);
    at = to;
  }
  return [...parts, text.slice(at)];
}

const expressions = new Map();

function expression(term) {
  if (!expressions.has(term)) expressions.set(term, new RegExp(pattern(term), "giu"));
  return expressions.get(term);
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
