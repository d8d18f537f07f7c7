// The library behind a thin module: functions over typed arrays.
import start, { Function as Kernel, Naive, book as bookAsText, instruction_set } from "./ogive_wasm.js";

let loading;

export function load(module) {
  return (loading ??= begin(module));
}

async function begin(module) {
  if (typeof WebAssembly !== "object") {
    throw new Error("there is no WebAssembly here; ogive needs it, and browsers since 2017 have it");
  }
  await start({ module_or_path: await module });
}

export function instructionSet() {
  return instruction_set();
}

let pages;

export function book() {
  return (pages ??= JSON.parse(bookAsText()));
}

/** Element types: the array that holds one's bits, and what the kernels of that type are called. */
const TYPES = {
  float32: { array: Float32Array, suffix: "f32" },
  float64: { array: Float64Array, suffix: "f64" },
  float16: { array: Uint16Array, suffix: "f16" },
  bfloat16: { array: Uint16Array, suffix: "bf16" },
};

function typeOf(x, given) {
  const expected = "a Float32Array, a Float64Array, a Float16Array, or a Uint16Array with dtype: \"float16\" or \"bfloat16\"";
  let found;
  if (x instanceof Float32Array) found = "float32";
  else if (x instanceof Float64Array) found = "float64";
  else if (typeof Float16Array === "function" && x instanceof Float16Array) found = "float16";
  else if (x instanceof Uint16Array && (given === "float16" || given === "bfloat16")) found = given;
  else throw new TypeError(`${nameOf(x)}; expected ${expected}`);
  if (given !== undefined && given !== found) {
    throw new TypeError(`${nameOf(x)} with dtype: ${JSON.stringify(given)}; expected ${expected}`);
  }
  return TYPES[found];
}

function nameOf(x) {
  return x === null || x === undefined ? String(x) : (x.constructor?.name ?? typeof x);
}

/** The same memory as the array of the element type's bits. */
function bits(x, { array }) {
  return x instanceof array ? x : new array(x.buffer, x.byteOffset, x.length);
}

/** Another array of a call, which has to be of the class and the length of what it goes with. */
function like(given, x, length, what) {
  if (given?.constructor !== x.constructor || given.length !== length) {
    const found = given?.length === undefined ? nameOf(given) : `a ${nameOf(given)} of ${given.length} elements`;
    throw new TypeError(`${what} is ${found}; expected a ${nameOf(x)} of ${length} elements`);
  }
  return given;
}

function shapeOf(x, shape) {
  if (shape === undefined) return Uint32Array.of(x.length);
  const whole = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32);
  if (!whole || shape.reduce((a, b) => a * b, 1) !== x.length) {
    throw new RangeError(`the shape ${JSON.stringify(shape)} of an array of ${x.length} elements; expected whole numbers whose product that is`);
  }
  return Uint32Array.from(shape);
}

/** Do two arrays share memory without being the same elements? */
function overlaps(a, b) {
  const same = a.byteOffset === b.byteOffset && a.length === b.length;
  const apart = a.byteOffset + a.byteLength <= b.byteOffset || b.byteOffset + b.byteLength <= a.byteOffset;
  return a.buffer === b.buffer && !same && !apart;
}

export class Activation {
  #kernel;

  constructor(text) {
    this.#kernel = new Kernel(text);
  }

  get name() {
    return this.#kernel.name;
  }

  toString() {
    return this.#kernel.text;
  }

  outputShape(shape) {
    return Array.from(this.#kernel.output_shape(Uint32Array.from(shape)));
  }

  forward(x, { shape, out, dtype } = {}) {
    const type = typeOf(x, dtype);
    const dimensions = shapeOf(x, shape);
    const length = this.#kernel.output_shape(dimensions).reduce((a, b) => a * b, 1);
    const result = out === undefined ? new x.constructor(length) : like(out, x, length, "out");
    if (result === x) {
      this.#kernel[`forward_inplace_${type.suffix}`](bits(x, type), dimensions);
      return x;
    }
    if (overlaps(x, result)) throw new RangeError("out overlaps the input; expected the input itself, or other memory");
    this.#kernel[`forward_${type.suffix}`](bits(x, type), dimensions, bits(result, type));
    return result;
  }

  backward(x, g, { shape, out, dtype } = {}) {
    const type = typeOf(x, dtype);
    if (type === TYPES.float64) {
      throw new TypeError("a Float64Array; expected float32, float16 or bfloat16, as there are no gradients of float64 in this module");
    }
    const dimensions = shapeOf(x, shape);
    const length = this.#kernel.output_shape(dimensions).reduce((a, b) => a * b, 1);
    like(g, x, length, "the gradient");
    const result = out === undefined ? new x.constructor(x.length) : like(out, x, x.length, "out");
    // What crosses the border is copied, so the result may lie in the memory of either.
    this.#kernel[`backward_${type.suffix}`](bits(x, type), dimensions, bits(g, type), bits(result, type));
    return result;
  }

  naive(dtype = "float32", length = 1) {
    const type = TYPES[dtype];
    if (type === undefined) throw new TypeError(`dtype: ${JSON.stringify(dtype)}; expected ${Object.keys(TYPES).join(", ")}`);
    return new Naive(this.#kernel, type.suffix, length);
  }
}

export function parse(text) {
  if (typeof text !== "string") throw new TypeError(`${nameOf(text)}; expected a function as text, as in "leaky_relu(0.04)"`);
  return new Activation(text);
}

/** Made functions by their text: making one takes longer than a short array. */
const made = new Map();
const MOST_MADE = 256;

function make(text) {
  let activation = made.get(text);
  if (activation === undefined) {
    activation = parse(text);
    if (made.size >= MOST_MADE) made.clear();
    made.set(text, activation);
  }
  return activation;
}

function argument(value) {
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}

/** The function of a page, as a plain function of JavaScript. `overAxis` is true if it works over one. */
export function named(name, overAxis) {
  const withArguments = ({ shape, out, dtype, ...parameters }) => {
    if (overAxis && parameters.axis === undefined) parameters.axis = -1;
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const text = given.map(([key, value]) => `${key}=${argument(value)}`).join(", ");
    return [make(`${name}(${text})`), { shape, out, dtype }];
  };
  const forward = (x, options = {}) => {
    const [activation, rest] = withArguments(options);
    return activation.forward(x, rest);
  };
  forward.grad = (x, g, options = {}) => {
    const [activation, rest] = withArguments(options);
    return activation.backward(x, g, rest);
  };
  Object.defineProperty(forward, "name", { value: name });
  return forward;
}
