// Curves: value and gradient of functions of one number, with a cursor that reads them out to the bit.
import { Chart, extent, padded, type Line, type Point } from "./chart.ts";
import { chosen, Panel, Picker, which, type Chosen } from "./chosen.ts";
import { CodeBlock } from "./code.ts";
import { button, elementType, radios } from "./controls.ts";
import { h } from "./dom.ts";
import { full, short } from "./format.ts";
import { bitsText, evaluate, make, pages, round, type Short } from "./library.ts";
import { formulaOf } from "./page.ts";
import { sample } from "./sample.ts";
import * as state from "./state.ts";
import { hasSentences, t } from "./text.ts";

const NATURAL: Point = [-6, 6];
/** Beyond it, numbers of f32 are too few for a picture. */
const NARROWEST = 1e-5;
const WIDEST = 1e6;

type Layout = "overlay" | "multiples" | "book";

function range(name: string): Point | undefined {
  const [low, high] = state.get(name, "").split(":").map(Number);
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : undefined;
}

const xRange = () => range("x") ?? NATURAL;
const type = () => (["f32", "f16", "bf16"].find((known) => known === state.get("type", "f32")) ?? "f32") as Short;
const layout = () => state.get("layout", "overlay") as Layout;
const cursor = () => round(state.getNumber("at", 1), type());
const shows = (part: "value" | "slope") => state.get("show", "both") === "both" || state.get("show", "both") === part;

function setRange(name: string, [low, high]: Point | [undefined, undefined]): void {
  if (low === undefined) return state.set({ [name]: undefined });
  const digits = (x: number) => Number(x.toPrecision(6));
  state.set({ [name]: `${digits(low)}:${digits(high)}` });
}

function linesOf(functions: Chosen[], view: Point, points: number): Line[] {
  return functions.flatMap((f) => {
    const { value, slope } = sample(f.activation, view, points, type());
    const lines: Line[] = [];
    if (shows("value")) lines.push({ name: f.text, pieces: value, color: f.index });
    if (shows("slope")) lines.push({ name: `${f.text}′`, pieces: slope, color: f.index, dashed: true });
    return lines;
  });
}

/** What the curves need, but not the far ends of one that shoots off. */
function natural(lines: Line[], view: Point): Point {
  const [low, high] = extent(lines.flatMap((line) => line.pieces.flatMap((piece) => piece.map((point) => point[1]))));
  // As wide as high, or nearly: a straight line of slope 1 is to look like one.
  const most = Math.max(0.3 * (view[1] - view[0]), 1);
  if (low > most || high < -most) return padded([low, high]);
  return padded([Math.max(low, -most), Math.min(high, most)]);
}

export function mount(place: HTMLElement): () => void {
  const panel = new Panel();
  const charts = h("div", { class: "charts" });
  const readout = h("div", { class: "readout", role: "region", "aria-label": t("readout"), tabindex: "0" });
  const hint = h("p", { class: "hint" });
  const picker = new Picker();
  const code = new CodeBlock();
  const formulas = h("div", { class: "formulas" });
  const looked = h("section", { class: "panel after" }, h("h2", {}, t("formulaAndCode")), picker.element, formulas, code.element);
  let drawn: { chart: Chart; caption: HTMLElement; functions: Chosen[]; y: Point }[] = [];
  let shape = "";
  let readFor = "";

  const view = h(
    "section",
    { class: "panel", "aria-label": t("view") },
    h("h2", {}, t("view")),
    radios(t("layout"), [["overlay", t("overlay")], ["multiples", t("multiples")], ["book", t("wholeBook")]], layout(), (to) => state.set({ layout: to === "overlay" ? undefined : to })),
    radios(t("show"), [["both", t("both")], ["value", t("value")], ["slope", t("gradient")]], state.get("show", "both"), (to) => state.set({ show: to === "both" ? undefined : to })),
    elementType(["f32", "f16", "bf16"], type(), (to) => state.set({ type: to === "f32" ? undefined : to })),
  );
  const zooms = h(
    "div",
    { class: "buttons", role: "group", "aria-label": t("zoomAndPan") },
    button(t("zoomIn"), () => zoom(0.5), {}, "+"),
    button(t("zoomOut"), () => zoom(2), {}, "−"),
    button(t("panLeft"), () => pan(-0.25), {}, "←"),
    button(t("panRight"), () => pan(0.25), {}, "→"),
    button(t("panUp"), () => pan(0, 0.25), {}, "↑"),
    button(t("panDown"), () => pan(0, -0.25), {}, "↓"),
    button(t("reset"), reset),
  );
  place.append(
    h("div", { class: "side" }, panel.element, view),
    h("div", { class: "main" }, h("p", { class: "lead" }, t("curveLead")), charts, zooms, hint, readout, looked),
  );

  const yRange = () => range("y") ?? drawn[0]?.y ?? [-1, 1];

  function zoom(factor: number, [x, y]: Point = [cursor(), 0]): void {
    const [view, up] = [xRange(), yRange()];
    const span = (view[1] - view[0]) * factor;
    if (span < NARROWEST * Math.max(1, Math.abs(x)) || span > WIDEST) return;
    // A cursor out of sight is no centre.
    const middle = x >= view[0] && x <= view[1] ? x : (view[0] + view[1]) / 2;
    const height = y >= up[0] && y <= up[1] ? y : (up[0] + up[1]) / 2;
    setRange("x", [middle - (middle - view[0]) * factor, middle + (view[1] - middle) * factor]);
    setRange("y", [height - (height - up[0]) * factor, height + (up[1] - height) * factor]);
  }

  function pan(right: number, up = 0): void {
    const [[low, high], [bottom, top]] = [xRange(), yRange()];
    const [dx, dy] = [(high - low) * right, (top - bottom) * up];
    if (dx !== 0) setRange("x", [low + dx, high + dx]);
    if (dy !== 0) setRange("y", [bottom + dy, top + dy]);
  }

  function reset(): void {
    state.set({ x: undefined, y: undefined });
  }

  function moveCursor(x: number): void {
    if (!Number.isFinite(x)) return;
    const [low, high] = xRange();
    const digits = Math.max(0, Math.ceil(-Math.log10((high - low) / 2000)));
    state.set({ at: Number(x.toFixed(Math.min(digits, 20))) });
  }

  function steer(chart: Chart): void {
    const { svg } = chart;
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "slider");
    const fingers = new Map<number, PointerEvent>();
    let from: { at: Point; view: Point; up: Point; distance: number } | undefined;
    const begin = () => {
      const [a, b] = [...fingers.values()];
      const middle = b ? { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 } : a;
      const at = a && chart.at(middle);
      from = at && { at, view: xRange(), up: yRange(), distance: b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0 };
    };
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
      begin();
      const at = chart.at(event);
      if (at && fingers.size === 1) moveCursor(at[0]);
    });
    svg.addEventListener("pointermove", (event) => {
      const at = chart.at(event);
      if (!at) return;
      if (!fingers.has(event.pointerId)) return moveCursor(at[0]);
      fingers.set(event.pointerId, event);
      if (fingers.size === 2 && from && from.distance > 0) {
        // Two fingers: what lay between them stays there.
        const [a, b] = [...fingers.values()];
        const factor = from.distance / Math.max(Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), 1);
        const span = (from.view[1] - from.view[0]) * factor;
        if (span < NARROWEST || span > WIDEST) return;
        const scaled = ([low, high]: Point, middle: number): Point => [middle - (middle - low) * factor, middle + (high - middle) * factor];
        setRange("x", scaled(from.view, from.at[0]));
        setRange("y", scaled(from.up, from.at[1]));
      } else if (fingers.size === 1 && event.pointerType === "mouse" && from) {
        const [dx, dy] = [at[0] - from.at[0], at[1] - from.at[1]];
        setRange("x", [xRange()[0] - dx, xRange()[1] - dx]);
        const up = yRange();
        if (range("y") || Math.abs(dy) > 0.02 * (up[1] - up[0])) setRange("y", [up[0] - dy, up[1] - dy]);
      } else if (fingers.size === 1) moveCursor(at[0]);
    });
    const lift = (event: PointerEvent) => {
      fingers.delete(event.pointerId);
      begin();
    };
    svg.addEventListener("pointerup", lift);
    svg.addEventListener("pointercancel", lift);
    svg.addEventListener(
      "wheel",
      (event) => {
        // Without a key, the wheel scrolls the page, as everywhere; on a chart that has the focus it zooms.
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== svg) return;
        event.preventDefault();
        zoom(2 ** (Math.sign(event.deltaY) * 0.25), chart.at(event));
      },
      { passive: false },
    );
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [low, high] = xRange();
      const step = (high - low) / (event.shiftKey ? 20 : 200);
      const keys: Record<string, () => void> = {
        ArrowLeft: () => moveCursor(cursor() - step),
        ArrowRight: () => moveCursor(cursor() + step),
        ArrowDown: () => moveCursor(cursor() - step),
        ArrowUp: () => moveCursor(cursor() + step),
        PageUp: () => moveCursor(cursor() + (high - low) / 10),
        PageDown: () => moveCursor(cursor() - (high - low) / 10),
        Home: () => moveCursor(low),
        End: () => moveCursor(high),
        "+": () => zoom(0.5),
        "=": () => zoom(0.5),
        "-": () => zoom(2),
        "0": reset,
      };
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  function build(functions: Chosen[]): void {
    const panels = layout() === "overlay" ? [functions] : functions.map((f) => [f]);
    if (layout() === "book") return buildBook();
    drawn = panels.map((shown) => {
      const chart = new Chart({
        label: () => `${t("curvesOf")} ${shown.map((f) => f.text).join(", ")}`,
        height: layout() === "overlay" ? 400 : 240,
        table: () => tableOf(current(shown)),
      });
      steer(chart);
      return { chart, caption: h("figcaption"), functions: shown, y: [-1, 1] as Point };
    });
    charts.className = `charts ${layout()}`;
    charts.replaceChildren(
      ...drawn.map(({ chart, caption }) => h("figure", {}, caption, chart.element, chart.details())),
    );
  }

  /** Every function of one number, in small. */
  function buildBook(): void {
    const all = [...pages().values()].filter((page) => page.kind === "element");
    charts.className = "charts book";
    drawn = [];
    charts.replaceChildren(
      ...all.map((page) => {
        const chart = new Chart({ label: () => page.name, height: 110, table: () => ({ columns: [], rows: [] }), small: true });
        const activation = make(page.name);
        const one: Chosen = { text: page.name, activation, page, index: 0 };
        const lines = linesOf([one], xRange(), 160);
        chart.draw({ x: xRange(), y: natural(lines, xRange()), lines });
        chart.svg.setAttribute("role", "presentation");
        chart.svg.querySelector("title")?.remove();
        return h("a", { class: "mini", href: state.link("curve", { f: page.name, layout: "overlay" }) }, h("span", {}, page.name), chart.element);
      }),
    );
  }

  const current = (shown: Chosen[]) => {
    const { functions } = chosen();
    return shown.map((f) => functions[f.index] ?? f);
  };

  function tableOf(functions: Chosen[]) {
    const [low, high] = xRange();
    const xs = Array.from({ length: 25 }, (_, i) => low + ((high - low) * i) / 24);
    const all = functions.map((f) => evaluate(f.activation, xs, type()));
    return {
      columns: ["x", ...functions.flatMap((f) => [f.text, `${f.text}′`])],
      rows: xs.map((_, i) => [full(all[0]?.x[i] ?? xs[i], type()), ...all.flatMap(({ value, slope }) => [full(value[i], type()), full(slope[i], type())])]),
    };
  }

  function update(): void {
    const functions = panel.update();
    const key = `${layout()} ${functions.map((f) => f.page.name).join(" ")} ${layout() === "book" ? `${xRange()} ${state.get("show", "both")} ${type()}` : ""}`;
    if (key !== shape) {
      shape = key;
      build(functions);
    }
    const x = cursor();
    const read = functions.map((f) => evaluate(f.activation, [x], type()));
    for (const one of drawn) {
      const shown = current(one.functions);
      const names = shown.map((f) => f.text).join(", ");
      if (one.caption.dataset.names !== names) {
        one.caption.dataset.names = names;
        one.caption.replaceChildren(legend(shown));
      }
      const lines = linesOf(shown, xRange(), 500);
      one.y = range("y") ?? natural(lines, xRange());
      const dots = shown.flatMap((f) => {
        const { value, slope } = read[f.index] ?? { value: [NaN], slope: [NaN] };
        return [
          ...(shows("value") ? [{ y: value[0], color: f.index }] : []),
          ...(shows("slope") ? [{ y: slope[0], color: f.index, hollow: true }] : []),
        ];
      });
      one.chart.draw({ x: xRange(), y: one.y, lines, xLabel: "x", cursor: { x, dots } });
      const { svg } = one.chart;
      const spoken = shown.map((f) => `${f.text} ${short(read[f.index]?.value[0])}, ${t("slope")} ${short(read[f.index]?.slope[0])}`);
      for (const [name, value] of Object.entries({
        "aria-label": t("cursorOn", shown.map((f) => f.text).join(", ")),
        "aria-valuemin": xRange()[0],
        "aria-valuemax": xRange()[1],
        "aria-valuenow": x,
        "aria-valuetext": `x ${short(x)}: ${spoken.join("; ")}`,
      })) svg.setAttribute(name, String(value));
    }
    // The whole book has no cursor, and no function that is looked at.
    readout.hidden = layout() === "book";
    hint.textContent = t(layout() === "book" ? "bookHint" : "curveHint");
    const one = which(functions);
    looked.hidden = layout() === "book" || one === undefined;
    if (one) {
      picker.show(functions, one);
      picker.element.hidden = functions.length < 2;
      code.show(one.activation);
      const key = `${one.page.name} ${hasSentences()}`;
      if (formulas.dataset.key !== key) {
        formulas.dataset.key = key;
        formulas.replaceChildren(formulaOf(one.page, 0), formulaOf(one.page, 1));
      }
    }
    writeReadout(functions, x, read);
  }

  function writeReadout(functions: Chosen[], x: number, read: { value: Float64Array; slope: Float64Array }[]): void {
    const key = `${type()} ${functions.map((f, i) => [f.text, read[i].value[0], read[i].slope[0]])} ${x}`;
    if (key === readFor) return;
    readFor = key;
    const cell = (y: number) => {
      const { hex, binary } = bitsText(y, type());
      return h("td", {}, h("span", { class: "number" }, full(y, type())), " ", h("span", { class: "bits", title: binary }, hex));
    };
    readout.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, `${t("atTheCursor")} (${type()})`),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("function")), h("th", { scope: "col" }, t("value")), h("th", { scope: "col" }, t("slope")))),
        h(
          "tbody",
          {},
          h("tr", {}, h("th", { scope: "row" }, "x"), cell(x), h("td", {})),
          functions.map((f, i) =>
            h("tr", { class: `c${f.index}` }, h("th", { scope: "row" }, h("span", { class: "swatch", "aria-hidden": "true" }), f.text), cell(read[i].value[0]), cell(read[i].slope[0])),
          ),
        ),
      ),
    );
  }

  update();
  return update;
}

/** What the lines mean. */
export function legend(functions: Chosen[], both = true): HTMLElement {
  return h(
    "span",
    { class: "legend" },
    functions.map((f) => h("span", { class: `c${f.index}` }, h("span", { class: "swatch", "aria-hidden": "true" }), f.text)),
    both && h("span", { class: "faint" }, h("span", { class: "swatch", "aria-hidden": "true" }), t("value")),
    both && h("span", { class: "faint" }, h("span", { class: "swatch dashed", "aria-hidden": "true" }), t("gradient")),
  );
}
