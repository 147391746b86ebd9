// What does 问答 ask the API, given its address?  And which passages does it list then?
const PAGE = 20;
const MOST = 200;
const ALONE = "alone";

/** The parameters that change the question: the same for both requests and for exports. */
export function question(place) {
  return {
    q: place.one("q").trim(),
    ...place.filters,
    expand: place.one("expand") === "false" ? "false" : "",
    without: place.all("without"),
  };
}

/** What is being looked at: it narrows what is listed and changes no count. */
export function looking(place, themes) {
  const years = new Set(place.all("y").map(Number).filter(Number.isInteger));
  const id = place.one("theme");
  const theme = id === ALONE ? aloneTheme(themes) : (themes?.themes.find((one) => one.id === id) ?? null);
  return { years, theme, id: theme ? id : "" };
}

/** The passages that fit no theme, listed like one. */
export const aloneTheme = (themes) => (themes?.alone.length ? { id: ALONE, label: "", passages: themes.alone } : null);

/** Parameters of `/search` for `shown` passages. */
export function listing(place, shown) {
  const { years } = looking(place, null);
  const byYear = place.one("sort") === "year";
  const values = { ...question(place), mode: place.one("mode"), limit: years.size > 1 || byYear ? MOST : Math.min(MOST, Math.max(PAGE, shown)) };
  if (years.size) Object.assign(values, { year_from: Math.min(...years), year_to: Math.max(...years) });
  return values;
}

/** `{ list, total, whole }`: the passages to show, how many there are, and whether that count is exact. */
export function listed({ place, themes, search, shown }) {
  const { years, theme } = looking(place, themes);
  const within = (one) => !years.size || years.has(one.year);
  let list = (theme ? theme.passages : (search?.hits ?? [])).filter(within);
  const whole = Boolean(theme) || years.size > 1;
  const total = whole ? list.length : (search?.total ?? 0);
  if (place.one("sort") === "year") list = [...list].sort((a, b) => (a.year ?? 9999) - (b.year ?? 9999));
  return { list: list.slice(0, Math.max(PAGE, shown)), held: list.length, total, most: MOST, theme };
}

export const STEP = PAGE;
