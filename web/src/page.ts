// The page of a function: its formula, and what is known of it.
import formulas from "virtual:formulas";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import type { Page } from "./library.ts";
import { fromBook, t } from "./text.ts";

/** The formula (0) or the derivative (1), as mathematics. */
export function formulaOf(page: Page, which: 0 | 1): HTMLElement {
  // A formula may be wider than a phone: then it scrolls, by keyboard as well.
  const place = h("div", { class: "formula", tabindex: "0", role: "group", "aria-label": t(which === 0 ? "formula" : "derivative") });
  // Made by KaTeX from the book, when the page was built.
  place.innerHTML = formulas[page.name][which];
  for (const words of place.querySelectorAll("mtext")) {
    words.textContent = (words.textContent ?? "").replace(/\S.*\S/s, (text) => fromBook(text.replace(/\s+/g, " ")).text);
  }
  return place;
}

/** A sentence of the book; what is raised in it is shown so. */
function sentence(english: string): HTMLElement {
  const { text, translated } = fromBook(english);
  const pieces = text.split(/\^(?:\(([^)]*)\)|([−-]?\w+))/);
  // Of three pieces, the first is as it stands, and one of the others is raised.
  const shown = pieces.map((piece, i) => i % 3 === 0 ? piece : piece && h("sup", {}, piece.replace("-", "−")));
  return h("span", { lang: translated ? undefined : "en" }, shown);
}

export function bound(x: number | string): string {
  return typeof x === "number" ? short(x) : x === "inf" ? "∞" : "−∞";
}

export function rangeOf(page: Page): string {
  const open = (x: number | string) => typeof x === "string";
  const [low, high] = page.range;
  return `${open(low) ? "(" : "["}${bound(low)}, ${bound(high)}${open(high) ? ")" : "]"}`;
}

/** All that is known of it. */
export function facts(page: Page): (HTMLElement | false)[] {
  const rows: [string, Node | string][] = [
    [t("goodAt"), sentence(page.good)],
    [t("badAt"), sentence(page.bad)],
    [t("hard"), sentence(page.hard)],
    [t("range"), rangeOf(page)],
    [t("error"), errorOf(page)],
    [t("keeps"), t(`keeps ${page.keeps}`)],
  ];
  return [
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
  ];
}

export function errorOf(page: Page): string {
  const { value, slope } = page.claim;
  return slope === null ? t("errorValue", String(value)) : t("errorBoth", String(value), String(slope));
}
