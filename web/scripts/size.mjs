// What a browser loads for the page: the compressed files, which `ogive explore` and servers that look for them send,
// and beside it what gzip would make of it. Fails if it is more than 400 kB, or if a compressed file is not its file.
import { readFileSync, readdirSync } from "node:fs";
import { brotliDecompressSync, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const read = (name) => readFileSync(new URL(name, dist));
const all = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const names = all.map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/").replace(/^.*\/dist\/+/, "")).sort();
const files = names.filter((name) => !name.endsWith(".br"));
const strays = names.filter((name) => name.endsWith(".br") && !files.includes(name.slice(0, -3)));
const stale = files.filter((name) => !names.includes(`${name}.br`) || !brotliDecompressSync(read(`${name}.br`)).equals(read(name)));
if (strays.length + stale.length > 0) {
  console.error(`${[...strays, ...stale].join(", ")}: not there in both forms with the same contents; \`npm run build\` writes them`);
  process.exit(1);
}
const total = { bytes: 0, brotli: 0, gzip: 0 };
for (const name of files) {
  const bytes = read(name);
  const sizes = { bytes: bytes.length, brotli: read(`${name}.br`).length, gzip: gzipSync(bytes, { level: 9 }).length };
  console.log(`${name}: ${sizes.bytes} bytes, ${sizes.brotli} as brotli, ${sizes.gzip} as gzip`);
  // Only a reader of Chinese loads the sentences in Chinese.
  if (name.includes("book.zh") || name === "sw.js") continue;
  for (const key of Object.keys(total)) total[key] += sizes[key];
}
console.log(`loaded: ${total.bytes} bytes, ${total.brotli} as brotli, ${total.gzip} as gzip`);
if (total.brotli > 400_000) {
  console.error("more than 400 kB");
  process.exit(1);
}
