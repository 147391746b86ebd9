// How is a document's text cut for reading?  Paragraphs with their rank, and folded runs of noise.
// Offsets are code points throughout.

/** `[{ start, end, noise, level, hits, focus, figures }]`: every line of `held` that is not empty, in order. */
export function blocks({ held, outline, noise, hits, focus, figures }) {
  const found = [];
  const cuts = noise.flatMap((one) => [one.start, one.end]);
  for (const [from, to] of lines(held)) {
    const inner = [from, ...cuts.filter((at) => at > from && at < to), to].sort((a, b) => a - b);
    for (let at = 0; at + 1 < inner.length; at += 1) {
      const end = inner[at + 1];
      const start = printed(held, inner[at], end); // the page indents: the text's own white space would add to it
      if (start === end) continue;
      const silent = noise.some((one) => one.start <= start && end <= one.end);
      const heading = outline.find((one) => one.start >= start && one.end <= end);
      found.push({
        start,
        end,
        noise: silent && !(heading && heading.end >= end - 1),
        level: heading && heading.end >= end - 1 ? heading.level : 0,
        heading,
        hits: hits.filter((one) => one.start < end && one.end > start),
        focus: focus && focus.start < end && focus.end > start ? focus : null,
        figures: figures.filter((one) => one.start >= start && one.end <= end),
      });
    }
  }
  return found;
}

/** Runs of blocks: `{ noise: true, list }` is folded, the others are shown. */
export function runs(all) {
  const found = [];
  for (const one of all) {
    if (found.at(-1)?.noise === one.noise) found.at(-1).list.push(one);
    else found.push({ noise: one.noise, list: [one] });
  }
  return found;
}

/** The stretches of one block: `[start, end, hit, focus]`, cut where a hit or the focus begins or ends. */
export function stretches({ start, end, hits, focus }) {
  const within = (at) => Math.min(end, Math.max(start, at));
  const spans = [...hits, ...(focus ? [focus] : [])];
  const cuts = [...new Set([start, end, ...spans.flatMap((one) => [within(one.start), within(one.end)])])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, at) => {
    const from = cuts[at];
    const holds = (one) => one && one.start <= from && to <= one.end;
    return [from, to, hits.find(holds) ?? null, holds(focus)];
  });
}

function printed(held, start, end) {
  let at = start;
  while (at < end && !held[at].trim()) at += 1;
  return at;
}

function* lines(held) {
  let from = 0;
  for (let at = 0; at <= held.length; at += 1) {
    if (at === held.length || held[at] === "\n") {
      if (at > from) yield [from, at];
      from = at + 1;
    }
  }
}
