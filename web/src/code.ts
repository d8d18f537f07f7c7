// Code that computes a function as it is set: for each language, and to copy.
import signatures from "../torch.json";
import { fresh, h } from "./dom.ts";
import { pageOf, type Activation, type Page } from "./library.ts";
import * as state from "./state.ts";
import { t } from "./text.ts";

interface Argument {
  name: string;
  /** As the library writes it: a number, `inf`, `true`, `false`, or numbers in brackets. */
  value: string;
}

/** The arguments that have to be written: those that are not the defaults, and those that have none. */
function argumentsOf(page: Page, f: Activation): Argument[] {
  const inside = /\((.*)\)$/s.exec(f.toString())?.[1] ?? "";
  const all = [...inside.matchAll(/(\w+)=(\[[^\]]*\]|[^,]+)/g)].map(([, name, value]) => ({ name, value: tidy(value) }));
  return all.filter(({ name, value }) => isRequired(page, name) || value !== tidy(JSON.stringify(page.arguments[name] ?? null).replaceAll('"', "")));
}

const isRequired = (page: Page, name: string) => page.parameters.some((p) => p.name === name && p.default === null);

/** Numbers in their shortest form. */
function tidy(value: string): string {
  return value.replace(/-?\d[\d.]*(e[-+]?\d+)?/gi, (number) => String(Number(number)).replace("e+", "e"));
}

const python = (value: string) => value.replace(/^inf$/, 'float("inf")').replace(/^(true|false)$/, (word) => word[0].toUpperCase() + word.slice(1));
const javascript = (value: string) => value.replace(/^inf$/, "Infinity");

const TORCH: Record<string, Record<string, { default: string | null; tensor: boolean }>> = signatures;

/** PyTorch's names for two of the parameters, where it has them. */
const THEIRS: Record<string, string> = { axis: "dim", temperature: "tau" };

/** A default of Python as the library writes it: it may be a division. */
function usual(written: string): string {
  const [over, under] = written.split("/").map(Number);
  return Number.isFinite(over) ? String(under === undefined ? over : over / under) : written.toLowerCase();
}

/** The arguments under the names that PyTorch has for them, with those that it has no default for, or another. */
function torchArguments(page: Page, f: Activation): Argument[] {
  const theirs = TORCH[page.name] ?? {};
  const given = argumentsOf(page, f);
  const called = (name: string) => (THEIRS[name] !== undefined && THEIRS[name] in theirs ? THEIRS[name] : name);
  const differs = (name: string) => {
    const declared = theirs[called(name)];
    return declared !== undefined && (declared.default === null || usual(declared.default) !== String(page.arguments[name]));
  };
  const asked = Object.keys(page.arguments)
    .filter((name) => given.every((argument) => argument.name !== name) && differs(name))
    .map((name) => ({ name, value: String(page.arguments[name]) }));
  const all = [...given, ...asked].map(({ name, value }) => ({
    name: called(name),
    value: theirs[called(name)]?.tensor ? `torch.tensor(${value.startsWith("[") ? value : `[${value}]`})` : value,
  }));
  // Here, what is left of a row keeps its axis.
  return "keepdim" in theirs ? [...all, { name: "keepdim", value: "true" }] : all;
}

/** PyTorch's own function of that kind, if it has one. */
function torchOwn(page: Page): string | undefined {
  const theirs = page.names.filter((name) => name.ecosystem === "PyTorch");
  const own = theirs.find((name) => name.name.startsWith("nn.")) ?? theirs[0];
  if (own === undefined) return undefined;
  const name = `torch.${own.name.replace(/^F\./, "nn.functional.")}`;
  return `# ${t("torchOwn", name)}${own.defaults ? t("torchDefault", own.defaults.replace("axis", "dim")) : ""}`;
}

/** The ways to compute it: each a name, and lines of code. */
export function codes(f: Activation): [string, string][] {
  const page = pageOf(f);
  const given = argumentsOf(page, f);
  const list = (all: Argument[], write: (value: string) => string, sign = "=") => all.map(({ name, value }) => `${name}${sign}${write(value)}`);
  const call = (name: string, ...inside: (string | string[])[]) => `${name}(${inside.flat().join(", ")})`;
  const lines = (...all: (string | false | undefined)[]) => all.filter((line) => line !== false && line !== undefined).join("\n");
  const text = given.length > 0 ? call(page.name, list(given, (value) => value)) : page.name;
  // A plain array is a row, and what is over an axis of its own choice takes images.
  const shape = page.kind === "axis" && page.parameters.every((it) => it.name !== "axis") ? ["shape: [channels, height, width]"] : [];
  const fields = [...list(given, javascript, ": "), ...shape];
  const options = fields.length > 0 ? [`{ ${fields.join(", ")} }`] : [];
  const torch = torchArguments(page, f);
  const gradient = page.keeps !== "no gradient";
  return [
    ["Rust", lines("use ogive::prelude::*;", "", `let f = ogive::parse("${text}")?;`, "let y = f.forward(&x)?;", gradient && "let dx = f.backward(&x, &g)?;")],
    ["Python", lines("import ogive", "", `y = ${call(`ogive.${page.name}`, "x", list(given, python))}`, gradient && `dx = ${call(`ogive.grad.${page.name}`, "x", "g", list(given, python))}`)],
    [
      "PyTorch",
      lines(
        torch.some(({ value }) => value.startsWith("torch.")) && "import torch",
        "import ogive.torch",
        "",
        torchOwn(page),
        `y = ${call(`ogive.torch.${page.name}`, "x", list(torch, python))}`,
      ),
    ],
    ["JavaScript", lines(`import { ${page.name} } from "ogive";`, "", `const y = ${call(page.name, "x", options)};`, gradient && `const dx = ${call(`${page.name}.grad`, "x", "g", options)};`)],
    [t("command"), lines(`ogive apply '${text}' x.npy -o y.npy`, gradient && `ogive grad '${text}' x.npy --upstream g.npy -o dx.npy`)],
  ];
}

/** Code to copy, in the language that was looked at last, which stays the same in all chapters. */
export class CodeBlock {
  readonly element: HTMLElement;
  #pick: HTMLSelectElement;
  #lines = h("code");
  #hint = h("p", { class: "hint" }, t("codeHint"));
  #copied = h("span", { class: "copied", role: "status" });

  constructor() {
    const id = fresh("code");
    this.#pick = h("select", { id, onchange: () => state.set({ code: this.#pick.selectedIndex > 0 ? this.#pick.value : undefined }) });
    this.element = h(
      "div",
      { class: "code" },
      h("div", { class: "code-head" }, h("div", { class: "field" }, h("label", { for: id }, t("codeFor")), this.#pick), h("button", { type: "button", onclick: () => void this.#copy() }, t("copy")), this.#copied),
      h("pre", { tabindex: "0", role: "region", "aria-label": t("code") }, this.#lines),
      this.#hint,
    );
  }

  /** The code for a function; what is the same as before stays as it is, and keeps the focus. */
  show(f: Activation): void {
    const all = codes(f);
    this.#hint.hidden = pageOf(f).keeps === "no gradient";
    if (this.#pick.length === 0) this.#pick.append(...all.map(([name], i) => h("option", { value: i < 4 ? name : "command" }, name)));
    const index = Math.max([...this.#pick.options].findIndex(({ value }) => value === state.get("code", "Rust")), 0);
    this.#pick.selectedIndex = index;
    const [, lines] = all[index];
    if (this.#lines.textContent === lines) return;
    this.#lines.textContent = lines;
    this.#copied.textContent = "";
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#lines.textContent ?? "");
      this.#copied.textContent = t("copied");
    } catch {
      this.#copied.textContent = t("notCopied");
    }
  }
}
