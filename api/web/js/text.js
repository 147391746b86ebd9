// How is a plan's text cut and named?  Offsets are Unicode code points; titles, places and years as people read them.
import { t } from "./i18n.js";

const SAMPLE = "【示例】";
const NUMBER = /^(第[一二三四五六七八九十百零\d]+[编章节篇部条]|[（(][一二三四五六七八九十百\d]+[)）]|[一二三四五六七八九十百]+、|\d+[.．、)）]|[①-⑳])/;

/** `Array.from(text)` once, to be sliced by the API's offsets. */
export const points = (text) => Array.from(text);
export const slice = (held, start, end) => held.slice(start, end).join("");

/** A title without the mark of samples, which is drawn as a badge. */
export const bare = (title) => (title.startsWith(SAMPLE) ? title.slice(SAMPLE.length) : title);
export const isSample = (one) => one.sample ?? one.title.startsWith(SAMPLE);

/** The year as shown; a doubtful one says so. */
export const yearOf = (one) => (one.year === null ? t("undated") : t("year.of", { y: one.year }));

/** `二、（三）2.` : the numbers of the headings and the item, or the headings where they have none. */
export function where(one) {
  const numbers = one.heading_path.map((heading) => NUMBER.exec(heading.trim())?.[0] ?? `${heading.trim()}·`);
  const item = one.item ? (/^\d+$/.test(one.item) ? `${one.item}.` : one.item) : "";
  return (numbers.join("") + item).replace(/·$/, "");
}

/** The reader's address at a passage or sentence. */
export const source = (page, one, q = "") =>
  page.href(`/doc/${one.document_id}`, { p: `${one.start}-${one.end}`, q });

/** What 引用 copies: the words, their source, and an address. */
export function citation(page, one) {
  const year = one.year === null ? t("undated") : t("cite.year", { y: one.year });
  const doubt = one.year_conflict ? `，${t("doubt")}` : "";
  const from = t("cite.title", { title: one.title, year: year + doubt, where: where(one) }).trimEnd();
  return `${one.text}\n${from}\n${new URL(source(page, one), location.origin).href}`;
}
