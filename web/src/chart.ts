// A chart in SVG: axes, lines, areas, a cursor; and behind it the same numbers as a table.
import { scaleLinear } from "d3-scale";
import { line as pathOf } from "d3-shape";
import { h, s, fresh } from "./dom.ts";
import { raised, short } from "./format.ts";
import { t } from "./text.ts";

export type Point = [number, number];

export interface Line {
  name: string;
  /** Between two pieces is a gap. */
  pieces: Point[][];
  /** Which of the colours, from 0. */
  color: number;
  dashed?: boolean;
  thin?: boolean;
  /** Is it the edge of an area that is filled down to this height? */
  filled?: number;
}

export interface Drawing {
  x: Point;
  y: Point;
  /** Is the axis one of powers of ten? Then positions are logarithms. */
  yPowers?: boolean;
  xLabel?: string;
  yLabel?: string;
  /** Names of places along y, in the place of numbers. */
  yTicks?: [number, string][];
  lines: Line[];
  /** Straight lines across. */
  rules?: number[];
  cursor?: { x: number; dots: { y: number; color: number; hollow?: boolean }[] };
}

export interface Table {
  columns: string[];
  rows: string[][];
}

export interface Options {
  /** What the chart shows, for those who do not see it. */
  label: () => string;
  height: number;
  /** The same numbers. */
  table: () => Table;
  /** Axes without names, for a small chart. */
  small?: boolean;
}

const number = (x: number) => x.toFixed(1);

export class Chart {
  readonly element: HTMLElement;
  readonly svg: SVGSVGElement;
  #options: Options;
  #drawing: Drawing | undefined;
  #plot = s("g");
  #cursor = s("g", { class: "cursor" });
  #lines = s("g");
  #axes = s("g", { class: "axes", "aria-hidden": "true" });
  #clip = fresh("clip");
  #frame = s("rect", { class: "frame" });
  #cut = s("rect");
  #paths: SVGPathElement[] = [];
  /** What each path was made of, to see that it would be the same again. */
  #madeOf: { pieces: Point[][]; scales: string }[] = [];
  #width = 0;
  #axesKey = "";
  #details: HTMLDetailsElement | undefined;
  #title = s("title");

  constructor(options: Options) {
    this.#options = options;
    this.#plot.setAttribute("clip-path", `url(#${this.#clip})`);
    this.#plot.append(this.#lines, this.#cursor);
    this.svg = s(
      "svg",
      { role: "img", class: "chart", height: options.height },
      this.#title,
      s("defs", {}, s("clipPath", { id: this.#clip }, this.#cut)),
      this.#frame,
      this.#axes,
      this.#plot,
    );
    this.element = h("div", { class: "chart-box" }, this.svg);
    new ResizeObserver(() => {
      const width = this.svg.clientWidth;
      if (width === this.#width || width === 0) return;
      this.#width = width;
      this.#axesKey = "";
      this.redraw();
    }).observe(this.svg);
  }

  /** The table behind the chart, which is filled when it is opened. */
  details(): HTMLDetailsElement {
    if (this.#details) return this.#details;
    const place = h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": this.#options.label() });
    const details = h("details", { class: "data" }, h("summary", {}, t("dataTable")), place);
    details.addEventListener("toggle", () => this.#fillTable());
    this.#details = details;
    return details;
  }

  #fillTable(): void {
    if (!this.#details?.open) return;
    const { columns, rows } = this.#options.table();
    const place = this.#details.lastElementChild as HTMLElement;
    place.replaceChildren(
      h(
        "table",
        {},
        h("caption", {}, this.#options.label()),
        h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) => (i === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))))),
      ),
    );
  }

  draw(drawing: Drawing): void {
    this.#drawing = drawing;
    this.redraw();
    if (this.#details?.open) this.#fillTable();
  }

  get margins() {
    return this.#options.small
      ? { left: 6, right: 6, top: 6, bottom: 6 }
      : { left: this.#drawing?.yTicks ? 44 : 54, right: 14, top: 12, bottom: this.#drawing?.xLabel ? 42 : 26 };
  }

  #scales(drawing: Drawing) {
    const { left, right, top, bottom } = this.margins;
    const width = Math.max(this.#width, left + right + 20);
    return {
      x: scaleLinear(drawing.x, [left, width - right]),
      y: scaleLinear(drawing.y, [this.#options.height - bottom, top]),
    };
  }

  /** The point of the plane under a point of the screen. */
  at(event: { clientX: number; clientY: number }): Point | undefined {
    if (!this.#drawing) return undefined;
    const box = this.svg.getBoundingClientRect();
    const { x, y } = this.#scales(this.#drawing);
    return [x.invert(event.clientX - box.left), y.invert(event.clientY - box.top)];
  }

  redraw(): void {
    const drawing = this.#drawing;
    if (!drawing || this.#width === 0) return;
    const { x, y } = this.#scales(drawing);
    this.#title.textContent = this.#options.label();
    this.#drawAxes(drawing, x, y);
    const path = pathOf<Point>((p) => x(p[0]), (p) => y(p[1])).digits(2);
    const area = (piece: Point[], base: number) =>
      `${path(piece)}L${number(x(piece[piece.length - 1][0]))},${number(y(base))}L${number(x(piece[0][0]))},${number(y(base))}Z`;
    // Paths are kept from one drawing to the next: while a slider moves, only their shapes change.
    while (this.#paths.length > drawing.lines.length) {
      this.#paths.pop()?.remove();
      this.#madeOf.length = this.#paths.length;
    }
    drawing.lines.forEach((line, i) => {
      let element = this.#paths[i];
      if (!element) {
        element = s("path");
        this.#paths.push(element);
        this.#lines.append(element);
      }
      const kind = `curve c${line.color % 8}${line.dashed ? " dashed" : ""}${line.thin ? " thin" : ""}${line.filled === undefined ? "" : " filled"}`;
      if (element.getAttribute("class") !== kind) element.setAttribute("class", kind);
      // Where lines lie on one another, the ones below show on both sides.
      if (!line.thin && line.filled === undefined) element.style.strokeWidth = String(2.2 + 1.3 * Math.min(drawing.lines.slice(i + 1).filter((other) => !other.dashed === !line.dashed && other.color !== line.color).length, 4));
      const scales = `${drawing.x} ${drawing.y} ${this.#width} ${line.filled}`;
      if (this.#madeOf[i]?.pieces === line.pieces && this.#madeOf[i].scales === scales) return;
      this.#madeOf[i] = { pieces: line.pieces, scales };
      const shape = line.pieces.map((piece) => (line.filled === undefined ? path(piece) : area(piece, line.filled))).join("");
      element.setAttribute("d", shape);
    });
    this.#drawCursor(drawing, x, y);
  }

  #drawAxes(drawing: Drawing, x: ReturnType<typeof scaleLinear<number>>, y: ReturnType<typeof scaleLinear<number>>): void {
    const { xLabel, yLabel, yTicks, rules, yPowers } = drawing;
    const key = JSON.stringify([drawing.x, drawing.y, xLabel, yLabel, yTicks, rules, this.#width]);
    if (key === this.#axesKey) return;
    this.#axesKey = key;
    const { left, right, top, bottom } = this.margins;
    const [width, height] = [this.#width, this.#options.height];
    for (const rect of [this.#frame, this.#cut]) {
      for (const [name, value] of Object.entries({ x: left, y: top, width: Math.max(width - left - right, 1), height: height - top - bottom })) {
        rect.setAttribute(name, String(value));
      }
    }
    const small = this.#options.small;
    const across = small ? [] : x.ticks(Math.max(3, width / 90));
    const up = yTicks?.map(([at]) => at) ?? (small ? [] : powersOr(y.ticks(height / 50), yPowers));
    const [acrossText, base] = texts(across);
    const [linear, upBase] = texts(yPowers || yTicks ? [] : up);
    const upText = (at: number) => yTicks?.find(([known]) => known === at)?.[1] ?? (yPowers ? `10${raised(at)}` : linear(at));
    const xName = xLabel && base !== undefined ? `${xLabel} − (${short(base, 9)})` : xLabel;
    const yName = upBase !== undefined ? `y − (${short(upBase, 9)})` : yLabel;
    const zero = (scale: typeof x, [low, high]: Point) => (low < 0 && high > 0 ? scale(0) : undefined);
    const [zeroX, zeroY] = [zero(x, drawing.x), yPowers || yTicks ? undefined : zero(y, drawing.y)];
    this.#axes.replaceChildren(
      ...across.map((at) => s("line", { class: "grid", x1: x(at), x2: x(at), y1: top, y2: height - bottom })),
      ...up.map((at) => s("line", { class: "grid", x1: left, x2: width - right, y1: y(at), y2: y(at) })),
      ...(zeroX === undefined ? [] : [s("line", { class: "axis", x1: zeroX, x2: zeroX, y1: top, y2: height - bottom })]),
      ...(zeroY === undefined ? [] : [s("line", { class: "axis", x1: left, x2: width - right, y1: zeroY, y2: zeroY })]),
      ...across.map((at) => s("text", { x: x(at), y: height - bottom + 16, "text-anchor": "middle" }, acrossText(at))),
      ...up.map((at) => s("text", { x: left - 7, y: y(at) + 4, "text-anchor": "end" }, upText(at))),
      ...(rules ?? []).map((at) => s("line", { class: "rule", x1: left, x2: width - right, y1: y(at), y2: y(at) })),
      ...(xName ? [s("text", { class: "name", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, xName)] : []),
      ...(yName ? [s("text", { class: "name", x: left + 6, y: top + 14 }, yName)] : []),
    );
  }

  #drawCursor({ cursor }: Drawing, x: (v: number) => number, y: (v: number) => number): void {
    const { top, bottom } = this.margins;
    if (!cursor) return this.#cursor.replaceChildren();
    const dots = cursor.dots.filter((dot) => Number.isFinite(dot.y));
    this.#cursor.replaceChildren(
      s("line", { x1: x(cursor.x), x2: x(cursor.x), y1: top, y2: this.#options.height - bottom }),
      ...dots.map((dot) => s("circle", { class: `c${dot.color % 8}${dot.hollow ? " hollow" : ""}`, cx: x(cursor.x), cy: y(dot.y), r: 4.5 })),
    );
  }
}

/** How ticks are written: as they are or, where they would take too many digits, by how far each is from the first. */
function texts(ticks: number[]): [(at: number) => string, number | undefined] {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const digits = Math.ceil(Math.log10(Math.max(Math.abs(ticks[0] ?? 0), Math.abs(ticks[ticks.length - 1] ?? 0), step) / step)) + 1;
  if (digits > 6) return [(at) => short(at - ticks[0], 3), ticks[0]];
  return [(at) => short(at, Math.max(digits, 4)), undefined];
}

/** Of ticks on an axis of powers, the whole ones. */
function powersOr(ticks: number[], powers: boolean | undefined): number[] {
  return powers ? ticks.filter(Number.isInteger) : ticks;
}

/** Room above and below what is drawn. */
export function padded([low, high]: Point, share = 0.06): Point {
  const room = (high - low) * share || Math.abs(high) * share || 1;
  return [low - room, high + room];
}

/** The least and the greatest of finite numbers. */
export function extent(numbers: Iterable<number>): Point {
  let [low, high] = [Infinity, -Infinity];
  for (const x of numbers) {
    if (!Number.isFinite(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low <= high ? [low, high] : [0, 1];
}
