// The package as a program in JavaScript uses it, and its results against the library's committed digests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as ogive from "ogive";
import { toMathml } from "../scripts/formulas.mjs";

const { book, leaky_relu, parse, sigmoid, softmax } = ogive;

const near = (found, expected) => assert.deepEqual(Array.from(found, (x) => x.toFixed(4)), expected);

test("the textbook's runs, as a new array and in place", () => {
  near(sigmoid(new Float32Array(4).fill(1)), Array(4).fill("0.7311"));
  const features = Float32Array.of(-0.7955, 0.3595, 0.1483, 0.2836);
  assert.equal(leaky_relu(features, { negative_slope: 0.04, out: features }), features);
  near(features, ["-0.0318", "0.3595", "0.1483", "0.2836"]);
  near(softmax(Float32Array.of(0.4768, 0.8797, 0.918, -0.3224)), ["0.2222", "0.3324", "0.3454", "0.0999"]);
});

test("shapes, axes, gradients and the types of arrays", () => {
  const x = Float32Array.of(1, 2, 3, 1, 2, 3);
  const columns = softmax(x, { shape: [2, 3], axis: 0 });
  assert.deepEqual([...columns], Array(6).fill(0.5));
  const halves = ogive.glu(x, { shape: [2, 3].reverse(), axis: 1 });
  assert.equal(halves.length, 3);
  assert.deepEqual([...sigmoid.grad(Float32Array.of(0), Float32Array.of(4))], [1]);
  const bits = sigmoid(Uint16Array.of(0x3c00), { dtype: "float16" });
  assert.deepEqual([...bits], [0x39d9]); // 0.731
  assert.equal(parse("nn.LeakyReLU(0.04)").toString(), "leaky_relu(negative_slope=0.04)");
});

test("bad input is one clear error", () => {
  const x = new Float32Array(4);
  assert.throws(() => parse("sigmoyd"), /did you mean `sigmoid`/);
  assert.throws(() => sigmoid([1, 2]), /Array; expected a Float32Array/);
  assert.throws(() => sigmoid(new Uint16Array(2)), /Uint16Array; expected .*dtype/);
  assert.throws(() => sigmoid(x, { out: new Float32Array(3) }), /out is a Float32Array of 3 elements; expected a Float32Array of 4/);
  assert.throws(() => softmax(x, { shape: [3, 2] }), /shape \[3,2\] of an array of 4/);
  assert.throws(() => softmax(x, { axis: 1 }), /axis 1 of an array of 1 dimension/);
  assert.throws(() => leaky_relu(x, { slope: 1 }), /no parameter `slope`/);
  const both = new Float32Array(6);
  assert.throws(() => sigmoid(both.subarray(0, 4), { out: both.subarray(2) }), /overlaps/);
  assert.throws(() => parse("relu").naive("float32").row(new Float64Array(2)), /a row of 2 numbers; expected the 1/);
});

test("every page is a function of the package, and book.json is the book", () => {
  for (const page of book()) assert.equal(typeof ogive[page.name], "function", page.name);
  const committed = JSON.parse(readFileSync(new URL("../book.json", import.meta.url), "utf8"));
  assert.deepEqual(book(), committed);
});

/** The committed digests by key. */
const digests = new Map(
  readFileSync(new URL("../../crates/ogive-verify/digests.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(": ")),
);

const digest = (array) => bytesToHex(blake3(new Uint8Array(array.buffer)));

/** All patterns of 16 bits. */
const patterns = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);

for (const [dtype, short, one] of [["float16", "f16", 0x3c00], ["bfloat16", "bf16", 0x3f80]]) {
  test(`all inputs of ${dtype} give the bits of the native library`, () => {
    const ones = new Uint16Array(1 << 16).fill(one);
    let compared = 0;
    const elements = book().filter((page) => page.kind === "element");
    for (const page of elements) {
      const f = parse(page.name);
      const expected = (part) => digests.get(`${f} ${part} ${short} sample`);
      assert.equal(digest(f.forward(patterns, { dtype })), expected("value"), `${f} ${short}`);
      assert.equal(digest(f.backward(patterns, ones, { dtype })), expected("slope"), `${f}′ ${short}`);
      compared += 1;
    }
    assert.equal(compared, elements.length);
  });
}

test("every 255th input of float32 gives the bits of the native library, for the textbook's functions", () => {
  const length = Math.ceil(2 ** 32 / 255);
  const bits = Uint32Array.from({ length }, (_, i) => i * 255);
  const x = new Float32Array(bits.buffer);
  for (const text of ["sigmoid", "relu", "leaky_relu"]) {
    const f = parse(text);
    assert.equal(digest(f.forward(x)), digests.get(`${f} value f32 sample`), text);
  }
});

/** The generator of `ogive-verify`, SplitMix64, in halves of 32 bits: a number of 64 is slow in JavaScript. */
function random(seed) {
  let [high, low] = [0, seed];
  const upper = (a, b) => {
    const [x, y] = [a & 0xffff, a >>> 16];
    const [u, v] = [b & 0xffff, b >>> 16];
    const middle = y * u + ((x * u) >>> 16);
    return y * v + (middle >>> 16) + ((x * v + (middle & 0xffff)) >>> 16);
  };
  /** Evenly in [0, 1). */
  const unit = () => {
    low = (low + 0x7f4a7c15) >>> 0;
    high = (high + 0x9e3779b9 + (low < 0x7f4a7c15 ? 1 : 0)) | 0;
    let [h, l] = [high ^ (high >>> 30), low ^ ((low >>> 30) | (high << 2))];
    h = (upper(l, 0x1ce4e5b9) + Math.imul(h, 0x1ce4e5b9) + Math.imul(l, 0xbf58476d)) | 0;
    l = Math.imul(l, 0x1ce4e5b9);
    [h, l] = [h ^ (h >>> 27), l ^ ((l >>> 27) | (h << 5))];
    h = (upper(l, 0x133111eb) + Math.imul(h, 0x133111eb) + Math.imul(l, 0x94d049bb)) | 0;
    l = Math.imul(l, 0x133111eb);
    [h, l] = [h ^ (h >>> 31), l ^ ((l >>> 31) | (h << 1))];
    return ((h >>> 0) * 2 ** 21 + (l >>> 11)) / 2 ** 53;
  };
  /** Scores of a deviation: twelve even numbers added up are nearly normal. */
  return (count, deviation) => {
    const found = new Float32Array(count);
    for (let i = 0; i < count; i += 1) {
      let sum = 0;
      for (let k = 0; k < 12; k += 1) sum += unit();
      found[i] = (sum - 6) * deviation;
    }
    return found;
  };
}

test("rows of scores of float32 give the bits of the native library, and their gradients", () => {
  const parts = ["softmax(axis=-1)", "log_softmax(axis=-1)"].map(parse).flatMap((f) => [
    { key: `${f} value f32 sample`, hash: blake3.create(), run: (x, g, shape) => f.forward(x, { shape }) },
    { key: `${f} slope f32 sample`, hash: blake3.create(), run: (x, g, shape) => f.backward(x, g, { shape }) },
  ]);
  // As `ogive-verify digest` takes them: an even share of 2^24 scores for each length.
  const scores = random(12);
  for (const length of [1, 2, 3, 10, 80, 1000, 21_841, 131_072]) {
    for (let left = Math.ceil(2 ** 21 / length); left > 0; ) {
      const rows = Math.min(left, Math.ceil(2 ** 16 / length));
      left -= rows;
      const [x, g] = [scores(rows * length, 8), scores(rows * length, 1)];
      for (const { hash, run } of parts) hash.update(new Uint8Array(run(x, g, [rows, length]).buffer));
    }
  }
  for (const { key, hash } of parts) assert.equal(bytesToHex(hash.digest()), digests.get(key), key);
});

test("a wrong bit is seen", () => {
  const f = parse("sigmoid");
  const found = f.forward(patterns, { dtype: "float16" });
  found[0x3c00] ^= 1;
  assert.notEqual(digest(found), digests.get("sigmoid value f16 sample"));
});

/** The words between the signs of a formula. */
function wordsOf(formula) {
  const texts = [...toMathml(formula).matchAll(/<mtext>(.*?)<\/mtext>/g)];
  return texts.map(([, text]) => text.replace(/\s+/g, " ").trim()).filter((text) => text !== "");
}

test("the book's sentences are there in Chinese, and nothing that the book no longer says", () => {
  const source = readFileSync(new URL("../src/book.zh.ts", import.meta.url), "utf8");
  const translated = [...source.matchAll(/^ {2}("(?:[^"\\]|\\.)*"):$/gm)].map(([, sentence]) => JSON.parse(sentence));
  const said = book().flatMap((page) => [
    ...[page.good, page.bad, page.hard],
    ...page.parameters.map((parameter) => parameter.meaning),
    ...page.names.map((name) => name.note).filter((note) => note !== ""),
    ...[page.formula, page.derivative].flatMap(wordsOf),
  ]);
  assert.deepEqual([...new Set(said)].filter((sentence) => !translated.includes(sentence)), []);
  assert.deepEqual(translated.filter((sentence) => !said.includes(sentence)), []);
});

test("every function has values in every type, and gradients in all but float64", () => {
  const arrays = { float32: Float32Array, float64: Float64Array, float16: Uint16Array, bfloat16: Uint16Array };
  // Some work on images, of which this is one with one channel and one line.
  const shape = [1, 1, 6];
  for (const page of book()) {
    const f = parse(overAnAxis(page) ? `${page.name}(axis=-1)` : page.name);
    for (const [dtype, Numbers] of Object.entries(arrays)) {
      const x = new Numbers(6);
      const y = f.forward(x, { shape, dtype });
      const gradient = () => f.backward(x, new Numbers(y.length), { shape, dtype });
      if (dtype === "float64") assert.throws(gradient, /no gradients of float64/);
      else if (page.keeps === "no gradient") assert.throws(gradient, /has no gradient/);
      else assert.equal(gradient().length, 6, page.name);
      if (y.length === 6) assert.deepEqual(f.forward(x, { shape, dtype, out: x }), y);
    }
  }
});

function overAnAxis(page) {
  return page.parameters.some((parameter) => parameter.name === "axis");
}

test("with vectors where they are understood, and plain elsewhere with the same bits", async () => {
  assert.equal(ogive.instructionSet(), "simd128");
  const program = `
    WebAssembly.validate = () => false;
    const { instructionSet, parse } = await import("ogive");
    const x = Float32Array.from({ length: 4096 }, (_, i) => (i - 2048) / 100);
    const results = ["sigmoid", "gelu", "softmax(axis=-1)"].map((text) => [...new Uint32Array(parse(text).forward(x).buffer)]);
    console.log(JSON.stringify([instructionSet(), results]));`;
  const here = new URL("..", import.meta.url);
  const [set, plain] = JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: here, encoding: "utf8" }));
  assert.equal(set, "scalar");
  const x = Float32Array.from({ length: 4096 }, (_, i) => (i - 2048) / 100);
  ["sigmoid", "gelu", "softmax(axis=-1)"].forEach((text, i) => {
    assert.deepEqual([...new Uint32Array(parse(text).forward(x).buffer)], plain[i], text);
  });
});
