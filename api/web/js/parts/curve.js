// What does the life of a wording look like?  Bars for the wording, lines for those it is held against.
import { t } from "../i18n.js";
import { base, tokens, yearAxis } from "./charts.js";

const DASHES = ["solid", "dashed", "dotted"];

/** Whether plans of this year are held, so that 0 means silence. */
export const heldIn = (year) => year.state !== "no_plan" && year.state !== "covered_by";

/** A year's figure in the unit asked for; null where it can't be told. */
export const figure = (year, unit) => (!year || !heldIn(year) ? null : unit === "count" ? year.count : year.share * 100);

export const written = (value, unit) => (unit === "count" ? String(value) : value.toFixed(value >= 10 || value === 0 ? 0 : 1));

/** The option of the chart: `lives` are answers of /formulations, the first drawn as bars. */
export function curve(lives, unit, said) {
  return (width) => {
    const colours = tokens();
    const [main, ...others] = lives;
    const years = main.years.map((one) => one.year);
    const narrow = width < 600;
    const values = main.years.map((one) => figure(one, unit));
    const highs = lives.flatMap((life) => life.years.map((one) => figure(one, unit) ?? 0));
    const room = width / Math.max(1, years.length);
    return {
      ...base(said),
      grid: { left: narrow ? 36 : 44, right: 16, top: 34, bottom: 28 },
      xAxis: [yearAxis(years, width)],
      yAxis: [
        {
          type: "value",
          min: 0,
          name: t(`wording.axis.${unit}`),
          nameTextStyle: { align: "left", padding: [0, 0, 0, narrow ? -30 : -36], color: colours["ink-2"] },
          minInterval: unit === "count" ? 1 : 0,
          splitNumber: 4,
          splitLine: { lineStyle: { color: colours.rule } },
          axisLabel: { color: colours["ink-2"], fontSize: 12 },
        },
        { type: "value", min: 0, max: 1, show: false },
      ],
      series: [gaps(main, colours, room), bars(main, values, colours), ...others.map((life, at) => line(life, at, unit, colours, narrow)), marks(main, values, colours, Math.max(...highs, 1e-9))],
    };
  };
}

function gaps(life, colours, room) {
  return {
    type: "bar",
    yAxisIndex: 1,
    silent: true,
    barGap: "-100%",
    barCategoryGap: "0%",
    z: 0,
    itemStyle: { color: colours.sunk },
    data: life.years.map((one) => (heldIn(one) ? null : 1)),
    label: { show: room >= 13, position: "insideBottom", color: colours["ink-2"], fontSize: 12, formatter: ({ dataIndex }) => t(life.years[dataIndex].state === "covered_by" ? "wording.covered.mark" : "wording.gap.mark") },
  };
}

function bars(life, values, colours) {
  return {
    type: "bar",
    name: life.term,
    barCategoryGap: "30%",
    barMaxWidth: 28,
    barMinHeight: 0,
    z: 2,
    itemStyle: { color: colours.accent },
    data: values.map((value, at) => ({
      value,
      // a year held without the wording keeps its place: a line on the axis
      itemStyle: value === 0 ? { borderColor: colours.edge, borderWidth: 1 } : undefined,
    })),
  };
}

/** The names of the first, highest and last year, on the bars and above every line. */
function marks(life, values, colours, top) {
  const named = new Map();
  for (const which of ["first", "peak", "last"]) {
    const at = life.years.findIndex((one) => one.year === life[which]?.year);
    if (at >= 0) named.set(at, [...(named.get(at) ?? []), t(`wording.${which}.mark`)]);
  }
  return {
    type: "scatter",
    silent: true,
    z: 5,
    symbolSize: 1,
    itemStyle: { color: "transparent" },
    data: [...named].map(([at, names]) => ({
      value: [at, values[at]],
      label: { show: true, position: "top", distance: values[at] / top > 0.96 ? 2 : 4, color: colours.ink, fontSize: 12, textBorderColor: colours.surface, textBorderWidth: 3, formatter: names.join(t("wording.mark.join")) },
    })),
    labelLayout: { moveOverlap: "shiftY" },
  };
}

function line(life, at, unit, colours, narrow) {
  const colour = [colours.zhe, colours.ink, colours.h4][at];
  const values = life.years.map((one) => figure(one, unit));
  const highest = values.indexOf(Math.max(...values.map((value) => value ?? 0), 1e-9));
  return {
    type: "line",
    name: life.term,
    // the name stands at the line's height, where the line has most room around it
    data: values.map((value, index) => ({ value, label: { show: !narrow && index === highest, position: "top", color: colour, fontSize: 12, textBorderColor: colours.surface, textBorderWidth: 3, formatter: life.term } })),
    connectNulls: false,
    symbol: ["circle", "rect", "triangle"][at],
    symbolSize: 5,
    z: 3,
    color: colour,
    lineStyle: { color: colour, width: 2, type: DASHES[at] },
    emphasis: { disabled: true },
    labelLayout: { moveOverlap: "shiftY" },
  };
}
