// A curve as points. Where its value or its slope jumps, the line has a gap: the place is found by halving, down to
// neighbouring numbers, so it is never drawn as a steep line.
import type { Point } from "./chart.ts";
import { extent } from "./chart.ts";
import { evaluate, pageOf, type Activation, type Short } from "./library.ts";

export interface Sampled {
  value: Point[][];
  slope: Point[][];
}

/** The last curves: while a slider moves one of them, the others are as they were. */
const known = new Map<string, Sampled>();
const MOST_KNOWN = 64;

/** Samples a function over a range, in so many points to begin with. */
export function sample(f: Activation, range: Point, points: number, type: Short): Sampled {
  const key = `${f} ${range} ${points} ${type}`;
  let found = known.get(key);
  if (!found) {
    found = sampled(f, range, points, type);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, found);
  }
  return found;
}

function sampled(f: Activation, [low, high]: Point, points: number, type: Short): Sampled {
  const inside = pageOf(f).kinks.filter((kink) => kink > low && kink < high);
  const even = Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const xs = [...even, ...inside].sort((a, b) => a - b);
  const { x, value, slope } = evaluate(f, xs, type);
  const cuts = type === "f32";
  return { value: pieces(x, value, cuts ? jumps(f, x, value, "value", type) : []), slope: pieces(x, slope, cuts ? jumps(f, x, slope, "slope", type) : []) };
}

interface Jump {
  after: number;
  left: Point;
  right: Point;
}

function jumps(f: Activation, x: Float64Array, y: Float64Array, part: "value" | "slope", type: Short): Jump[] {
  const [low, high] = extent(y);
  const least = 1e-3 * (high - low);
  const found: Jump[] = [];
  for (let i = 0; i + 1 < x.length; i += 1) {
    if (Math.abs(y[i + 1] - y[i]) > 10 * least) found.push({ after: i, left: [x[i], y[i]], right: [x[i + 1], y[i + 1]] });
  }
  let open = found;
  while (open.length > 0) {
    const middles = open.map(({ left, right }) => left[0] + (right[0] - left[0]) / 2);
    const at = evaluate(f, middles, type);
    open = open.filter((jump, i) => {
      const middle: Point = [at.x[i], at[part][i]];
      if (middle[0] <= jump.left[0] || middle[0] >= jump.right[0]) return false;
      if (Math.abs(middle[1] - jump.left[1]) >= Math.abs(jump.right[1] - middle[1])) jump.right = middle;
      else jump.left = middle;
      // What is halved down to little is steep, and no jump.
      return Math.abs(jump.right[1] - jump.left[1]) > least;
    });
  }
  return found.filter(({ left, right }) => Math.abs(right[1] - left[1]) > least);
}

function pieces(x: Float64Array, y: Float64Array, jumps: Jump[]): Point[][] {
  const found: Point[][] = [[]];
  let next = 0;
  for (let i = 0; i < x.length; i += 1) {
    const piece = found[found.length - 1];
    if (Number.isFinite(y[i])) piece.push([x[i], y[i]]);
    else if (piece.length > 0) found.push([]);
    if (jumps[next]?.after === i) {
      const { left, right } = jumps[next];
      found[found.length - 1].push(left);
      found.push([right]);
      next += 1;
    }
  }
  return found.filter((piece) => piece.length > 1);
}
