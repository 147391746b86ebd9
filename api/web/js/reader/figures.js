// Where does a document say a figure that is followed over the years?  Spans in code points, each with its series.
import { forms, isDropped } from "../parts/figures.js";
import { slice } from "../text.js";

/** `[{ start, end, series }]` of a `/targets` answer for one document, whose text `held` is; none overlap. */
export function figuresIn(answer, id, held) {
  const found = [];
  for (const series of answer?.series ?? []) {
    for (const point of series.points) {
      if (point.document_id !== id || isDropped(point) || !point.text) continue;
      const text = slice(held, point.start, point.end);
      const form = forms(point, series.unit ?? "").find((one) => text.includes(one));
      if (!form) continue;
      const start = point.start + Array.from(text.slice(0, text.indexOf(form))).length;
      found.push({ start, end: start + Array.from(form).length, series });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  return found.filter((one, at) => !at || one.start >= Math.max(...found.slice(0, at).map((held) => held.end)));
}
