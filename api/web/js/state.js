// What does the address say?  The address holds a view's whole state, under the API's own parameter names.
//
//   place.view     "ask"
//   place.path     "/ask"
//   place.id       the document of /doc/{id}
//   place.one("q")            first value, or ""
//   place.all("issuer")       every value
//   address("/ask", { q: "减负", issuer: ["甲", "乙"], theme: null })   "/ask?q=…&issuer=…&issuer=…"
const VIEWS = Object.entries(JSON.parse(document.documentElement.dataset.views)).map(([path, view]) => ({
  view,
  match: new RegExp(`^${path.replace(/\{\w+\}/, "([^/]+)")}$`),
}));

/** Filters of the API: they change the question and its denominators. */
export const FILTERS = ["year_from", "year_to", "issuer", "region", "level", "stage", "doc_type", "document_id"];

export class Place {
  constructor(location) {
    this.path = location.pathname;
    this.params = new URLSearchParams(location.search);
    this.hash = location.hash;
    for (const { view, match } of VIEWS) {
      const found = match.exec(this.path);
      if (found) {
        this.view = view;
        this.id = found[1] ? decodeURIComponent(found[1]) : null;
        return;
      }
    }
    this.view = null;
    this.id = null;
  }

  one(name) {
    return this.params.get(name) ?? "";
  }

  all(name) {
    return this.params.getAll(name);
  }

  /** All parameters as an object of arrays, without the language. */
  get values() {
    const found = {};
    for (const name of new Set(this.params.keys())) if (name !== "lang") found[name] = this.all(name);
    return found;
  }

  /** The filters that are set, for a request. */
  get filters() {
    return Object.fromEntries(FILTERS.map((name) => [name, this.all(name).filter(Boolean)]));
  }

  /** This place with some parameters changed; null or "" or [] takes one away. */
  with(changes, path = this.path) {
    return address(path, { ...this.values, ...changes });
  }
}

/** An address; parameters that are null, false or empty are left out, and names keep their order. */
export function address(path, values = {}) {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(values)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== null && value !== undefined && value !== false && value !== "") query.append(name, String(value));
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
