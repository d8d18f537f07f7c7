// Depth: through many layers, a signal and a gradient live or die.
import { Chart, type Line, type Point } from "./chart.ts";
import { Panel, type Chosen } from "./chosen.ts";
import { choice, radios, slider } from "./controls.ts";
import { legend } from "./curve.ts";
import { h } from "./dom.ts";
import { percent, raised, short } from "./format.ts";
import { EXAMPLES, run, type Layer, type Setting } from "./network.ts";
import * as state from "./state.ts";
import { t } from "./text.ts";

/** Weights as people begin with them: the standard deviation times the root of the width. */
const GAINS: Record<string, number> = { xavier: 1, he: Math.SQRT2 };
/** Sizes smaller than this are drawn at the lower edge. */
const LEAST = -30;

const layers = () => Math.round(state.getNumber("layers", 30, 1, 100));
const init = () => state.get("init", "he");

function setting(): Setting {
  return {
    layers: layers(),
    width: Math.round(state.getNumber("width", 32, 4, 128)),
    gain: GAINS[init()] ?? state.getNumber("gain", 1, 0.05, 4),
    seed: Math.round(state.getNumber("seed", 1, 1, 999)),
  };
}

export function mount(place: HTMLElement): () => void {
  const panel = new Panel();
  let results = new Map<number, Layer[]>();
  let shown: Chosen[] = [];
  const known = new Map<string, Layer[]>();
  let working = 0;

  const layerSlider = slider({ name: t("layers"), low: 1, high: 100, step: 1, value: layers(), onInput: (value) => state.set({ layers: Math.round(value) }) });
  const gainSlider = slider({ name: t("gain"), low: 0.05, high: 4, step: 0.05, value: setting().gain, onInput: (value) => state.set({ init: "own", gain: value }) });
  const controls = h("section", { class: "panel", "aria-label": t("network") });
  function buildControls(): void {
    controls.replaceChildren(
      h("h2", {}, t("network")),
      layerSlider.element,
      choice(t("width"), ["8", "16", "32", "64", "128"].map((n) => [n, n]), String(setting().width), (to) => state.set({ width: to })),
      radios(t("weights"), [["he", t("he")], ["xavier", t("xavier")], ["own", t("ownGain")]], init(), (to) => state.set({ init: to === "he" ? undefined : to, ...(to === "own" ? { gain: setting().gain } : {}) })),
      gainSlider.element,
      slider({ name: t("seed"), low: 1, high: 999, step: 1, value: setting().seed, onInput: (value) => state.set({ seed: Math.round(value) }) }).element,
    );
  }
  buildControls();

  const rows = (columns: (layer: Layer) => string) => () => ({
    columns: [t("layer"), ...shown.map((f) => f.text)],
    rows: Array.from({ length: setting().layers }, (_, i) => [String(i + 1), ...shown.map((f) => { const layer = results.get(f.index)?.[i]; return layer ? columns(layer) : ""; })]),
  });
  const made = {
    product: new Chart({ label: () => t("productTitle"), height: 260, table: rows((l) => power(l.product)) }),
    gradient: new Chart({ label: () => t("gradientTitle"), height: 260, table: rows((l) => short(l.gradientSize, 3)) }),
    signal: new Chart({ label: () => t("signalTitle"), height: 260, table: rows((l) => short(l.signalSize, 3)) }),
    saturated: new Chart({ label: () => t("saturatedTitle"), height: 260, table: rows((l) => `${percent(l.saturated)}, ${percent(l.dead)}`) }),
  };
  const verdict = h("div", { class: "verdict", "aria-live": "polite" });
  const captions: HTMLElement[] = [];
  const figure = (chart: Chart, title: string, note: string) => {
    const caption = h("div", { class: "legend-place" });
    captions.push(caption);
    return h("figure", {}, h("figcaption", {}, h("strong", {}, title), h("span", { class: "note" }, note)), caption, chart.element, chart.details());
  };
  const histograms = h("div", { class: "charts multiples" });
  place.append(
    h("div", { class: "side" }, panel.element, controls),
    h(
      "div",
      { class: "main" },
      h("p", { class: "lead" }, t("depthLead", String(EXAMPLES))),
      verdict,
      h(
        "div",
        { class: "charts pairs" },
        figure(made.product, t("productTitle"), t("productNote")),
        figure(made.gradient, t("gradientTitle"), t("gradientNote")),
        figure(made.signal, t("signalTitle"), t("signalNote")),
        figure(made.saturated, t("saturatedTitle"), t("saturatedNote")),
      ),
      h("h2", {}, t("histograms")),
      h("p", { class: "hint" }, t("histogramsHint")),
      histograms,
    ),
  );
  let ridges: { f: Chosen; charts: Chart[] }[] = [];

  function buildHistograms(): void {
    ridges = shown.map((f) => {
      const chart = (part: "signal" | "gradient") =>
        new Chart({
          label: () => `${f.text}: ${t(part === "signal" ? "signalHistogram" : "gradientHistogram")}`,
          height: 320,
          table: () => histogramTable(results.get(f.index) ?? [], part),
        });
      return { f, charts: [chart("signal"), chart("gradient")] };
    });
    histograms.replaceChildren(
      ...ridges.flatMap(({ f, charts }) =>
        charts.map((chart, i) =>
          h("figure", {}, h("figcaption", {}, h("span", { class: `c${f.index}` }, h("span", { class: "swatch", "aria-hidden": "true" }), f.text), h("span", { class: "note" }, t(i === 0 ? "signalHistogram" : "gradientHistogram"))), chart.element, chart.details()),
        ),
      ),
    );
  }

  /** Computes what is not known yet, a few milliseconds at a time. */
  async function work(): Promise<void> {
    const mine = (working += 1);
    const wanted = setting();
    place.setAttribute("aria-busy", "true");
    const next = new Map<number, Layer[]>();
    for (const f of shown) {
      const key = `${f.activation} ${JSON.stringify(wanted)}`;
      let layers = known.get(key);
      if (!layers) {
        const steps = run(f.activation, wanted);
        let began = performance.now();
        for (;;) {
          const step = steps.next();
          if (step.done) {
            layers = step.value;
            break;
          }
          if (performance.now() - began > 10) {
            await new Promise((resolve) => setTimeout(resolve));
            if (mine !== working) return;
            began = performance.now();
          }
        }
        if (known.size > 12) known.clear();
        known.set(key, layers);
      }
      next.set(f.index, layers);
    }
    if (mine !== working) return;
    results = next;
    place.removeAttribute("aria-busy");
    draw(wanted);
  }

  function draw(wanted: Setting): void {
    const x: Point = [1, Math.max(wanted.layers, 2)];
    const lines = (y: (layer: Layer) => number): Line[] =>
      shown.map((f) => ({
        name: f.text,
        color: f.index,
        pieces: [(results.get(f.index) ?? []).map((layer, i): Point => [i + 1, Math.max(y(layer), LEAST - 5)]), ],
      }));
    const powers = (chart: Chart, all: Line[], yLabel: string) => {
      const ys = all.flatMap((line) => line.pieces[0].map((p) => p[1]));
      const low = Math.max(Math.floor(Math.min(...ys, -1)), LEAST);
      const high = Math.min(Math.ceil(Math.max(...ys, 0)) + 0.2, 20);
      chart.draw({ x, y: [low, high], yPowers: true, xLabel: t("layer"), yLabel, lines: all });
    };
    powers(made.product, lines((l) => l.product), "");
    powers(made.gradient, lines((l) => Math.log10(l.gradientSize)), "");
    powers(made.signal, lines((l) => Math.log10(l.signalSize)), "");
    made.saturated.draw({
      x,
      y: [0, 1.03],
      xLabel: t("layer"),
      lines: [...lines((l) => l.saturated), ...lines((l) => l.dead).map((line) => ({ ...line, dashed: true }))],
    });
    captions.forEach((caption, i) => {
      const more = i === 3 ? [h("span", { class: "faint" }, h("span", { class: "swatch" }), t("saturated")), h("span", { class: "faint" }, h("span", { class: "swatch dashed" }), t("dead"))] : [];
      const made = legend(shown, false);
      made.append(...more);
      caption.replaceChildren(made);
    });
    verdict.replaceChildren(
      ...shown.map((f) => {
        const first = results.get(f.index)?.[0];
        if (!first) return "";
        const size = Math.log10(first.gradientSize);
        const words = size < -3 ? t("vanishes", power(size)) : size > 3 ? t("explodes", power(size)) : t("survives", short(first.gradientSize, 2));
        return h("p", { class: `c${f.index}` }, h("span", { class: "swatch", "aria-hidden": "true" }), h("strong", {}, f.text), " ", words);
      }),
    );
    for (const { f, charts } of ridges) drawRidges(results.get(f.index) ?? [], charts, f.index);
  }

  function update(): void {
    shown = panel.update().slice(0, 4);
    layerSlider.set(layers());
    gainSlider.set(setting().gain);
    const checked = controls.querySelector<HTMLInputElement>(`input[type=radio][value=${["xavier", "he"].includes(init()) ? init() : "own"}]`);
    if (checked) checked.checked = true;
    const names = ridges.map(({ f }) => f.text).join();
    if (names !== shown.map((f) => f.text).join()) buildHistograms();
    void work();
  }

  update();
  return update;
}

function power(x: number): string {
  return Number.isFinite(x) ? `10${raised(Math.round(x))}` : "0";
}

/** Which layers have a histogram: a few, evenly chosen, with the first and the last. */
function few(layers: Layer[]): number[] {
  const count = Math.min(layers.length, 8);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (layers.length - 1)) / (count - 1))));
}

const BINS = 48;

/** The share of numbers in each of even bins; those outside are in the first and the last. */
function histogram(numbers: Iterable<number>, [low, high]: Point): number[] {
  const bins = new Array<number>(BINS).fill(0);
  let count = 0;
  for (const x of numbers) {
    if (Number.isNaN(x)) continue;
    const bin = Math.floor(((x - low) / (high - low)) * BINS);
    bins[Math.min(Math.max(bin, 0), BINS - 1)] += 1;
    count += 1;
  }
  return bins.map((n) => n / Math.max(count, 1));
}

function numbersOf(layer: Layer, part: "signal" | "gradient"): Float32Array {
  return part === "signal" ? layer.signal : layer.gradient.map((g) => (g === 0 ? LEAST : Math.log10(Math.abs(g))));
}

function rangeOf(part: "signal" | "gradient"): Point {
  return part === "signal" ? [-3, 3] : [-16, 4];
}

function drawRidges(layers: Layer[], [signal, gradient]: Chart[], color: number): void {
  for (const [chart, part] of [[signal, "signal"], [gradient, "gradient"]] as const) {
    const range = rangeOf(part);
    const at = few(layers);
    const lines = at.map((layer, row): Line => {
      const base = at.length - 1 - row;
      const shares = histogram(numbersOf(layers[layer], part), range);
      const highest = Math.max(...shares, 1e-9);
      const step = (range[1] - range[0]) / BINS;
      const points = shares.flatMap((share, i): Point[] => {
        const y = base + (0.9 * share) / highest;
        return [[range[0] + i * step, y], [range[0] + (i + 1) * step, y]];
      });
      return { name: String(layer + 1), pieces: [points], color, filled: base };
    });
    chart.draw({
      x: range,
      y: [-0.05, Math.max(at.length, 1)],
      yTicks: at.map((layer, row) => [at.length - 1 - row, String(layer + 1)]),
      yLabel: "",
      xLabel: t(part === "signal" ? "signalAxis" : "gradientAxis"),
      lines,
    });
  }
}

function histogramTable(layers: Layer[], part: "signal" | "gradient") {
  const [low, high] = rangeOf(part);
  const coarse = 12;
  const step = (high - low) / coarse;
  const edges = Array.from({ length: coarse }, (_, i) => `${short(low + i * step)} … ${short(low + (i + 1) * step)}`);
  return {
    columns: [t("layer"), ...edges],
    rows: few(layers).map((layer) => {
      const shares = histogram(numbersOf(layers[layer], part), [low, high]);
      const size = BINS / coarse;
      return [String(layer + 1), ...edges.map((_, i) => percent(shares.slice(i * size, (i + 1) * size).reduce((a, b) => a + b, 0)))];
    }),
  };
}
