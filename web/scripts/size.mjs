// What a browser loads for the page, compressed as `ogive explore` and most servers do (gzip), and as the others do
// (brotli). Fails if it is more than 400 kB by brotli.
import { readFileSync, readdirSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const names = readdirSync(dist, { recursive: true }).filter((name) => /\.(html|js|css|wasm|svg)$/.test(name));
let total = { bytes: 0, gzip: 0, brotli: 0 };
for (const name of names.sort()) {
  const bytes = readFileSync(new URL(name.replaceAll("\\", "/"), dist));
  const sizes = { bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
  console.log(`${name}: ${sizes.bytes} bytes, ${sizes.gzip} as gzip, ${sizes.brotli} as brotli`);
  // Only a reader of Chinese loads the sentences in Chinese.
  if (name.includes("book.zh") || name === "sw.js") continue;
  for (const key of Object.keys(total)) total[key] += sizes[key];
}
console.log(`loaded: ${total.bytes} bytes, ${total.gzip} as gzip, ${total.brotli} as brotli`);
if (total.brotli > 400_000) {
  console.error("more than 400 kB");
  process.exit(1);
}
