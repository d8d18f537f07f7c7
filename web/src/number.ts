// Numbers: an element type has only so many; what that makes of a curve, and how far a result is off.
import { Chart, extent, padded, type Line, type Point } from "./chart.ts";
import { chosen, Panel, Picker, which as pick } from "./chosen.ts";
import { CodeBlock } from "./code.ts";
import { choice, elementType, slider } from "./controls.ts";
import { h } from "./dom.ts";
import { full, short } from "./format.ts";
import { atRank, bitsText, errorInUlps, evaluate, LONG, rank, round, single, type Activation, type Short } from "./library.ts";
import * as state from "./state.ts";
import { t } from "./text.ts";

const type = () => (["f32", "f16", "bf16"].find((known) => known === state.get("narrow", "bf16")) ?? "bf16") as Short;
const centre = () => state.getNumber("about", -2, -80, 80);
const count = () => 2 ** Math.round(state.getNumber("steps", 5, 2, 9));
/** Slopes of f32 have nothing to be compared with here: the module has no gradients of f64. */
const part = () => (state.get("part", "value") === "slope" && type() !== "f32" ? "slope" : "value");
/** The exact results, or what is exact for a narrower type: those of f64, and of f32 for slopes. */
const exactly = (f: Activation, numbers: number[]) => evaluate(single(f), numbers, part() === "value" ? "f64" : "f32")[part()];

const COLUMNS = 160;
const INPUTS = 24;
/** Errors smaller than this are drawn at the lower edge. */
const LEAST = -2;

export function mount(place: HTMLElement): () => void {
  const panel = new Panel();
  let steps: { x: number; exact: number; ours: number; naive: number }[] = [];
  let columns: { from: number; to: number; ours: number; naive: number }[] = [];
  const stairs = new Chart({
    label: () => `${t("stairsTitle")}: ${which()?.text ?? ""}, ${type()}`,
    height: 320,
    table: () => ({
      columns: ["x", t("itsBits"), t("exact"), "ogive", t("ulps"), t("naiveFormula"), t("ulps")],
      rows: steps.map(({ x, exact, ours, naive }) => [
        full(x, type()), bitsText(x, type()).hex, short(exact, 9), full(ours, type()), ulps(errorInUlps(ours, exact, type())), full(naive, type()), ulps(errorInUlps(naive, exact, type())),
      ]),
    }),
  });
  const errors = new Chart({
    label: () => `${t("errorsTitle")}: ${which()?.text ?? ""}, ${type()}`,
    height: 320,
    table: () => ({
      columns: ["x", "ogive (ulp)", `${t("naiveFormula")} (ulp)`],
      rows: columns.filter((_, i) => i % 4 === 0).map(({ from, to, ours, naive }) => [`${short(from)} … ${short(to)}`, short(ours, 3), short(naive, 3)]),
    }),
  });
  const about = slider({ name: t("about"), low: -20, high: 20, step: 0.125, value: centre(), open: true, onInput: (value) => state.set({ about: value }) });
  const many = slider({ name: t("numbersShown"), low: 2, high: 9, step: 1, value: Math.log2(count()), onInput: (value) => state.set({ steps: value }), describe: (value) => String(2 ** value) });
  const which = () => pick(chosen().functions);
  const parts = choice(t("part"), [["value", t("value")], ["slope", t("gradientOfNarrow")]], part(), (to) => state.set({ part: to === "value" ? undefined : to }));
  const partSelect = parts.querySelector("select") as HTMLSelectElement;
  const picker = new Picker();
  const code = new CodeBlock();
  const sentence = h("p", { class: "verdict", "aria-live": "polite" });
  const keys = (exact: boolean) =>
    h(
      "span",
      { class: "legend" },
      h("span", { class: "c0" }, h("span", { class: "swatch" }), "ogive"),
      h("span", { class: "c1" }, h("span", { class: "swatch dashed" }), t("naiveFormula")),
      h("span", { class: "faint" }, h("span", { class: `swatch ${exact ? "thin" : "dotted"}` }), t(exact ? "exact" : "half")),
    );
  place.append(
    h(
      "div",
      { class: "side" },
      panel.element,
      h(
        "section",
        { class: "panel", "aria-label": t("number") },
        h("h2", {}, t("number")),
        picker.element,
        elementType(["bf16", "f16", "f32"], type(), (to) => state.set({ narrow: to === "bf16" ? undefined : to })),
        parts,
        about.element,
        many.element,
      ),
    ),
    h(
      "div",
      { class: "main" },
      h("p", { class: "lead" }, t("numberLead")),
      sentence,
      h("figure", {}, h("figcaption", {}, h("strong", {}, t("stairsTitle")), h("span", { class: "note" }, t("stairsNote"))), keys(true), stairs.element, stairs.details()),
      h("figure", {}, h("figcaption", {}, h("strong", {}, t("errorsTitle")), h("span", { class: "note" }, t("errorsNote"))), keys(false), errors.element, errors.details()),
      h("section", { class: "panel after" }, h("h2", {}, t("code")), code.element),
    ),
  );

  function update(): void {
    const functions = panel.update();
    const f = pick(functions);
    partSelect.disabled = type() === "f32";
    partSelect.value = part();
    about.set(centre());
    many.set(Math.log2(count()));
    if (!f) return;
    picker.show(functions, f);
    code.show(f.activation);
    drawStairs(f.activation);
    drawErrors(f.activation);
    const worst = (pick: (column: (typeof columns)[0]) => number) => Math.max(...columns.map(pick).filter(Number.isFinite), 0);
    sentence.textContent = t("worst", f.text, type(), short(worst((c) => c.ours), 3), short(worst((c) => c.naive), 3));
  }

  function drawStairs(f: Activation): void {
    const middle = rank(round(centre(), type()), type());
    const half = BigInt(count() / 2);
    const numbers: number[] = [];
    for (let r = middle - half; r <= middle + half; r += 1n) {
      const x = atRank(r, type());
      if (Number.isFinite(x)) numbers.push(x);
    }
    const ours = evaluate(f, numbers, type())[part()];
    const exact = exactly(f, numbers);
    const naive = formula(f, numbers);
    steps = numbers.map((x, i) => ({ x, exact: exact[i], ours: ours[i], naive: naive[i] }));
    // A real number belongs to the nearest of the numbers, so a tread ends half-way to the next.
    const treads = (y: ArrayLike<number>): Point[][] => [
      numbers.flatMap((x, i): Point[] => {
        const left = i > 0 ? (numbers[i - 1] + x) / 2 : x;
        const right = i + 1 < numbers.length ? (numbers[i + 1] + x) / 2 : x;
        return Number.isFinite(y[i]) ? [[left, y[i]], [right, y[i]]] : [];
      }),
    ];
    const lines: Line[] = [
      { name: t("exact"), pieces: [numbers.map((x, i): Point => [x, exact[i]])], color: 7, thin: true },
      { name: t("naiveFormula"), pieces: treads(naive), color: 1, dashed: true },
      { name: "ogive", pieces: treads(ours), color: 0 },
    ];
    const all = padded(extent([...ours, ...exact, ...naive].filter(Number.isFinite)), 0.1);
    stairs.draw({ x: [numbers[0], numbers[numbers.length - 1]], y: all, xLabel: "x", lines: lines.filter((line) => line.pieces[0].length > 1) });
  }

  /** The formula in the element type; one that has none (a parameter is drawn) is left out. */
  function formula(f: Activation, numbers: ArrayLike<number>): Float64Array {
    const xs = Float64Array.from(numbers);
    try {
      const naive = f.naive(LONG[type()]);
      const results = part() === "value" ? naive.values(xs) : naive.slopes(xs);
      naive.free();
      return results;
    } catch {
      return new Float64Array(xs.length).fill(NaN);
    }
  }

  function drawErrors(f: Activation): void {
    const [low, high] = [-20, 20];
    const numbers: number[] = [];
    for (let i = 0; i < COLUMNS * INPUTS; i += 1) {
      // Evenly, but beside the round numbers at which a formula may happen to be exact.
      numbers.push(round(low + ((high - low) * (i + 0.381966)) / (COLUMNS * INPUTS), type()));
    }
    const ours = evaluate(f, numbers, type())[part()];
    const exact = exactly(f, numbers);
    const naive = formula(f, numbers);
    columns = Array.from({ length: COLUMNS }, (_, c) => {
      const worst = (y: Float64Array) => {
        let found = 0;
        for (let i = c * INPUTS; i < (c + 1) * INPUTS; i += 1) {
          const error = errorInUlps(y[i], exact[i], type());
          // An infinity or NaN where there is a number is off by more than any.
          if (error !== undefined) found = Math.max(found, Math.abs(error));
          else if (Number.isFinite(exact[i]) && Number.isFinite(ours[i])) found = Infinity;
        }
        return found;
      };
      const step = (high - low) / COLUMNS;
      return { from: low + c * step, to: low + (c + 1) * step, ours: worst(ours), naive: worst(naive) };
    });
    const points = (pick: (column: (typeof columns)[0]) => number): Point[][] => [
      columns.flatMap((column): Point[] => {
        const y = Math.min(Math.max(Math.log10(pick(column)), LEAST), 12);
        return [[column.from, y], [column.to, y]];
      }),
    ];
    const top = Math.max(1, ...columns.flatMap((c) => [c.ours, c.naive]).filter(Number.isFinite).map(Math.log10));
    errors.draw({
      x: [low, high],
      y: [LEAST, Math.min(Math.ceil(top) + 0.5, 12)],
      yPowers: true,
      xLabel: "x",
      yLabel: "ulp",
      rules: [Math.log10(0.5)],
      lines: [
        { name: t("naiveFormula"), pieces: points((c) => c.naive), color: 1, dashed: true },
        { name: "ogive", pieces: points((c) => c.ours), color: 0 },
      ],
    });
  }

  update();
  return update;
}

function ulps(error: number | undefined): string {
  return error === undefined ? "–" : short(error, 3);
}

