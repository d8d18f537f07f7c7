// The functions that are chosen: their list in the address, and the panel where they are chosen and set.
import { button, choice, slider, type Slider } from "./controls.ts";
import { h } from "./dom.ts";
import { make, pageOf, pages, type Activation, type Page } from "./library.ts";
import * as state from "./state.ts";
import { t } from "./text.ts";

export interface Chosen {
  /** As the address has it. */
  text: string;
  activation: Activation;
  page: Page;
  /** Its colour, and its place in the list. */
  index: number;
}

/** As many can be told apart. */
export const MOST = 6;
const TO_BEGIN_WITH = ["sigmoid", "relu", "leaky_relu"];

/** The chosen functions of one number, and what the address says that is none. */
export function chosen(): { functions: Chosen[]; problems: string[] } {
  const given = state.getAll("f");
  const problems: string[] = [];
  const functions: Chosen[] = [];
  for (const text of given.length > 0 ? given : TO_BEGIN_WITH) {
    try {
      const activation = make(text);
      const page = pageOf(activation);
      if (page.kind !== "element") problems.push(t("notOfOneNumber", activation.name));
      else if (functions.length < MOST) functions.push({ text, activation, page, index: functions.length });
      else problems.push(t("tooMany", String(MOST)));
    } catch (error) {
      problems.push(String((error as Error).message));
    }
  }
  return { functions, problems };
}

/** Sets the list, and which of it is looked at, if that changes. */
export function choose(texts: string[], ...of: [] | [number | undefined]): void {
  state.set({ f: texts, ...(of.length > 0 ? { of: of[0] === undefined ? undefined : of[0] + 1 } : {}) });
}

/** The one that is looked at, where there is room for one: by its name, or its place counted from 1. */
export function which(functions: Chosen[]): Chosen | undefined {
  const of = state.get("of", "");
  return functions.find((f) => f.page.name === of) ?? functions[Number(of) - 1] ?? functions.find((f) => f.page.claim.value > 0) ?? functions[0];
}

/** The choice of one of the list. */
export class Picker {
  readonly element = h("div", { class: "picker" });
  #shown = "";

  show(functions: Chosen[], one: Chosen): void {
    const names = functions.map((f) => f.text).join(" ");
    let select = this.element.querySelector("select");
    if (select === null || names !== this.#shown) {
      this.#shown = names;
      const options = functions.map((f): [string, string] => [String(f.index + 1), f.text]);
      // While a slider moves, the texts alone change.
      if (select?.length === options.length) options.forEach(([, text], i) => ((select as HTMLSelectElement).options[i].textContent = text));
      else this.element.replaceChildren(choice(t("function"), options, "", (to) => state.set({ of: to })));
      select = this.element.querySelector("select") as HTMLSelectElement;
    }
    select.value = String(one.index + 1);
  }
}

/** A function over a row, with the temperature that is set where it takes one; any other as the book has it. */
export function usual(page: Page): Activation {
  const takes = (name: string) => page.parameters.some((parameter) => parameter.name === name);
  const temperature = state.getNumber("temperature", 1, 0.05, 10);
  if (page.kind !== "axis" || !takes("axis")) return make(page.name);
  return make(takes("temperature") && temperature !== 1 ? `${page.name}(temperature=${temperature}, axis=-1)` : `${page.name}(axis=-1)`);
}

/** A function with other parameters than the defaults, as it is written. */
export function written(page: Page, values: Record<string, unknown>): string {
  const others = Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(page.arguments[name]));
  const list = others.map(([name, value]) => `${name}=${Array.isArray(value) ? `[${value.join(", ")}]` : value}`);
  return list.length > 0 ? `${page.name}(${list.join(", ")})` : page.name;
}

/** The parameters of a function that are numbers, as they are set. */
export function numbersOf(activation: Activation): Record<string, number> {
  const page = pageOf(activation);
  const found: Record<string, number> = {};
  const text = activation.toString();
  for (const [name, value] of Object.entries(page.arguments)) {
    const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof one !== "number" || name === "axis" || name === "seed") continue;
    const set = new RegExp(`[(, ]${name}=\\[?([^,)\\]]+)`).exec(text);
    found[name] = set ? Number(set[1]) : one;
  }
  return found;
}

/** Where a slider begins and ends: around the default, and where the function takes it. */
function reach(page: Page, name: string, value: number): { low: number; high: number; step: number } {
  const size = Math.max(Math.abs(value), 0.25);
  const takes = (x: number) => {
    try {
      make(`${page.name}(${name}=${x})`);
      return true;
    } catch {
      return false;
    }
  };
  const unit = 10 ** Math.floor(Math.log10(size));
  const high = Math.ceil((4 * size) / unit) * unit;
  const step = high / 200;
  const low = takes(-high) ? -high : takes(0) ? 0 : step;
  return takes(high) ? { low, high, step } : { low, high: 0, step };
}

/** The panel: a card for each function, and a list to take more from. */
export class Panel {
  readonly element = h("section", { class: "panel", "aria-label": t("functions") });
  #names = "";
  #sliders: Map<string, Slider>[] = [];
  #message = h("p", { class: "problem", role: "alert", hidden: true });

  update(): Chosen[] {
    const { functions, problems } = chosen();
    const names = functions.map(({ page }) => page.name).join(" ");
    if (names !== this.#names || this.#sliders.length === 0) {
      this.#names = names;
      this.#build(functions);
    }
    functions.forEach(({ activation }, i) => {
      for (const [name, value] of Object.entries(numbersOf(activation))) this.#sliders[i]?.get(name)?.set(value);
    });
    this.#say(problems[0]);
    return functions;
  }

  #say(problem: string | undefined): void {
    this.#message.hidden = problem === undefined;
    if (this.#message.textContent !== (problem ?? "")) this.#message.textContent = problem ?? "";
  }

  #build(functions: Chosen[]): void {
    this.#sliders = functions.map(() => new Map());
    const others = [...pages().values()].filter((page) => page.kind === "element");
    const add = h(
      "select",
      {
        "aria-label": t("addFunction"),
        onchange: () => {
          const { functions } = chosen();
          if (add.value !== "") choose([...functions.map((f) => f.text), add.value], functions.length);
        },
        disabled: functions.length >= MOST,
      },
      h("option", { value: "" }, functions.length >= MOST ? t("tooMany", String(MOST)) : `+ ${t("addFunction")}`),
      others.map((page) => h("option", { value: page.name }, page.name)),
    );
    this.element.replaceChildren(
      h("h2", {}, t("functions")),
      h("ul", { class: "cards" }, functions.map((f) => this.#card(f))),
      add,
      this.#message,
    );
  }

  #card({ page, activation, index }: Chosen): HTMLElement {
    const remove = () => {
      const rest = chosen().functions.filter((f) => f.index !== index);
      choose(rest.map((f) => f.text), undefined);
      this.element.querySelector<HTMLElement>(".cards a, select")?.focus();
    };
    const sliders = Object.entries(numbersOf(activation)).map(([name, value]) => {
      const usual = page.arguments[name];
      const made = slider({
        name,
        ...reach(page, name, Array.isArray(usual) ? usual[0] : Number(usual)),
        value,
        open: true,
        onInput: (to) => this.#set(index, name, to),
      });
      this.#sliders[index].set(name, made);
      return made.element;
    });
    return h(
      "li",
      { class: `card c${index}` },
      h(
        "div",
        { class: "card-head" },
        h("span", { class: "swatch", "aria-hidden": "true" }),
        h("a", { href: state.link("compare", { p: page.name }), title: t("toItsPage") }, page.name),
        button(t("remove", page.name), remove, { class: "quiet" }, "×"),
      ),
      sliders,
    );
  }

  #set(index: number, name: string, value: number): void {
    const { functions } = chosen();
    const f = functions[index];
    if (!f) return;
    const text = written(f.page, { ...numbersOf(f.activation), [name]: value });
    try {
      make(text);
    } catch (error) {
      this.#say(String((error as Error).message));
      return;
    }
    choose(functions.map((other) => (other.index === index ? text : other.text)), index);
  }
}
