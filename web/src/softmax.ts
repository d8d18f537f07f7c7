// Softmax: scores become probabilities, whatever their size; the formula as it stands does not.
import { button, check, choice, elementType, slider } from "./controls.ts";
import { h } from "./dom.ts";
import { CodeBlock } from "./code.ts";
import { usual } from "./chosen.ts";
import { formulaOf } from "./page.ts";
import { full, percent, short } from "./format.ts";
import { bitsText, decode, encode, LONG, make, pageOf, pages, type Activation, type Page, type Short } from "./library.ts";
import * as state from "./state.ts";
import { hasSentences, t } from "./text.ts";

/** The scores of the textbook's run. */
const SCORES = [0.4768, 0.8797, 0.918, -0.3224];
const LOW = -5;
const HIGH = 5;
const MOST = 8;
const SHIFT = 1000;

function scores(): number[] {
  const given = state.get("scores", "").split(",").map(Number);
  const fit = given.length >= 2 && given.length <= MOST && given.every(Number.isFinite);
  return fit && state.get("scores", "") !== "" ? given : SCORES;
}

const temperature = () => state.getNumber("temperature", 1, 0.05, 10);
const shifted = () => state.get("shift", "0") === "1";
const type = () => (["f32", "f16", "bf16"].find((known) => known === state.get("type", "f32")) ?? "f32") as Short;

/** The functions of a row that give a number for each of its scores, and have a formula for it. */
function rows(): string[] {
  return [...pages().values()]
    .filter((page) => page.kind === "axis")
    .filter((page) => {
      try {
        const f = make(`${page.name}(axis=-1)`);
        return f.outputShape([4])[0] === 4 && f.naive("float32", 4).row(new Float64Array(4)).length === 4;
      } catch {
        return false;
      }
    })
    .map((page) => page.name);
}

function wanted(): Activation {
  const found = rows().find((name) => name === state.get("row", "softmax")) ?? "softmax";
  return usual(pages().get(found) as Page);
}

export function mount(place: HTMLElement): () => void {
  const bars = h("div", { class: "bars" });
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("stableAndNaive") });
  const said = h("p", { class: "verdict", "aria-live": "polite" });
  const formula = h("div", { class: "formulas" });
  const code = new CodeBlock();
  const shift = check(t("shift"), shifted(), (on) => state.set({ shift: on ? "1" : undefined }));
  const degrees = slider({
    name: t("temperature"),
    low: 0.05,
    high: 10,
    step: 0.05,
    value: temperature(),
    onInput: (value) => state.set({ temperature: value === 1 ? undefined : value }),
  });
  const setScores = (to: number[]) => state.set({ scores: to.map((x) => Number(x.toFixed(4))).join(",") });
  const more = button(t("moreClasses"), () => setScores([...scores(), 0]));
  const fewer = button(t("fewerClasses"), () => setScores(scores().slice(0, -1)));
  place.append(
    h(
      "div",
      { class: "side" },
      h(
        "section",
        { class: "panel", "aria-label": t("scores") },
        h("h2", {}, t("scores")),
        choice(t("function"), rows().map((name) => [name, name]), state.get("row", "softmax"), (to) => state.set({ row: to === "softmax" ? undefined : to })),
        degrees.element,
        shift,
        elementType(["f32", "f16", "bf16"], type(), (to) => state.set({ type: to === "f32" ? undefined : to })),
        h("div", { class: "buttons" }, more, fewer, button(t("textbookScores"), () => state.set({ scores: undefined, shift: undefined, temperature: undefined }))),
      ),
    ),
    h(
      "div",
      { class: "main" },
      h("p", { class: "lead" }, t("softmaxLead")),
      formula,
      h("figure", {}, h("figcaption", {}, h("strong", {}, t("dragBars"))), bars),
      said,
      table,
      h("section", { class: "panel after" }, h("h2", {}, t("code")), code.element),
    ),
  );

  let drawnFor = 0;
  let handles: { bar: HTMLElement; score: HTMLElement; probability: HTMLElement; scoreText: HTMLElement; probabilityText: HTMLElement }[] = [];

  function build(count: number): void {
    drawnFor = count;
    handles = Array.from({ length: count }, (_, i) => {
      const score = h("div", { class: "fill" });
      const bar = h("div", { class: "bar", role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-label": t("scoreOf", String(i + 1)), "aria-valuemin": LOW, "aria-valuemax": HIGH }, score);
      const probability = h("div", { class: "fill" });
      const scoreText = h("span", { class: "number" });
      const probabilityText = h("span", { class: "number strong" });
      const setTo = (value: number) => setScores(scores().map((old, k) => (k === i ? Math.min(Math.max(value, LOW), HIGH) : old)));
      const drag = (event: PointerEvent) => {
        const box = bar.getBoundingClientRect();
        setTo(HIGH - ((event.clientY - box.top) / box.height) * (HIGH - LOW));
      };
      bar.addEventListener("pointerdown", (event) => {
        bar.setPointerCapture(event.pointerId);
        bar.focus();
        event.preventDefault();
        drag(event);
      });
      bar.addEventListener("pointermove", (event) => {
        if (bar.hasPointerCapture(event.pointerId)) drag(event);
      });
      bar.addEventListener("keydown", (event) => {
        const steps: Record<string, number> = { ArrowUp: 0.1, ArrowRight: 0.1, ArrowDown: -0.1, ArrowLeft: -0.1, PageUp: 1, PageDown: -1 };
        const to = event.key === "Home" ? LOW : event.key === "End" ? HIGH : event.key in steps ? scores()[i] + steps[event.key] : undefined;
        if (to === undefined) return;
        event.preventDefault();
        setTo(to);
      });
      return { bar, score, probability, scoreText, probabilityText };
    });
    bars.replaceChildren(
      ...handles.map(({ bar, probability, scoreText, probabilityText }, i) =>
        h(
          "div",
          { class: `class c${i % 8}` },
          h("span", { class: "caption" }, t("class", String(i + 1))),
          h("div", { class: "pair" }, bar, h("div", { class: "bar result", "aria-hidden": "true" }, probability)),
          h("span", { class: "figures" }, scoreText, h("span", { "aria-hidden": "true" }, "→"), probabilityText),
        ),
      ),
    );
  }

  function update(): void {
    const given = scores();
    if (given.length !== drawnFor) build(given.length);
    more.disabled = given.length >= MOST;
    fewer.disabled = given.length <= 2;
    degrees.set(temperature());
    const box = shift.querySelector("input");
    if (box) box.checked = shifted();
    const f = wanted();
    const row = given.map((x) => x + (shifted() ? SHIFT : 0));
    const dtype = LONG[type()];
    const results = decode(f.forward(encode(row, type()), { dtype }), type());
    const naive = f.naive(dtype, row.length).row(Float64Array.from(row));
    const logarithms = results.some((x) => x < 0);
    const size = (x: number) => (logarithms ? Math.exp(x) : x);
    handles.forEach(({ bar, score, probability, scoreText, probabilityText }, i) => {
      const middle = HIGH / (HIGH - LOW);
      const share = given[i] / (HIGH - LOW);
      score.style.top = `${100 * (middle - Math.max(share, 0))}%`;
      score.style.height = `${100 * Math.abs(share)}%`;
      probability.style.top = `${100 * (1 - size(results[i]))}%`;
      probability.style.height = `${100 * size(results[i])}%`;
      scoreText.textContent = short(row[i], 6);
      probabilityText.textContent = logarithms ? short(results[i], 4) : percent(results[i]);
      bar.setAttribute("aria-valuenow", String(given[i]));
      bar.setAttribute("aria-valuetext", `${short(row[i], 6)}, ${t("result")} ${probabilityText.textContent}`);
    });
    const broken = naive.some((x) => !Number.isFinite(x));
    const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + size(b), 0);
    said.textContent = broken ? t("naiveBroken", type()) : t("sums", short(sum(results), 7), short(sum(naive), 7));
    table.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, `${f} (${type()})`),
        h("thead", {}, h("tr", {}, [t("classHead"), t("score"), "ogive", t("naiveFormula")].map((name) => h("th", { scope: "col" }, name)))),
        h(
          "tbody",
          {},
          row.map((x, i) =>
            h(
              "tr",
              { class: `c${i % 8}` },
              h("th", { scope: "row" }, h("span", { class: "swatch", "aria-hidden": "true" }), String(i + 1)),
              h("td", { class: "number" }, short(x, 8)),
              h("td", {}, h("span", { class: "number strong" }, full(results[i], type())), " ", h("span", { class: "bits" }, bitsText(results[i], type()).hex)),
              h("td", { class: `number${Object.is(naive[i], results[i]) ? "" : " off"}` }, full(naive[i], type())),
            ),
          ),
        ),
      ),
    );
    const key = `${f.name} ${hasSentences()}`;
    if (formula.dataset.key !== key) {
      formula.dataset.key = key;
      formula.replaceChildren(formulaOf(pageOf(f), 0));
    }
    code.show(f);
  }

  update();
  return update;
}
