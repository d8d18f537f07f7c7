// Writes what follows from the book: book.json (the book, as the module has it) and the named functions of the package,
// package/index.js and package/index.d.ts; and torch.json, what `ogive.torch` asks for, from its signatures. With --check,
// says what is stale instead.
import { readFileSync, writeFileSync } from "node:fs";
import { book } from "../package/core.js";
import { load } from "../package/load.js";

await load();
const pages = book();

const header = "// Not written by hand: scripts/generate.mjs makes it from the book.";
const names = pages.map((page) => page.name);

const overAxis = (page) => page.parameters.some((parameter) => parameter.name === "axis" && parameter.default === null);

const index = `${header}
import { named } from "./core.js";
import { load } from "./load.js";

await load();

export * from "./core.js";
${pages.map((page) => `export const ${page.name} = named(${JSON.stringify(page.name)}, ${overAxis(page)});`).join("\n")}
`;

function typeOf(page, name) {
  const value = page.arguments[name];
  if (typeof value === "boolean") return "boolean";
  if (Array.isArray(value)) return "number | number[]";
  return "number";
}

function declared(page) {
  const fields = page.parameters.map((parameter) => {
    const usual = parameter.default === null ? "" : `; ${parameter.default} if not given`;
    return `  /** ${parameter.meaning}${usual} */\n  ${parameter.name}: ${typeOf(page, parameter.name)};`;
  });
  const parameters = fields.length > 0 ? `{\n${fields.join("\n")}\n}` : "{}";
  return `/**
 * ${page.formula}
 *
 * ${page.derivative}
 *
 * Good at: ${page.good}.
 * Bad at: ${page.bad}.
 */
export declare const ${page.name}: Named<${parameters}>;`;
}

const types = `${header}
import type { Named } from "./core.js";

export * from "./core.js";

${pages.map(declared).join("\n\n")}
`;

/** Names that PyTorch has where the book has others, or nothing. */
const THEIRS = ["dim", "tau", "keepdim"];

/** Of each function of `ogive.torch` its parameters: the default, if there is one, and whether it is a tensor. */
function torch() {
  const source = readFileSync(new URL("../../python/ogive/torch/_functions.py", import.meta.url), "utf8");
  const declared = new Map([...source.matchAll(/^def (\w+)\(([^)]*)\) ->/gm)].map(([, name, inside]) => [name, inside.split(",")]));
  const parameters = (page) => {
    const known = [...Object.keys(page.arguments), ...THEIRS];
    const all = (declared.get(page.name) ?? []).map((text) => /^(\w+)(?::([^=]*))?(?:=(.*))?$/s.exec(text.trim()) ?? []);
    const ours = all.filter(([, name]) => known.includes(name));
    return ours.map(([, name, type, usual]) => [name, { default: usual?.trim() ?? null, tensor: type?.trim() === "Tensor" }]);
  };
  const found = pages.map((page) => [page.name, Object.fromEntries(parameters(page))]);
  return Object.fromEntries(found.filter(([, all]) => Object.keys(all).length > 0));
}

const files = {
  "torch.json": `${JSON.stringify(torch(), null, 1)}\n`,
  "book.json": `${JSON.stringify(pages, null, 1)}\n`,
  "package/index.js": index,
  "package/index.d.ts": types,
};
const stale = [];
for (const [name, text] of Object.entries(files)) {
  const path = new URL(`../${name}`, import.meta.url);
  if (process.argv.includes("--check")) {
    if (readFileSync(path, "utf8") !== text) stale.push(name);
  } else writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(`${stale.join(", ")}: not what the book gives; \`npm run generate\` writes them`);
  process.exit(1);
}
console.log(`${names.length} functions`);
