/** An array that a function takes. A `Uint16Array` holds the bits of `float16` or `bfloat16`: `dtype` says which. */
export type FloatArray = Float32Array | Float64Array | Uint16Array;

export type Dtype = "float32" | "float64" | "float16" | "bfloat16";

export interface Options<A extends FloatArray> {
  /** The shape, row-major; without it, the array is one row. */
  shape?: number[];
  /** Where the result goes, instead of a new array; it may be the input itself. */
  out?: A;
  /** The element type of a `Uint16Array`. */
  dtype?: Dtype;
}

/** The value of a parameter. */
export type Argument = number | boolean | string | number[];

/** A function of the book, as a function of JavaScript. */
export interface Named<Parameters> {
  /** The values, as a new array or in `out`. */
  <A extends FloatArray>(x: A, options?: Options<A> & Partial<Parameters>): A;
  /** The gradient by `x`, for the gradient `g` by the output; not in `float64`, which has values alone. */
  grad<A extends FloatArray>(x: A, g: A, options?: Options<A> & Partial<Parameters>): A;
}

/** Loads a module, once: from its address, or its bytes. `import "ogive"` does it, and takes the one that suits. */
export function load(module: URL | string | BufferSource | Promise<BufferSource>): Promise<void>;

/** The instruction set that the kernels run on: `simd128` or `scalar`. */
export function instructionSet(): "simd128" | "scalar";

/** A function of the book with its parameters. */
export class Activation {
  /** @throws if there is no such function, or a parameter does not fit. */
  constructor(text: string);
  /** The name in the book. */
  readonly name: string;
  /** As it could be parsed again. */
  toString(): string;
  /** The shape of the result for an input of this shape. */
  outputShape(shape: number[]): number[];
  /** The values, as a new array or in `out`. */
  forward<A extends FloatArray>(x: A, options?: Options<A>): A;
  /** The gradient by `x`, for the gradient `g` by the output; not in `float64`, which has values alone. */
  backward<A extends FloatArray>(x: A, g: A, options?: Options<A>): A;
  /** The textbook's formula, each step rounded to the element type; over a row of `length`, if it is over an axis. */
  naive(dtype?: Dtype, length?: number): Naive;
}

/** A formula in the arithmetic of an element type. */
export interface Naive {
  /** Frees its memory now; it is freed some time anyway. */
  free(): void;
  /** The formula, operation for operation. */
  readonly text: string;
  /** The formula at each number. */
  values(x: Float64Array): Float64Array;
  /** Its derivative by the chain rule, in the same arithmetic. */
  slopes(x: Float64Array): Float64Array;
  /** The formula over a row, which has to be as long as was said. */
  row(row: Float64Array): Float64Array;
}

/** A function from text the way people write it: `leaky_relu(0.04)`, `nn.Softmax(dim=1)`, `keras:leaky_relu`. */
export function parse(text: string): Activation;

/** The function of a page, as a function of JavaScript; `overAxis` is true if it works over an axis. */
export function named<Parameters>(name: string, overAxis: boolean): Named<Parameters>;

/** What is known of one function. */
export interface Page {
  name: string;
  aliases: string[];
  kind: "element" | "axis" | "gated";
  formula: string;
  derivative: string;
  origin: { text: string; url: string }[];
  good: string;
  bad: string;
  hard: string;
  parameters: { name: string; default: string | null; meaning: string }[];
  /** The parameters at their defaults. */
  arguments: Record<string, Argument>;
  settings: string[];
  range: [number | string, number | string];
  domain: [number | string, number | string];
  monotone: boolean;
  kinks: number[];
  claim: { value: number; slope: number | null };
  keeps: "nothing" | "input" | "output" | "sign" | "no gradient";
  /** How many variables, constants and operations its formula is made of. */
  operations: number | null;
  /** Is it made of sums, products and comparisons alone? */
  straight: boolean | null;
  names: { ecosystem: string; prefix: string; name: string; defaults: string; note: string }[];
  ecosystems: string[];
}

/** What is known of all functions, in the order of the book. */
export function book(): Page[];
