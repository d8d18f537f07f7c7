// Computes the digests of all functions over the samples on WebAssembly, and compares them with the
// committed ones:
//
//   node digest.mjs MODULE.wasm [ISA] [--quick]
//
// ISA is simd128 unless another is named. --quick takes those alone that stand for all: see
// `ogive-verify digest --help`.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

/** The module's functions, with texts read out of its memory. */
function open(module) {
  const it = new WebAssembly.Instance(module).exports;
  const text = (length) =>
    new TextDecoder().decode(new Uint8Array(it.memory.buffer, it.ogive_text(), length));
  return {
    isas: Array.from({ length: it.ogive_isas() }, (_, i) => text(it.ogive_isa(i))),
    keys: Array.from({ length: it.ogive_cases() }, (_, i) => text(it.ogive_key(i))),
    isQuick: (i) => it.ogive_is_quick(i) === 1,
    digest: (isa, i) => text(it.ogive_digest(isa, i)),
  };
}

/** The digests of some cases, over as many threads as there are cores. */
async function digests(module, isa, cases) {
  // An instance belongs to one thread; the threads share only the number of the next case.
  const next = new Int32Array(new SharedArrayBuffer(4));
  const found = new Array(cases.length).fill("nothing");
  const thread = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { module, isa, cases, next },
      });
      worker.on("message", ({ i, digest }) => (found[i] = digest));
      worker.on("error", reject);
      worker.on("exit", resolve);
    });
  await Promise.all(Array.from({ length: availableParallelism() }, thread));
  return found;
}

/** The committed digests by key. */
function committed() {
  const text = readFileSync(new URL("../ogive-verify/digests.txt", import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => line.split(": ")));
}

async function main(given) {
  const [path, name = "simd128"] = given.filter((word) => !word.startsWith("--"));
  const quick = given.includes("--quick");
  const module = new WebAssembly.Module(readFileSync(path));
  const { isas, keys, isQuick } = open(module);
  const isa = isas.indexOf(name);
  if (isa < 0) throw new Error(`${path} is built for ${isas.join(", ")}, not for ${name}`);
  const cases = keys.map((_, i) => i).filter((i) => !quick || isQuick(i));
  const found = await digests(module, isa, cases);
  const right = committed();
  const wrong = cases.map((_, i) => i).filter((i) => found[i] !== right.get(keys[cases[i]]));
  for (const i of wrong) {
    console.log(`${name}: ${keys[cases[i]]}: ${found[i]} is not the committed digest`);
  }
  const equal = cases.length - wrong.length;
  console.log(`${name}: ${equal} of ${cases.length} digests are the committed ones`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

function work({ module, isa, cases, next }) {
  const { digest } = open(module);
  for (let i; (i = Atomics.add(next, 0, 1)) < cases.length; ) {
    parentPort.postMessage({ i, digest: digest(isa, cases[i]) });
  }
}

if (isMainThread) await main(process.argv.slice(2));
else work(workerData);
