// How is a chart drawn?  ECharts as SVG, loaded by the views that need it; no tooltips, which write style
// attributes that the page's policy refuses: a line of text beside the chart says what is pointed at.
import { t } from "../i18n.js";
import { html } from "../lit.js";
import { download } from "./export.js";

const FILE = `${document.documentElement.dataset.base}/vendor/echarts/echarts.min.js`;
const TITLE = 52;
const SHARP = 2;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
let loading = null;
let seen = null;

/** The library, once; rejects where it can't be had. */
export function echarts() {
  loading ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: FILE });
    script.onload = () => done(window.echarts);
    script.onerror = () => {
      loading = null;
      failed(new Error(FILE));
    };
    document.head.append(script);
  });
  return loading;
}

/** The colours and fonts of tokens.css, since SVG needs them by value. */
export function tokens() {
  const style = getComputedStyle(document.documentElement);
  seen ??= Object.fromEntries(
    ["paper", "surface", "sunk", "rule", "ink", "ink-2", "edge", "accent", "zhe", "zhu", "h1", "h3", "h4", "sans"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
  return seen;
}

/** What all charts have in common: no movement, no tooltip, 12 px labels. */
export const base = (said) => ({
  animation: false,
  tooltip: { show: false },
  aria: { enabled: true, label: { description: said } },
  textStyle: { fontFamily: tokens().sans, fontSize: 12, color: tokens()["ink-2"] },
});

/** An axis of years: every one has its place, each fifth (or tenth, where it is narrow) its label. */
export const yearAxis = (years, width) => ({
  type: "category",
  data: years.map(String),
  axisLine: { lineStyle: { color: tokens().edge } },
  axisTick: { show: false },
  axisPointer: { show: true, type: "line", triggerTooltip: false, label: { show: false }, lineStyle: { color: tokens()["ink-2"], type: "solid" } },
  axisLabel: { color: tokens()["ink-2"], fontSize: 12, interval: (at) => labelled(years, at, width) },
});

function labelled(years, at, width) {
  const room = width / years.length;
  if (room >= 40) return true;
  return years[at] % (room >= 11 ? 5 : 10) === 0 || (years.length <= 12 && at === 0);
}

/**
 * One chart.  `place(element, key, option)` draws when `key` changed; `option(width)` is called on each
 * change of size; `read(at)` hears which year is pointed at, `pick(at)` which is chosen.
 */
export class Chart {
  constructor({ read, pick = () => {} }) {
    Object.assign(this, { read, pick, at: null, count: 0, key: "", element: null, chart: null });
    this.watch = new ResizeObserver(() => this.resize());
  }

  async place(element, key, option, count) {
    if (!element) return this.close();
    if (element === this.element && key === this.key) return null;
    Object.assign(this, { key, option, count });
    let library;
    try {
      library = await echarts();
    } catch {
      element.textContent = t("chart.failed");
      return null;
    }
    if (key !== this.key || !element.isConnected) return null;
    if (element !== this.element) {
      this.chart?.dispose();
      this.element = element;
      this.chart = library.init(element, null, { renderer: "svg" });
      this.watch.disconnect();
      this.watch.observe(element);
      this.listen(element);
    }
    this.paint();
    return null;
  }

  listen(element) {
    const under = (event) => {
      const point = [event.offsetX, event.offsetY];
      return this.chart.containPixel("grid", point) ? Math.round(this.chart.convertFromPixel({ xAxisIndex: 0 }, point[0])) : null;
    };
    this.chart.getZr().on("mousemove", (event) => this.point(under(event)));
    this.chart.getZr().on("globalout", () => this.point(null));
    this.chart.getZr().on("click", (event) => {
      const at = under(event);
      if (at !== null) this.pick(at);
    });
    element.onkeydown = (event) => this.press(event);
    element.onblur = () => this.point(null);
  }

  point(at) {
    if (at === this.at || !this.chart) return;
    this.at = at;
    this.read(at);
  }

  press(event) {
    if (event.key in STEPS) {
      const from = this.at ?? (STEPS[event.key] > 0 ? -1 : this.count);
      this.point(Math.max(0, Math.min(this.count - 1, from + STEPS[event.key])));
      const x = this.chart.convertToPixel({ xAxisIndex: 0 }, this.at);
      this.chart.dispatchAction({ type: "updateAxisPointer", x, y: this.element.clientHeight / 2 });
    } else if (event.key === "Enter" && this.at !== null) this.pick(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  resize() {
    if (!this.element?.clientWidth || this.element.clientWidth === this.chart.getWidth()) return;
    this.chart.resize();
    this.paint();
  }

  /** A view box lets paper, which is narrower than the screen, hold the whole of it. */
  paint() {
    this.chart.setOption(this.option(this.element.clientWidth), true);
    this.element.querySelector("svg").setAttribute("viewBox", `0 0 ${this.chart.getWidth()} ${this.chart.getHeight()}`);
  }

  /** Save it with its title and where it comes from. */
  save(kind, title, from) {
    const [width, height] = [this.chart.getWidth(), this.chart.getHeight() + TITLE];
    const holder = document.createElement("div");
    const drawn = window.echarts.init(holder, null, { renderer: kind === "svg" ? "svg" : "canvas", width, height, devicePixelRatio: SHARP });
    const option = this.option(width);
    const grids = [option.grid].flat().map((grid) => ({ ...grid, top: grid.top + TITLE }));
    const colours = tokens();
    drawn.setOption({
      ...option,
      grid: grids.length === 1 ? grids[0] : grids,
      backgroundColor: colours.surface,
      title: { text: title, subtext: from, left: 8, top: 4, itemGap: 4, textStyle: { fontSize: 16, fontWeight: 600, color: colours.ink }, subtextStyle: { fontSize: 12, color: colours["ink-2"] } },
    });
    if (kind === "svg") {
      const [, text] = drawn.getDataURL({ type: "svg" }).split(/,(.*)/s);
      download(new Blob([decodeURIComponent(text)], { type: "image/svg+xml" }), `${title}.svg`);
    } else drawn.renderToCanvas({ pixelRatio: SHARP, backgroundColor: colours.surface }).toBlob((blob) => download(blob, `${title}.png`), "image/png");
    drawn.dispose();
  }

  close() {
    this.watch.disconnect();
    this.chart?.dispose();
    Object.assign(this, { chart: null, element: null, key: "", at: null });
  }
}

/** The buttons that save a chart, for an export menu. */
export const chartFiles = (save) =>
  ["svg", "png"].map((kind) => html`<button type="button" @click=${() => save(kind)}>${t(`chart.${kind}`)}</button>`);
