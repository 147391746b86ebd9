// How is a promised or reported figure said and drawn?  Targets, results and baselines of one series.
import { list, t } from "../i18n.js";
import { base, tokens, yearAxis } from "./charts.js";

const SIGNS = { ">=": "≥", "<=": "≤", ">": "＞", "<": "＜" };
const SCALES = [[1e8, "亿"], [1e4, "万"]];
const BESIDE = { target: 0, result: -9, baseline: 9 };
const LABEL_ROOM = 38;

/** A figure as people write it: `≥93.5`, `10—12`, `全部`. */
export function said(point) {
  const { low, high, operator } = point;
  if (operator === "all" || operator === "most") return t(`targets.${operator}`);
  if (operator === "range") return `${short(low)}—${short(high)}`;
  const number = short(low ?? high);
  if (operator === "multiple") return t("targets.multiple", { n: number });
  return operator === "≈" ? t("targets.about", { n: number }) : `${SIGNS[operator] ?? ""}${number}`;
}

/** The same with its unit. */
export const withUnit = (point, unit) =>
  ["all", "most", "multiple"].includes(point.operator) ? said(point) : `${said(point)}${unit}`;

function short(value) {
  for (const [times, name] of SCALES) if (Math.abs(value) >= times) return `${tidy(value / times)}${name}`;
  return tidy(value);
}

const tidy = (value) => String(Number(value.toPrecision(10)));

/** Words of the sentence that are the figure: to be marked. */
export const terms = (point, unit) =>
  [point.indicator, ...[point.low, point.high].filter((value) => value !== null).map((value) => `${tidy(value)}${unit}`)].filter((term) => term && term.length > 1);

/** The same as it may stand in a plan: `1200万人`, `12000000人`. */
export const forms = (point, unit) =>
  [point.low, point.high]
    .filter((value) => value !== null)
    .flatMap((value) => [`${tidy(value)}${unit}`, ...SCALES.map(([times, name]) => `${tidy(value / times)}${name}${unit}`)]);

export const isDropped = (point) => point.change === "dropped";
const middle = ({ low, high }) => (low === null || high === null ? (low ?? high) : (low + high) / 2);

/** Every year from the first to the last, so that no gap is hidden. */
export function yearsOf(series) {
  const years = series.points.map((point) => point.year).filter((year) => year !== null);
  if (!years.length) return [];
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Whether there is a course to draw: figures in two years or more. */
export const drawable = (series) =>
  new Set(series.points.filter((point) => point.year !== null && (point.low ?? point.high) !== null && !isDropped(point)).map((point) => point.year)).size > 1;

/** What became of it, in a sentence or two. */
export function story(series) {
  const targets = series.points.filter((one) => one.kind === "target" && !isDropped(one) && one.year !== null);
  const kept = targets.filter((one) => one.met_by);
  const dropped = series.points.filter((one) => isDropped(one) && one.year !== null);
  const parts = [];
  const [first, last] = [targets[0], targets.at(-1)];
  if (first && first !== last) parts.push(t("targets.story.span", { a: first.year, x: withUnit(first, series.unit), b: last.year, y: withUnit(last, series.unit) }));
  if (kept.length) parts.push(t("targets.story.kept", { n: kept.length, said: list(met(kept)) }));
  if (dropped.length) parts.push(t("targets.story.dropped", { years: list(dropped.map((one) => one.year)) }));
  return parts.join(t("targets.story.join"));
}

const met = (kept) =>
  [[true, "met"], [false, "short"], [null, "open"]].flatMap(([value, name]) => {
    const n = kept.filter((one) => one.met === value).length;
    return n ? [t(`targets.story.${name}`, { n })] : [];
  });

/** All that was said in one year. */
export function reading(series, year) {
  const here = series.points.filter((point) => point.year === year);
  if (!here.length) return t("targets.nothing", { y: year });
  return t("targets.reading", { y: year, said: here.map((point) => pointText(point, series.unit)).join("；") });
}

export function pointText(point, unit) {
  if (isDropped(point)) return t("targets.change.dropped");
  const due = point.deadline ? t("targets.due", { y: point.deadline }) : "";
  const change = point.change ? t(`targets.change.${point.change}`) : "";
  return `${t(`targets.kind.${point.kind}`)} ${withUnit(point, unit)}${due} ${change}`.trim();
}

/** The option of one panel. */
export function panel(series, label) {
  return (width) => {
    const colours = tokens();
    const years = yearsOf(series);
    const room = width / Math.max(1, years.length);
    const dated = series.points.filter((point) => point.year !== null);
    const place = (point) => [years.indexOf(point.year), isDropped(point) ? before(point) : middle(point)];
    /** A plan that is silent is marked at the height of the promise before it. */
    const before = (point) => middle(dated.slice(0, dated.indexOf(point)).reverse().find((one) => one.kind === "target" && !isDropped(one)) ?? dated.find((one) => !isDropped(one)));
    const ends = new Set(["target", "result", "baseline"].flatMap((kind) => dated.filter((one) => one.kind === kind && !isDropped(one))).filter((one, at, all) => all[at - 1]?.kind !== one.kind || all[at + 1]?.kind !== one.kind));
    const shows = (point) => room >= LABEL_ROOM || ends.has(point);
    /** A result's number goes above it where a promise without a number stands right below. */
    const crowded = (point) => dated.some((one) => one.kind === "target" && one.year === point.year && !shows(one) && middle(one) < middle(point));
    const numbers = dated.flatMap(({ low, high }) => [low, high]).filter((value) => value !== null);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const floor = least >= 0 && least < (most - least) / 4 ? 0 : null; // no room below nothing
    const dots = (kind) => ({
      type: "scatter",
      z: kind === "target" ? 3 : 4,
      cursor: "default",
      emphasis: { disabled: true },
      labelLayout: { hideOverlap: true },
      data: dated
        .filter((point) => point.kind === kind)
        .map((point) => ({ value: place(point), ...mark(point, colours), symbolOffset: [BESIDE[kind], 0], label: labelOf(point, shows(point), crowded(point), colours) })),
    });
    return {
      ...base(label),
      grid: { left: 44, right: 24, top: 26, bottom: 26 },
      xAxis: [yearAxis(years, width - 68)],
      yAxis: [{ type: "value", scale: true, min: floor, splitNumber: 3, boundaryGap: ["12%", "12%"], splitLine: { lineStyle: { color: colours.rule } }, axisLabel: { color: colours["ink-2"], fontSize: 12, formatter: (value) => short(value) } }],
      series: [promises(dated, place, colours), ranges(dated, years, colours), ...["target", "result", "baseline"].map(dots)],
    };
  };
}

function mark(point, colours) {
  if (isDropped(point)) return { symbol: "path://M0 1L1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5Z", symbolSize: 9, itemStyle: { color: colours["ink-2"], opacity: 1 } };
  if (point.kind === "result") return { symbol: "rect", symbolSize: 9, itemStyle: { color: colours.zhe, opacity: 1 } };
  if (point.kind === "baseline") return { symbol: "circle", symbolSize: 9, itemStyle: { color: colours.surface, borderColor: colours.ink, borderWidth: 1.5, opacity: 1 } };
  const shape = { ">=": 0, ">": 0, "<=": 180, "<": 180 }[point.operator];
  return { symbol: shape === undefined ? "circle" : "triangle", symbolRotate: shape ?? 0, symbolSize: point.operator === "range" ? 4 : 10, itemStyle: { color: colours.accent, opacity: 1 } };
}

function labelOf(point, show, crowded, colours) {
  if (isDropped(point)) return { show: false };
  return { show, position: point.kind === "result" && !crowded ? "bottom" : "top", distance: 4, color: point.kind === "result" ? colours.zhe : colours.ink, fontSize: 12, formatter: said(point).replace(/^[≥≤]/, "") };
}

/** Bars from low to high. */
function ranges(dated, years, colours) {
  const data = dated.filter((point) => point.operator === "range").map((point) => [years.indexOf(point.year), point.low, point.high]);
  return {
    type: "custom",
    silent: true,
    z: 2,
    encode: { x: 0, y: [1, 2] },
    data,
    renderItem: (params, api) => {
      const [x, from] = api.coord([api.value(0), api.value(1)]);
      const [, to] = api.coord([api.value(0), api.value(2)]);
      return { type: "rect", shape: { x: x - 3, y: to, width: 6, height: from - to }, style: { fill: colours.h3 } };
    },
  };
}

/** From a promise to the result that a later document reports. */
function promises(dated, place, colours) {
  const data = dated.flatMap((point) => {
    const result = point.met_by && dated.find((one) => one.kind === "result" && one.passage_id === point.met_by);
    return result ? [[...place(point), ...place(result), point.met === null ? 0 : point.met ? 1 : 2]] : [];
  });
  return {
    type: "custom",
    silent: true,
    z: 2,
    encode: { x: [0, 2], y: [1, 3] },
    data,
    renderItem: (params, api) => {
      const [x1, y1] = api.coord([api.value(0), api.value(1)]);
      const [x2, y2] = api.coord([api.value(2), api.value(3)]);
      return { type: "line", shape: { x1, y1, x2: x2 + BESIDE.result, y2 }, style: { stroke: [colours.edge, colours.accent, colours.zhu][api.value(4)], lineWidth: 1.5, lineDash: [4, 3] } };
    },
  };
}
