// Loads the module that suits: with 128-bit vectors where they are understood, plain elsewhere. The bits are the same.
import { load as begin } from "./core.js";

/** A module of a few bytes that uses a vector: valid where those are understood. */
const USES_VECTORS = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

export function load() {
  // Both are written out, so that bundlers find the files.
  const url =
    typeof WebAssembly === "object" && WebAssembly.validate(USES_VECTORS)
      ? new URL("./ogive_simd.wasm", import.meta.url)
      : new URL("./ogive_plain.wasm", import.meta.url);
  return begin(url.protocol === "file:" ? file(url) : url);
}

/** Node's own way to a file: it fetches none. */
async function file(url) {
  const module = "node:fs/promises";
  const { readFile } = await import(/* @vite-ignore */ module);
  return readFile(url);
}
