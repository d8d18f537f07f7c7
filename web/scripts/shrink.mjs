// Takes out of a module what no page and no program in JavaScript has a use for, and makes the rest smaller:
//
//   node shrink.mjs MODULE.wasm OUT.wasm
//
// Functions of the book are objects, whose tables hold all that can be asked of a function: a linker can take none of
// it out. But what JavaScript cannot ask for is never called: second derivatives, gradients from outputs and bits,
// gradients by parameters. Their bodies are replaced by a trap, and then what only they called is dead.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import binaryen from "binaryen";

/** Methods of `ogive::function::Function` and `Typed` that `crates/ogive-wasm` does not call. */
const UNUSED = [
  "run_second_derivative",
  "run_backward_from_output",
  "run_mark",
  "run_mark_and_forward",
  "run_backward_from_bits",
  "run_parameter_gradients",
  "run_gated_forward",
  "run_gated_backward",
  "new_forward",
  "new_backward",
];

const [input, output] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const F = binaryen.Features;
// What rustc uses, and every browser that has 128-bit vectors, or had WebAssembly before, understands.
const FEATURES = F.MutableGlobals | F.SignExt | F.NontrappingFPToInt | F.BulkMemory | F.BulkMemoryOpt | F.ReferenceTypes | F.Multivalue | F.CallIndirectOverlong;
const module = binaryen.readBinary(readFileSync(input));
module.setFeatures(FEATURES | (module.getFeatures() & F.SIMD128));

// As wasm-bindgen writes the names of methods: <crate::Page as ogive::function::Typed<f32>>::run_mark
const method = /^<.* as ogive(?:\[\w+\])?::function::(?:Function|Typed<(.*)>)>::(\w+)$/;
const isUnused = (name) => {
  const [, type, called] = method.exec(name) ?? [];
  // Tables of kernels, too, keep what no method reaches any more. Not their short methods: equal ones of several
  // kernels are one function, under the name of any.
  if (/::baseline::<.*(?:SecondDerivative|SumByLoop)</.test(name)) return true;
  if (/::baseline::<.*::(?:Gated)?Backward<.*>, f64[,>]/.test(name)) return true;
  // Gradients in f64 would be a sixth of the module, and no chapter shows them.
  return UNUSED.includes(called) || (type === "f64" && called === "run_backward");
};

const all = Array.from({ length: module.getNumFunctions() }, (_, i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));
const unused = all.filter(({ name, module: from }) => !from && isUnused(name));
if (unused.length === 0) throw new Error(`${input} has none of the functions that are to be taken out; is its section of names there?`);
for (const { name, params, results } of unused) {
  module.removeFunction(name);
  module.addFunction(name, params, results, [], module.unreachable());
}

// What is dead goes first, so that only the rest is worked on.
module.runPasses(["remove-unused-module-elements"]);
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setDebugInfo(false);
module.optimize();
const bytes = module.emitBinary();
writeFileSync(output, bytes);
console.log(
  `${output}: ${unused.length} of ${all.length} functions are traps now; ${readFileSync(input).length} bytes are ${bytes.length}, ` +
    `${gzipSync(bytes, { level: 9 }).length} as gzip, ${brotliCompressSync(bytes).length} as brotli`,
);
