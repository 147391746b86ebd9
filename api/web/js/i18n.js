// Which words does the page use?  Every string is a pair [中文, English]; js/words/ holds them by view.
//
//   add({ "ask.silent": ["有计划{d}份，未见提及", "{d} plans held, no mention found"] })
//   t("ask.silent", { d: 3 })
//
// English may write {d|plan|plans} to choose by number.
const REMEMBERED = "cejian-lang";
const words = new Map();
let current = "zh";

export function add(pairs) {
  for (const [key, pair] of Object.entries(pairs)) words.set(key, pair);
}

export const language = () => current;

/** The language of an address, else the one remembered, else Chinese. */
export function choose(asked) {
  const known = (name) => name === "zh" || name === "en";
  if (known(asked)) remember(asked);
  current = known(asked) ? asked : remembered() === "en" ? "en" : "zh";
  document.documentElement.lang = current === "en" ? "en" : "zh-Hans";
  return current;
}

export function t(key, values = {}) {
  const pair = words.get(key);
  if (!pair) throw new Error(`no words for ${key}`);
  return pair[current === "en" ? 1 : 0].replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name, one, many) => {
    const value = values[name] ?? "";
    return one === undefined ? String(value) : `${value} ${Number(value) === 1 ? one : many}`;
  });
}

/** What stands between listed things: 、 in Chinese. */
export const list = (items) => items.join(current === "en" ? ", " : "、");

function remember(name) {
  try {
    localStorage.setItem(REMEMBERED, name);
  } catch {
    // storage is switched off: the address still says it
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}
