// In which order does a table stand?  Column heads that sort; the address keeps `sort` and `down`.
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";

const chinese = new Intl.Collator("zh-Hans-CN-u-co-pinyin", { numeric: true });

/** The order that an address asks for: `{ key, down }`. */
export const orderOf = (place, key, down = false) =>
  place.one("sort") ? { key: place.one("sort"), down: place.one("down") === "true" } : { key, down };

/** Rows by a column; what is absent comes last either way, equals keep their order. */
export function sorted(rows, order, value) {
  const turn = order.down ? -1 : 1;
  return rows
    .map((row) => [row, value(row, order.key)])
    .sort(([, a], [, b]) => {
      const [lackA, lackB] = [a === null || a === "", b === null || b === ""];
      if (lackA || lackB) return lackA - lackB;
      return turn * (typeof a === "number" ? a - b : chinese.compare(a, b));
    })
    .map(([row]) => row);
}

/** A column head; `falls`: whether its first use sorts downwards. */
export function sortHead(page, order, key, label, { falls = false, number = false } = {}) {
  const on = order.key === key;
  const down = on ? !order.down : falls;
  return html`<th scope="col" class=${number ? "num" : nothing} aria-sort=${on ? (order.down ? "descending" : "ascending") : nothing}>
    <button type="button" class="link sort" @click=${() => page.change({ sort: key, down: down || null, offset: null }, { replace: true })}>${label}<span aria-hidden="true">${on ? (order.down ? " ▼" : " ▲") : ""}</span><span class="unseen">${t("sort.by")}</span></button></th>`;
}
