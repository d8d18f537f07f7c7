// Fails if a module has few vector instructions: once a change of one line left it with a quarter of them, at half the speed.
import { readFile } from "node:fs/promises";

// All of them begin with this byte. Others are like it, too: some thousand in a module without vectors.
const VECTOR = 0xfd;
const EXPECTED = 150_000;

const path = process.argv[2];
const count = (await readFile(path)).filter((byte) => byte === VECTOR).length;
if (count < EXPECTED) {
  console.error(`${path}: ${count} bytes that begin a vector instruction; expected ${EXPECTED} or more: which loops are no longer vector code?`);
  process.exit(1);
}
console.log(`${path}: ${count} bytes that begin a vector instruction`);
