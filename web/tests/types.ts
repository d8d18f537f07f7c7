// What a program in TypeScript may write, and what it may not: `npm run check` compiles this and nothing runs it.
import { book, leaky_relu, parse, sigmoid, softmax } from "ogive";

const x = new Float32Array(4);
export const y: Float32Array = sigmoid(x, { out: x });
export const half: Uint16Array = softmax(new Uint16Array(4), { dtype: "bfloat16", temperature: 2 });
export const gradient: Float32Array = leaky_relu.grad(x, x, { negative_slope: 0.04, shape: [2, 2] });
export const wide: Float64Array = parse("gelu").forward(new Float64Array(2));
export const formula: string = book()[0].formula;

// @ts-expect-error There is no such parameter.
leaky_relu(x, { slope: 0.04 });
// @ts-expect-error Lists are no typed arrays.
sigmoid([1, 2]);
// @ts-expect-error The gradient has the type of the input.
sigmoid.grad(x, new Float64Array(4));
