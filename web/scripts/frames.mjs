// How long a frame takes while a slider is dragged with three curves in sight: `npm run frames`, on a quiet machine.
// A measurement and no test: a busy machine would fail it.
import { chromium } from "@playwright/test";
import { preview } from "vite";

const server = await preview({ preview: { port: 4175, host: "127.0.0.1" } });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto("http://127.0.0.1:4175/#curve?f=leaky_relu&f=elu&f=gelu");
await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
const client = await page.context().newCDPSession(page);
// Time of the processor, which a busy machine does not stretch.
await client.send("Performance.enable", { timeDomain: "threadTicks" });
const metric = async (name) => (await client.send("Performance.getMetrics")).metrics.find((m) => m.name === name).value;
const before = [await metric("TaskDuration"), await metric("ScriptDuration")];
const intervals = await page.evaluate(async () => {
  const slider = document.querySelector(".card input[type=range]");
  const frame = () => new Promise(requestAnimationFrame);
  const found = [];
  let last = await frame();
  for (let i = 0; i < 240; i += 1) {
    slider.value = String(0.02 * Math.sin(i / 20));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const now = await frame();
    found.push(now - last);
    last = now;
  }
  return found.sort((a, b) => a - b);
});
const after = [await metric("TaskDuration"), await metric("ScriptDuration")];
const at = (share) => intervals[Math.floor(share * (intervals.length - 1))].toFixed(1);
const each = (i) => ((1000 * (after[i] - before[i])) / intervals.length).toFixed(1);
console.log(`240 frames: ${at(0.5)} ms from one to the next in the middle, ${at(0.95)} at 95 %, ${at(1)} at most`);
console.log(`processor time of a frame in the page's thread: ${each(0)} ms in all, ${each(1)} of it in scripts; there are 16.7 to 60 frames per second`);
await browser.close();
await server.close();
