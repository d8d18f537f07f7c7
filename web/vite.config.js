import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { defineConfig } from "vite";
import { toMathml } from "./scripts/formulas.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** `virtual:formulas`: the formula and the derivative of each page as MathML, by the page's name. */
function formulas() {
  const name = "virtual:formulas";
  return {
    name: "formulas",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const book = join(here, "book.json");
      this.addWatchFile(book);
      const pages = JSON.parse(readFileSync(book, "utf8"));
      const made = pages.map((page) => [page.name, [toMathml(page.formula), toMathml(page.derivative)]]);
      return `export default ${JSON.stringify(Object.fromEntries(made))}`;
    },
  };
}

/**
 * The service worker gets the list of all files, and a name for its cache that their contents give. Then each file gets
 * its compressed form beside it, which servers send and `ogive explore` has in the command.
 */
function finished() {
  return {
    name: "finished",
    apply: "build",
    closeBundle() {
      const dist = join(here, "dist");
      const under = (folder) =>
        readdirSync(folder).flatMap((name) => {
          const path = join(folder, name);
          return statSync(path).isDirectory() ? under(path) : [path];
        });
      const files = under(dist).map((path) => relative(dist, path).replaceAll("\\", "/")).sort();
      const first = files.filter((name) => name !== "sw.js");
      const hash = createHash("sha256");
      for (const name of first) hash.update(name).update(readFileSync(join(dist, name)));
      const source = readFileSync(join(here, "src/sw.js"), "utf8")
        .replace('"VERSION"', JSON.stringify(hash.digest("hex").slice(0, 16)))
        .replace('["FILES"]', JSON.stringify(["./", ...first.filter((name) => name !== "index.html")]));
      writeFileSync(join(dist, "sw.js"), source);
      // Its usual quality is the highest.
      for (const name of [...first, "sw.js"]) {
        writeFileSync(join(dist, `${name}.br`), brotliCompressSync(readFileSync(join(dist, name))));
      }
    },
  };
}

export default defineConfig({
  // Any folder of any server will do.
  base: "./",
  plugins: [formulas(), finished()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
