// Which two sides are compared?  For each a year, a period or an issuer, picked from what the library holds.
import { t } from "../i18n.js";
import { html, live, nothing } from "../lit.js";

const ISSUER = "issuer:";
const YEARS = /^(\d{4})(?:-(\d{4}))?$/;

/** The pickers over `slot`, which holds the answer of /status. */
export function sides(page, slot) {
  const picked = { a: null, b: null };
  let question = "";
  let fromAddress = { a: "", b: "" };

  /** Take over what the address says. */
  function read(place) {
    fromAddress = { a: place.one("a"), b: place.one("b") };
    for (const side of ["a", "b"]) picked[side] = fromAddress[side] ? parsed(fromAddress[side]) : null;
    question = place.one("q");
  }

  /** What is picked: the address, else the first year held against the last. */
  function of(side) {
    if (picked[side]) return picked[side];
    const years = held();
    const year = String((side === "a" ? years[0] : years.at(-1)) ?? "");
    return { kind: "year", from: year, to: year, issuer: issuers()[side === "a" ? 0 : 1]?.[0] ?? "" };
  }

  const held = () => Object.keys(slot.answer?.facets.year ?? {}).map(Number).sort((one, other) => one - other);
  const issuers = () => Object.entries(slot.answer?.facets.issuer ?? {});

  function set(side, changes) {
    picked[side] = { ...of(side), ...changes };
    page.redraw();
  }

  function submit(event) {
    event.preventDefault();
    page.go("/compare", { ...page.place.values, a: spelled(of("a")), b: spelled(of("b")), q: event.target.elements.q.value.trim() });
  }

  function swap() {
    [picked.a, picked.b] = [of("b"), of("a")];
    if (fromAddress.a && fromAddress.b) page.change({ a: spelled(picked.a), b: spelled(picked.b) });
    else page.redraw();
  }

  function draw() {
    return html`<form class="sides" @submit=${submit}>
      ${fieldset("a")}
      <button type="button" class="swap" @click=${swap}>${t("compare.swap")}</button>
      ${fieldset("b")}
      <div class="about"><label for="compare-q">${t("compare.question")}</label>
        <input id="compare-q" name="q" autocomplete="off" maxlength="500" placeholder=${t("compare.question.hint")} .value=${live(question)} @input=${(event) => (question = event.target.value)}></div>
      <button type="submit">${t("compare.do")}</button>
    </form>`;
  }

  function fieldset(side) {
    const now = of(side);
    const name = (what) => `${t(`compare.${side}`)} ${t(`compare.pick.${what}`)}`;
    return html`<fieldset class="side"><legend>${t(`compare.${side}`)}</legend>
      <select aria-label=${name("kind")} id="kind-${side}" @change=${(event) => set(side, { kind: event.target.value })}>
        ${["year", "period", "issuer"].map((kind) => html`<option value=${kind} ?selected=${kind === now.kind} .selected=${live(kind === now.kind)}>${t(`compare.kind.${kind}`)}</option>`)}</select>
      ${now.kind === "issuer"
        ? choice(side, "issuer", issuers(), name("issuer"))
        : html`${choice(side, "from", yearsOf(now.from), name(now.kind === "year" ? "year" : "from"))}
            ${now.kind === "period" ? html`<span aria-hidden="true">—</span>${choice(side, "to", yearsOf(now.to), name("to"))}` : nothing}`}
      <span class="quiet num">${t("compare.plans", { n: documents(now) })}</span>
    </fieldset>`;
  }

  const choice = (side, key, options, label) =>
    html`<select aria-label=${label} id="${key}-${side}" @change=${(event) => set(side, { [key]: event.target.value })}>${options.map(
      ([value]) => html`<option value=${value} .selected=${live(value === of(side)[key])} lang="zh-Hans">${value}</option>`,
    )}</select>`;

  /** The years held, and the one asked for where it is not. */
  function yearsOf(asked) {
    const years = new Set([...held(), ...(asked ? [Number(asked)] : [])]);
    return [...years].sort((one, other) => one - other).map((year) => [String(year)]);
  }

  function documents({ kind, from, to, issuer }) {
    if (kind === "issuer") return slot.answer?.facets.issuer[issuer] ?? 0;
    const last = kind === "year" ? from : to;
    return Object.entries(slot.answer?.facets.year ?? {}).reduce((sum, [year, number]) => (year >= from && year <= last ? sum + number : sum), 0);
  }

  /** Questions that this library can answer, before anything is asked. */
  function examples() {
    const years = held();
    const [one, other] = issuers();
    if (years.length < 2) return html`<p class="notice">${t("compare.too.few")}</p>`;
    const half = Math.floor(years.length / 2);
    const offers = [
      [years.at(-2), years.at(-1)],
      [years[0], years.at(-1)],
      ...(half > 1 ? [[`${years[0]}-${years[half - 1]}`, `${years[half]}-${years.at(-1)}`]] : []),
      ...(other ? [[ISSUER + one[0], ISSUER + other[0]]] : []),
    ];
    return html`<section class="offers"><h2>${t("compare.examples")}</h2><ul>${offers.map(
      ([a, b]) => html`<li><a href=${page.href("/compare", { a, b })}>${t("compare.of", { a: shown(String(a)), b: shown(String(b)) })}</a></li>`,
    )}</ul></section>`;
  }

  return { read, draw, examples };
}

/** `2011-2015` or `issuer:…` as what was picked. */
function parsed(text) {
  if (text.startsWith(ISSUER)) return { kind: "issuer", from: "", to: "", issuer: text.slice(ISSUER.length) };
  const [, from = text, to = ""] = YEARS.exec(text) ?? [];
  return { kind: to && to !== from ? "period" : "year", from, to: to || from, issuer: "" };
}

function spelled({ kind, from, to, issuer }) {
  if (kind === "issuer") return ISSUER + issuer;
  if (kind === "year" || from === to) return from;
  return from < to ? `${from}-${to}` : `${to}-${from}`;
}

const shown = (text) => (text.startsWith(ISSUER) ? text.slice(ISSUER.length) : t("year.of", { y: text.replace("-", "—") }));
