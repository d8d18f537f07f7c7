// A network of equal layers: what becomes of a signal on the way up, and of a gradient on the way down.
import { encode, type Activation } from "./library.ts";

export interface Layer {
  /** The outputs of the activation, and the gradients by them. */
  signal: Float32Array;
  gradient: Float32Array;
  /** The root of their mean squares. */
  signalSize: number;
  gradientSize: number;
  /** The share of inputs at which the slope is below 1/100. */
  saturated: number;
  /** The share of units whose slope is 0 for every example. */
  dead: number;
  /** The root of the mean square of the slopes of this layer. */
  slope: number;
  /** The product of those from the first layer on, as a power of ten. */
  product: number;
}

export interface Setting {
  layers: number;
  width: number;
  /** The weights' standard deviation times the root of the width. */
  gain: number;
  seed: number;
}

export const EXAMPLES = 64;

/** A slope below it counts as saturated. */
const SMALL = Math.fround(0.01);

/** Random numbers that are the same in every browser: SplitMix64 in two halves would be slow, so Marsaglia's xorshift. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
    for (let i = 0; i < 8; i += 1) this.unit();
  }

  unit(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Nearly normal: twelve even numbers added up, with no function that browsers compute differently. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i += 1) sum += this.unit();
    return sum;
  }

  normals(length: number, deviation: number): Float32Array {
    return Float32Array.from({ length }, () => this.normal() * deviation);
  }
}

/** Normal numbers, made once: all weights of a seed are cut from them. */
const drawn = new Map<string, Float32Array>();

function normals(seed: number, stream: number, length: number): Float32Array {
  const key = `${seed} ${stream} ${length}`;
  let found = drawn.get(key);
  if (!found) {
    if (drawn.size > 400) drawn.clear();
    found = new Random(seed * 1000 + stream).normals(length, 1);
    drawn.set(key, found);
  }
  return found;
}

/** a·w, or a·wᵀ: `rows` rows of `width` numbers, times a square of weights, times a factor. */
function times(a: Float32Array, w: Float32Array, rows: number, width: number, factor: number, transposed: boolean): Float32Array {
  const out = new Float32Array(rows * width);
  for (let r = 0; r < rows; r += 1) {
    const from = r * width;
    if (transposed) {
      for (let i = 0; i < width; i += 1) {
        let sum = 0;
        for (let j = 0; j < width; j += 1) sum += a[from + j] * w[i * width + j];
        out[from + i] = sum * factor;
      }
    } else {
      for (let i = 0; i < width; i += 1) {
        const x = a[from + i] * factor;
        for (let j = 0; j < width; j += 1) out[from + j] += x * w[i * width + j];
      }
    }
  }
  return out;
}

function size(numbers: Float32Array): number {
  let sum = 0;
  for (const x of numbers) sum += x * x;
  return Math.sqrt(sum / numbers.length);
}

/** Runs the network, and yields now and then, so that the page stays alive. */
export function* run(f: Activation, { layers, width, gain, seed }: Setting): Generator<void, Layer[]> {
  const count = EXAMPLES * width;
  const factor = gain / Math.sqrt(width);
  const ones = encode(new Float64Array(count).fill(1), "f32") as Float32Array;
  const found: Layer[] = [];
  const inputs: Float32Array[] = [];
  let signal = normals(seed, 0, count);
  let product = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    const input = times(signal, normals(seed, layer + 1, width * width), EXAMPLES, width, factor, false);
    inputs.push(input);
    signal = f.forward(input);
    const slopes = f.backward(input, ones);
    const alive = new Uint8Array(width);
    let saturated = 0;
    slopes.forEach((slope, i) => {
      if (Math.abs(slope) < SMALL) saturated += 1;
      if (slope !== 0) alive[i % width] = 1;
    });
    const slope = size(slopes);
    product += Math.log10(slope);
    found.push({
      signal,
      gradient: signal,
      signalSize: size(signal),
      gradientSize: 0,
      saturated: saturated / count,
      dead: 1 - alive.reduce((a, b) => a + b, 0) / width,
      slope,
      product,
    });
    yield;
  }
  let gradient = normals(seed, 999, count);
  for (let layer = layers - 1; layer >= 0; layer -= 1) {
    found[layer].gradient = gradient;
    found[layer].gradientSize = size(gradient);
    const inner = f.backward(inputs[layer], gradient);
    gradient = times(inner, normals(seed, layer + 1, width * width), EXAMPLES, width, factor, true);
    yield;
  }
  return found;
}
