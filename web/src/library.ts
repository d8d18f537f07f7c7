// What the page asks of the library: values and slopes at many numbers, in any element type.
import { parse, type Activation, type Dtype, type Page } from "ogive/core";
import * as core from "ogive/core";

export type Short = "f32" | "f16" | "bf16" | "f64";

export const LONG: Record<Short, Dtype> = { f32: "float32", f16: "float16", bf16: "bfloat16", f64: "float64" };

/** Digits and least exponent of the last place, and the bits of the exponent. */
const FORMATS: Record<Short, { digits: number; least: number; exponent: number; size: number }> = {
  f32: { digits: 24, least: -149, exponent: 8, size: 32 },
  f16: { digits: 11, least: -24, exponent: 5, size: 16 },
  bf16: { digits: 8, least: -133, exponent: 8, size: 16 },
  f64: { digits: 53, least: -1074, exponent: 11, size: 64 },
};

const made = new Map<string, Activation>();

/** A function from its text; the same text is the same object. */
export function make(text: string): Activation {
  let activation = made.get(text);
  if (activation === undefined) {
    if (made.size > 512) made.clear();
    activation = parse(text);
    made.set(text, activation);
  }
  return activation;
}

/** The same function with its parameters rounded to f32, as the narrower types compute it. */
export function single(f: Activation): Activation {
  return make(f.toString().replace(/=(-?\d*\.\d+(?:e-?\d+)?)/g, (_, number) => `=${Math.fround(Number(number))}`));
}

let byName: Map<string, Page> | undefined;

/** All pages by name, in the order of the book. */
export function pages(): Map<string, Page> {
  return (byName ??= new Map(core.book().map((page) => [page.name, page])));
}

export function pageOf(activation: Activation): Page {
  return pages().get(activation.name) as Page;
}

/** Values and slopes, as numbers of the element type. */
export interface Values {
  x: Float64Array;
  value: Float64Array;
  slope: Float64Array;
}

/** The function at these numbers, each rounded to the element type first. */
export function evaluate(f: Activation, at: ArrayLike<number>, type: Short): Values {
  const x = encode(at, type);
  const dtype = LONG[type];
  const ones = encode(new Float64Array(at.length).fill(1), type);
  const value = f.forward(x, { dtype });
  // Nor are there gradients of f64 in the module.
  const slope = pageOf(f).keeps === "no gradient" || type === "f64" ? undefined : f.backward(x, ones, { dtype });
  return {
    x: decode(x, type),
    value: decode(value, type),
    slope: slope ? decode(slope, type) : new Float64Array(at.length).fill(NaN),
  };
}

type Encoded = Float32Array | Float64Array | Uint16Array;

/** Numbers in an array of the element type. */
export function encode(at: ArrayLike<number>, type: Short): Encoded {
  if (type === "f32") return Float32Array.from(at);
  if (type === "f64") return Float64Array.from(at);
  return Uint16Array.from(at, (x) => Number(bitsOf(round(x, type), type)));
}

export function decode(array: Encoded, type: Short): Float64Array {
  if (array instanceof Uint16Array) return Float64Array.from(array, (bits) => fromBits(bits, type));
  return Float64Array.from(array);
}

const words = new DataView(new ArrayBuffer(8));

/** The exponent of a number: 2^it ≤ |x| < 2^(it + 1). */
function exponentOf(x: number): number {
  words.setFloat64(0, x);
  const exponent = (words.getUint32(0) >>> 20) & 0x7ff;
  return exponent === 0 ? -1074 + Math.floor(Math.log2(Math.abs(x) / Number.MIN_VALUE)) : exponent - 1023;
}

/** The unit in the last place of an element type at a number. */
export function ulp(x: number, type: Short): number {
  const { digits, least } = FORMATS[type];
  return 2 ** (x === 0 ? least : Math.max(exponentOf(x) - (digits - 1), least));
}

/** The nearest number of an element type; of two, the even one. */
export function round(x: number, type: Short): number {
  if (type === "f64" || !Number.isFinite(x)) return x;
  if (type === "f32") return Math.fround(x);
  const unit = ulp(x, type);
  const scaled = x / unit;
  const low = Math.floor(scaled);
  const above = scaled - low;
  const whole = above < 0.5 || (above === 0.5 && low % 2 === 0) ? low : low + 1;
  const { exponent, digits } = FORMATS[type];
  const rounded = whole * unit;
  const largest = (2 - 2 ** (1 - digits)) * 2 ** (2 ** (exponent - 1) - 1);
  if (Math.abs(rounded) > largest) return Math.sign(x) * Infinity;
  return rounded === 0 ? x * 0 : rounded;
}

/** The bits of a number of an element type. */
export function bitsOf(x: number, type: Short): bigint {
  if (type === "f64") {
    words.setFloat64(0, x);
    return words.getBigUint64(0);
  }
  if (type === "f32" || type === "bf16") {
    words.setFloat32(0, x);
    return BigInt(type === "f32" ? words.getUint32(0) : words.getUint16(0));
  }
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  if (Number.isNaN(x)) return 0x7e00n;
  if (!Number.isFinite(x)) return BigInt(sign | 0x7c00);
  const size = Math.abs(x);
  if (size < 2 ** -14) return BigInt(sign | (size / 2 ** -24));
  const exponent = exponentOf(size);
  return BigInt(sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024));
}

export function fromBits(bits: number, type: Short): number {
  if (type === "bf16") {
    words.setUint32(0, bits * 65536);
    return words.getFloat32(0);
  }
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** The bits as people read them: in hexadecimal, and in binary as sign, exponent and fraction. */
export function bitsText(x: number, type: Short): { hex: string; binary: string } {
  const { size, exponent } = FORMATS[type];
  const bits = bitsOf(x, type);
  const binary = bits.toString(2).padStart(size, "0");
  return {
    hex: `0x${bits.toString(16).padStart(size / 4, "0")}`,
    binary: `${binary.slice(0, 1)} ${binary.slice(1, 1 + exponent)} ${binary.slice(1 + exponent)}`,
  };
}

/** Which number of a type it is, counted from 0: neighbours have neighbouring ranks. */
export function rank(x: number, type: Short): bigint {
  const { size } = FORMATS[type];
  const bits = bitsOf(x, type);
  const top = 1n << BigInt(size - 1);
  return bits & top ? -(bits - top) : bits;
}

/** The number with that rank. */
export function atRank(rank: bigint, type: Short): number {
  const { size } = FORMATS[type];
  const bits = rank < 0n ? -rank | (1n << BigInt(size - 1)) : rank;
  if (type === "f64") {
    words.setBigUint64(0, bits);
    return words.getFloat64(0);
  }
  if (type === "f32") {
    words.setUint32(0, Number(bits));
    return words.getFloat32(0);
  }
  return fromBits(Number(bits), type);
}

/** How far a result is off, in units in the last place of the exact one; undefined where either is not finite. */
export function errorInUlps(result: number, exact: number, type: Short): number | undefined {
  if (!Number.isFinite(result) || !Number.isFinite(exact)) return undefined;
  return (result - exact) / ulp(exact, type);
}

export { core, type Activation, type Page };
