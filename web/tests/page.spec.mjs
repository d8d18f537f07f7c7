// The built page in a real browser.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test as base } from "@playwright/test";
import * as ogive from "ogive";

const CHAPTERS = ["curve", "depth", "softmax", "number", "compare"];

/** Every test fails on an error in the console. */
const test = base.extend({
  page: async ({ page }, use) => {
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    expect(errors).toEqual([]);
  },
});

async function open(page, hash = "") {
  await page.goto(`/${hash}`);
  await ready(page);
}

async function ready(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
  await expect(page.locator(".chapter[aria-busy]")).toHaveCount(0);
}

for (const language of ["en", "zh"]) {
  for (const theme of ["light", "dark"]) {
    for (const chapter of CHAPTERS) {
      test(`${chapter}, ${language}, ${theme}: shown, and accessible`, async ({ page }) => {
        const more = { compare: "&p=leaky_relu", softmax: "&shift=1" }[chapter] ?? "";
        await open(page, `#${chapter}?lang=${language}&theme=${theme}${more}`);
        await expect(page.locator("html")).toHaveAttribute("lang", language === "zh" ? "zh-CN" : "en");
        await expect(page.locator("h1")).toHaveText(language === "zh" ? /[一-鿿]/ : /^[A-Z][a-z ,]/);
        // What is behind the charts, too.
        for (const summary of await page.locator("details.data > summary").all()) await summary.click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 160))])).toEqual([]);
      });
    }
  }
}

test("nothing is left in English on the Chinese page but names", async ({ page }) => {
  for (const chapter of CHAPTERS) {
    await open(page, `#${chapter}?lang=zh`);
    const left = await page.evaluate(() => {
      const known = /^(ogive|English|Xavier|Glorot|He|Kaiming|WebAssembly|Ctrl|Shift|Softmax|PyTorch|JAX|Keras|ONNX|Hugging|Face|Rust|Python|JavaScript|NaN|ulp|[a-z0-9_]+|f32|f16|bf16|f64)$/;
      const walker = document.createTreeWalker(document.getElementById("explorer"), NodeFilter.SHOW_TEXT);
      const found = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("code, math, pre, [lang=en], option, title")) continue;
        const words = node.data.match(/[A-Za-z][A-Za-z0-9_]+/g) ?? [];
        found.push(...words.filter((word) => !known.test(word)));
      }
      return [...new Set(found)];
    });
    expect(left, chapter).toEqual([]);
  }
});

test("every page of the book is in Chinese for those who read Chinese, its formulas too", async ({ page }) => {
  await open(page, "#compare?lang=zh&p=sigmoid");
  await expect(page.locator("article [lang=en]:not(a)")).toHaveCount(0);
  for (const { name } of ogive.book()) {
    await page.evaluate((to) => { location.hash = `compare?lang=zh&p=${to}`; }, name);
    await expect(page.locator("article h2")).toHaveText(name);
    await expect(page.locator("article [lang=en]:not(a)"), name).toHaveCount(0);
    const words = await page.locator("article mtext").allInnerTexts();
    expect(words.filter((text) => /[a-z]/i.test(text)), name).toEqual([]);
  }
});

test("the cursor follows mouse, touch and keys, and reads out the bits", async ({ page }) => {
  await open(page, "#curve?f=sigmoid");
  const chart = page.getByRole("slider", { name: /Cursor along sigmoid/ });
  const readout = page.getByRole("region", { name: "Numbers at the cursor" });
  await expect(readout).toContainText("0x3f3b26a8"); // σ(1), as the digests of the library have it
  await chart.focus();
  await page.keyboard.press("Home");
  await expect(chart).toHaveAttribute("aria-valuenow", "-6");
  await page.keyboard.press("ArrowRight");
  await expect(chart).toHaveAttribute("aria-valuenow", /^-5\.9[34]/);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(chart).toHaveAttribute("aria-valuenow", /^-5\.3[34]/);
  await page.keyboard.press("End");
  await expect(chart).toHaveAttribute("aria-valuenow", "6");
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await expect.poll(async () => Math.abs(Number(await chart.getAttribute("aria-valuenow")))).toBeLessThan(0.5);
  await page.mouse.wheel(0, 0);
});

test("touch moves the cursor", async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto("http://127.0.0.1:4174/#curve?f=tanh");
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
  const chart = page.getByRole("slider", { name: /Cursor along/ });
  const box = await chart.boundingBox();
  await page.touchscreen.tap(box.x + box.width * 0.8, box.y + 150);
  await expect.poll(async () => Number(await chart.getAttribute("aria-valuenow"))).toBeGreaterThan(2);
  await context.close();
});

test("zoom and pan, by buttons, keys, wheel and drag", async ({ page }) => {
  await open(page, "#curve?f=sigmoid&at=0");
  const chart = page.getByRole("slider", { name: /Cursor along/ });
  const range = async () => [Number(await chart.getAttribute("aria-valuemin")), Number(await chart.getAttribute("aria-valuemax"))];
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(range).toEqual([-3, 3]);
  await page.getByRole("button", { name: "Move right" }).click();
  await expect.poll(range).toEqual([-1.5, 4.5]);
  await chart.focus();
  await page.keyboard.press("0");
  await expect.poll(range).toEqual([-6, 6]);
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + 300, box.y + 150);
  await page.mouse.down();
  await page.mouse.move(box.x + 400, box.y + 150, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await range())[0]).toBeLessThan(-6.5);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect.poll(async () => { const [low, high] = await range(); return high - low; }).toBeLessThan(11);
});

test("functions are added, set and removed; a refused parameter is said", async ({ page }) => {
  await open(page, "#curve?f=leaky_relu");
  const panel = page.getByRole("region", { name: "Functions" });
  await panel.getByLabel("add a function").selectOption("softplus");
  await expect(panel.getByRole("link", { name: "softplus" })).toBeVisible();
  const field = panel.getByRole("spinbutton", { name: "beta" });
  await field.fill("2");
  await field.press("Enter");
  await expect.poll(() => decodeURIComponent(page.url())).toContain("softplus(beta=2)");
  await panel.getByLabel("add a function").selectOption("hardtanh");
  const least = panel.getByRole("spinbutton", { name: "min_val" });
  await least.fill("5");
  await least.press("Enter");
  await expect(panel.getByRole("alert")).toContainText(/hardtanh: .*min_val/);
  await panel.getByRole("button", { name: "Remove leaky_relu" }).click();
  await expect(panel.getByRole("link", { name: "leaky_relu" })).toHaveCount(0);
});

test("the whole state is in the address", async ({ page, context }) => {
  await open(page, "#curve?f=elu(alpha=2)&f=tanh&x=-2:3&at=-0.5&layout=multiples&type=bf16&lang=zh&theme=dark");
  await expect(page.locator("figure")).toHaveCount(2);
  const text = (of) => of.locator(".readout").innerText();
  await page.locator("svg[role=slider]").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(400);
  const other = await context.newPage();
  await other.goto(page.url());
  await ready(other);
  expect(await text(other)).toBe(await text(page));
  await expect(other.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("an address that names nothing is said, and the page goes on", async ({ page }) => {
  await open(page, "#curve?f=sigmoyd&f=relu");
  await expect(page.getByRole("alert")).toContainText("did you mean `sigmoid`");
  await expect(page.locator("svg[role=slider]")).toBeVisible();
});

test("depth: the sigmoid's gradient dies, relu's lives", async ({ page }) => {
  await open(page, "#depth?f=sigmoid&f=relu&layers=50");
  await expect(page.locator(".verdict")).toContainText(/sigmoid vanishes/);
  await expect(page.locator(".verdict")).toContainText(/relu survives/);
  await page.getByRole("spinbutton", { name: "Layers" }).fill("1");
  await page.getByRole("spinbutton", { name: "Layers" }).press("Enter");
  await expect(page.locator(".verdict")).toContainText(/sigmoid survives/);
});

test("softmax: the textbook's run, dragged, shifted by 1000", async ({ page }) => {
  await open(page, "#softmax");
  const table = page.locator(".main table");
  for (const probability of ["0.2222", "0.3324", "0.3454", "0.0999"]) await expect(table).toContainText(probability);
  await page.getByLabel("add 1000 to all scores").check();
  await expect(table.getByText("NaN")).toHaveCount(4);
  await expect(table).toContainText("0.3324");
  const bar = page.getByRole("slider", { name: "Score of class 1" });
  await bar.focus();
  await page.keyboard.press("End");
  await expect(bar).toHaveAttribute("aria-valuenow", "5");
  const box = await bar.boundingBox();
  await page.mouse.move(box.x + 10, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 10, box.y + box.height * 0.75);
  await page.mouse.up();
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeLessThan(-2);
});

test("number: ours is within the claim, the formula is not", async ({ page }) => {
  await open(page, "#number?f=gelu&narrow=f32");
  const said = await page.locator(".verdict").innerText();
  const [, ours, naive] = /ogive is at most ([\d.]+) ulp off here; .* up to (\S+) ulp/.exec(said);
  expect(Number(ours)).toBeLessThan(1);
  expect(naive.includes("10") || naive === "∞" || Number(naive) > 100, said).toBe(true);
});

test("compare: sorted, filtered, a page with code in step with the sliders", async ({ page }) => {
  await open(page, "#compare?f=leaky_relu(negative_slope=0.04)");
  const rows = page.locator("tbody").first().locator("tr");
  const all = await rows.count();
  expect(all).toBeGreaterThan(50);
  await page.getByRole("button", { name: "Error (ulp)" }).click();
  await expect(page.locator("th[aria-sort=ascending]")).toHaveCount(1);
  await page.getByLabel("Search").fill("leakyrelu");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("link", { name: "leaky_relu" }).click();
  await expect(page.locator("article pre")).toContainText("leaky_relu(negative_slope=0.04)");
  const pick = page.getByLabel("Code for");
  for (const [name, code] of [["Python", "ogive.leaky_relu(x, negative_slope=0.04)"], ["PyTorch", "ogive.torch.leaky_relu"], ["JavaScript", "leaky_relu(x, { negative_slope: 0.04 })"]]) {
    await pick.selectOption(name);
    await expect(page.locator("article pre")).toContainText(code);
  }
  await pick.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("article pre")).toContainText("ogive apply 'leaky_relu(negative_slope=0.04)'");
  await expect(pick).toBeFocused();
  await open(page, "#compare?p=softmax&temperature=2");
  await expect(page.locator("article pre")).toContainText("softmax(axis=-1, temperature=2)");
});

test("curve and number: the code follows the sliders, and the one that is looked at", async ({ page }) => {
  await open(page, "#curve?f=sigmoid&f=leaky_relu&f=leaky_relu(negative_slope=0.2)&code=Python");
  const code = page.locator(".after pre");
  await expect(code).toContainText("ogive.sigmoid(x)");
  const panel = page.getByRole("region", { name: "Functions" });
  const field = panel.getByRole("spinbutton", { name: "negative_slope" }).nth(1);
  await field.fill("0.3");
  await field.press("Enter");
  await expect(code).toContainText("ogive.leaky_relu(x, negative_slope=0.3)");
  const slider = panel.getByRole("slider", { name: "negative_slope" }).nth(0);
  await slider.focus();
  await page.keyboard.press("End");
  await expect(code).toContainText("ogive.leaky_relu(x, negative_slope=1)");
  await page.locator(".after").getByLabel("Function").selectOption({ label: "leaky_relu(negative_slope=0.3)" });
  await expect(code).toContainText("ogive.grad.leaky_relu(x, g, negative_slope=0.3)");
  await page.getByRole("navigation").getByRole("link", { name: "Number" }).click();
  await expect(code).toContainText("ogive.leaky_relu(x, negative_slope=0.3)");
  await page.getByRole("region", { name: "Number", exact: true }).getByLabel("Function").selectOption("sigmoid");
  await expect(code).toContainText("ogive.sigmoid(x)");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".copied")).toHaveText("copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("import ogive\n\ny = ogive.sigmoid(x)\ndx = ogive.grad.sigmoid(x, g)");
});

/** The parameters of the functions of a module in Python, with their defaults as they are written there. */
function signatures(path) {
  const source = readFileSync(new URL(`../../python/ogive/${path}`, import.meta.url), "utf8");
  const found = [...source.matchAll(/^def (\w+)\(([^)]*)\) ->/gm)];
  const parameter = (text) => {
    const [, name, usual] = /^(\w+)(?::[^=]*)?(?:=(.*))?$/s.exec(text.trim()) ?? [];
    return [name, usual?.trim()];
  };
  return new Map(found.map(([, name, inside]) => [name, new Map(inside.split(",").map(parameter))]));
}

test("the code that is shown computes the function that is set", async ({ page }) => {
  await open(page);
  const texts = ogive.book().flatMap(({ name, parameters, settings }) => {
    const needed = parameters.some((it) => it.name === "axis" && it.default === null) ? ["axis=-1"] : [];
    return ["", ...settings].map((setting) => `${name}(${[...(setting ? [setting] : []), ...needed].join(", ")})`);
  });
  expect(texts.length).toBeGreaterThan(100);
  const shown = await page.evaluate((all) => all.map((text) => window.ogive.codes(window.ogive.make(text))), texts);
  const [plain, gradients, torch] = ["_functions.py", "grad.py", "torch/_functions.py"].map(signatures);
  const theirs = { dim: "axis", tau: "temperature" };

  /** What a call in Python asks for, as the library writes it. */
  function asked(code, pattern, modules) {
    const [, name, inside] = pattern.exec(code);
    const declared = modules.get(name);
    const given = new Map([...inside.matchAll(/(\w+)=(torch\.tensor\(\[[^\]]*\]\)|\[[^\]]*\]|float\("inf"\)|[^,]+)/g)].map(([, key, value]) => [key, value]));
    for (const key of given.keys()) expect(declared.has(key), `${key} in ${code}`).toBe(true);
    const known = ogive.book().find((it) => it.name === name).parameters.map((it) => it.name);
    const both = [...declared].flatMap(([key, usual]) => {
      const ours = theirs[key] ?? key;
      const value = given.get(key) ?? usual;
      if (!known.includes(ours) || value === "None") return [];
      expect(value, `${key} in ${code}`).toBeDefined();
      return [`${ours}=${value.replace(/^torch\.tensor\((.*)\)$/, "$1").replace('float("inf")', "inf").replace(/^(True|False)$/, (word) => word.toLowerCase()).replaceAll(" / ", "/")}`];
    });
    return String(ogive.parse(`${name}(${both.join(", ")})`));
  }

  for (const [i, text] of texts.entries()) {
    const f = ogive.parse(text);
    const is = ogive.book().find((it) => it.name === f.name);
    const [rust, python, pytorch, javascript, command] = shown[i].map(([, code]) => code);
    for (const [, written] of [...rust.matchAll(/parse\("(.*)"\)/g), ...command.matchAll(/^ogive \w+ '(.*?)'/gm)]) {
      expect(String(ogive.parse(written))).toBe(String(f));
    }
    // Masked rows are asked for in another way in Python: by the mask.
    if (!text.includes("masked")) {
      expect(asked(python, /^y = ogive\.(\w+)\(x(.*)\)$/m, plain), python).toBe(String(f));
      if (is.keeps !== "no gradient") expect(asked(python, /^dx = ogive\.grad\.(\w+)\(x, g(.*)\)$/m, gradients), python).toBe(String(f));
    }
    expect(asked(pytorch, /^y = ogive\.torch\.(\w+)\(x(.*)\)$/m, torch), pytorch).toBe(String(f));
    // The code for JavaScript is run.
    const shape = f.name === "softmax2d" ? [2, 1, 3] : [6];
    const x = Float32Array.of(-2, -0.5, 0.25, 1, 3, 8);
    const y = f.forward(x, { shape });
    const g = new Float32Array(y.length).fill(0.5);
    const names = { x, g, channels: 2, height: 1, width: 3, [f.name]: ogive[f.name] };
    const dx = is.keeps === "no gradient" ? undefined : f.backward(x, g, { shape });
    const run = new Function(...Object.keys(names), `${javascript.replace(/^import .*$/m, "")}\nreturn [y, ${dx ? "dx" : "undefined"}];`);
    expect(run(...Object.values(names)), javascript).toEqual([y, dx]);
  }
});

test("the keyboard alone reaches every chapter, and what is in it", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Tab");
  await expect(page.getByText("Skip to the content")).toBeFocused();
  const reached = new Set();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement?.getAttribute("role") ?? document.activeElement?.tagName.toLowerCase()));
  }
  for (const kind of ["a", "button", "input", "select", "slider", "summary"]) expect([...reached]).toContain(kind);
  for (const chapter of ["Depth", "Softmax", "Number", "Compare"]) {
    await page.getByRole("navigation").getByRole("link", { name: chapter }).focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("h1")).toBeFocused();
    await ready(page);
  }
});

test("on a phone nothing is wider than the window", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  for (const language of ["en", "zh"]) {
    for (const chapter of CHAPTERS) {
      await page.goto(`http://127.0.0.1:4174/#${chapter}?lang=${language}&p=gelu`);
      await page.reload();
      await ready(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${chapter} ${language}`).toBeLessThanOrEqual(360);
    }
  }
  await context.close();
});

test("after the first load, no network is needed", async ({ page, context }) => {
  await open(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.goto("/#number");
  await page.reload();
  await ready(page);
  await expect(page.locator("h1")).toHaveText(/element type/);
  await context.setOffline(false);
});

test("without WebAssembly the page says so", async ({ browser }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    delete globalThis.WebAssembly;
  });
  await page.goto("http://127.0.0.1:4174/");
  await expect(page.getByRole("alert")).toContainText("no WebAssembly");
  await context.close();
});

test("what the page shows is what the library computes: the committed digests, in the browser", async ({ page }) => {
  const lines = readFileSync(new URL("../../crates/ogive-verify/digests.txt", import.meta.url), "utf8").split("\n");
  const digests = new Map(lines.map((line) => line.split(": ")));
  await open(page);
  const results = await page.evaluate(async () => {
    const { pages, make } = window.ogive;
    const patterns = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
    const elements = [...pages().values()].filter((page) => page.kind === "element");
    return elements.map((page) => {
      const f = make(page.name);
      return [f.toString(), Array.from(f.forward(patterns, { dtype: "bfloat16" }))];
    });
  });
  expect(results.length).toBeGreaterThan(35);
  for (const [text, values] of results) {
    const bytes = new Uint8Array(Uint16Array.from(values).buffer);
    expect(bytesToHex(blake3(bytes)), text).toBe(digests.get(`${text} value bf16 sample`));
  }
});
