// The page of a function: its formula, what is known of it, and code that computes it.
import formulas from "virtual:formulas";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import type { Page } from "./library.ts";
import * as state from "./state.ts";
import { fromBook, t } from "./text.ts";

/** The formula (0) or the derivative (1), as mathematics. */
export function formulaOf(page: Page, which: 0 | 1): HTMLElement {
  // A formula may be wider than a phone: then it scrolls, by keyboard as well.
  const place = h("div", { class: "formula", tabindex: "0", role: "group", "aria-label": t(which === 0 ? "formula" : "derivative") });
  // Made by KaTeX from the book, when the page was built.
  place.innerHTML = formulas[page.name][which];
  return place;
}

export function bound(x: number | string): string {
  return typeof x === "number" ? short(x) : x === "inf" ? "∞" : "−∞";
}

export function rangeOf(page: Page): string {
  const open = (x: number | string) => typeof x === "string";
  const [low, high] = page.range;
  return `${open(low) ? "(" : "["}${bound(low)}, ${bound(high)}${open(high) ? ")" : "]"}`;
}

/** The call with the arguments that are set, as Python writes it. */
function call(name: string, lists: string[]): string {
  return `${name}(${lists.filter((list) => list !== "").join(", ")})`;
}

/** The ways to compute it: each a name, and lines of code. */
export function codes(page: Page, text: string): [string, string][] {
  const inside = /\((.*)\)$/s.exec(text)?.[1] ?? "";
  const python = inside.replace(/\b(true|false)\b/g, (word) => word[0].toUpperCase() + word.slice(1));
  const javascript = inside === "" ? "" : `{ ${inside.replace(/=/g, ": ")} }`;
  const gradient = page.keeps !== "no gradient";
  const torch = page.names.find((name) => name.ecosystem === "PyTorch" && name.name.startsWith("nn."));
  const lines = (...all: (string | false)[]) => all.filter((line) => line !== false).join("\n");
  return [
    ["Rust", lines("use ogive::prelude::*;", "", `let f = ogive::parse("${text}")?;`, "let y = f.forward(&x)?;", gradient && "let dx = f.backward(&x, &g)?;")],
    ["Python", lines("import ogive", "", `y = ${call(`ogive.${page.name}`, ["x", python])}`, gradient && `dx = ${call(`ogive.grad.${page.name}`, ["x", "g", python])}`)],
    [
      "PyTorch",
      lines(
        torch !== undefined && `# ${t("sameAs")} torch.${torch.name}${torch.defaults ? ` (${torch.defaults})` : ""}`,
        "import ogive.torch",
        "",
        `y = ${call(`ogive.torch.${page.name}`, ["x", python])}`,
      ),
    ],
    ["JavaScript", lines(`import { ${page.name} } from "ogive";`, "", `const y = ${call(page.name, ["x", javascript])};`, gradient && `const dx = ${call(`${page.name}.grad`, ["x", "g", javascript])};`)],
    [t("command"), lines(`ogive apply '${text}' x.npy -o y.npy`, gradient && `ogive grad '${text}' x.npy --upstream g.npy -o dx.npy`)],
  ];
}

/** Code to copy, in the language that was looked at last. */
export function codeBlock(page: Page, text: string): HTMLElement {
  const all = codes(page, text);
  const wanted = state.get("code", "Rust");
  const index = Math.max(all.findIndex(([name]) => name === wanted), 0);
  const [, lines] = all[index];
  const copied = h("span", { class: "copied", role: "status" });
  const pick = h(
    "select",
    { "aria-label": t("codeFor"), value: all[index][0], onchange: () => state.set({ code: pick.value === "Rust" ? undefined : pick.value }) },
    all.map(([name]) => h("option", { value: name }, name)),
  );
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(lines);
      copied.textContent = t("copied");
    } catch {
      copied.textContent = t("notCopied");
    }
  };
  return h(
    "div",
    { class: "code" },
    h("div", { class: "code-head" }, pick, h("button", { type: "button", onclick: copy }, t("copy")), copied),
    h("pre", { tabindex: "0", role: "region", "aria-label": t("code") }, h("code", {}, lines)),
  );
}

/** All that is known of it. */
export function pagePanel(page: Page, text: string): HTMLElement {
  const sentence = (english: string) => {
    const { text, translated } = fromBook(english);
    return h("span", { lang: translated ? undefined : "en" }, text);
  };
  const rows: [string, Node | string][] = [
    [t("goodAt"), sentence(page.good)],
    [t("badAt"), sentence(page.bad)],
    [t("hard"), sentence(page.hard)],
    [t("range"), rangeOf(page)],
    [t("error"), errorOf(page)],
    [t("keeps"), t(`keeps ${page.keeps}`)],
  ];
  return h(
    "article",
    { class: "page" },
    h("h2", { tabindex: "-1" }, page.name),
    formulaOf(page, 0),
    formulaOf(page, 1),
    h("dl", {}, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    page.parameters.length > 0 &&
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": t("parameters") },
        h(
          "table",
          {},
          h("caption", {}, t("parameters")),
          h("thead", {}, h("tr", {}, [t("name"), t("default"), t("meaning")].map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", {}, page.parameters.map((p) => h("tr", {}, h("th", { scope: "row" }, p.name), h("td", {}, p.default ?? "–"), h("td", {}, sentence(p.meaning))))),
        ),
      ),
    page.names.length > 0 &&
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": t("whoHasIt") },
        h(
          "table",
          {},
          h("caption", {}, t("whoHasIt")),
          h("tbody", {}, page.names.map((n) => h("tr", {}, h("th", { scope: "row" }, n.ecosystem), h("td", {}, h("code", {}, n.name), n.defaults ? ` (${n.defaults})` : ""), h("td", {}, n.note ? sentence(n.note) : "")))),
        ),
      ),
    h("p", { class: "origin" }, `${t("origin")} `, page.origin.map((o, i) => [i > 0 && "; ", h("a", { href: o.url, lang: "en" }, o.text)])),
    codeBlock(page, text),
  );
}

export function errorOf(page: Page): string {
  const { value, slope } = page.claim;
  return slope === null ? t("errorValue", String(value)) : t("errorBoth", String(value), String(slope));
}
