// Fields: a slider beside a number, a choice, a button, a switch; each with its name.
import { fresh, h } from "./dom.ts";
import { short } from "./format.ts";
import { LONG, type Short } from "./library.ts";
import { t } from "./text.ts";

export interface Slider {
  element: HTMLElement;
  set(value: number): void;
}

/** A slider, and beside it a field for the same number. */
export function slider(options: {
  name: string;
  low: number;
  high: number;
  step: number;
  value: number;
  /** May the field take numbers that the slider does not reach? */
  open?: boolean;
  onInput: (value: number) => void;
  describe?: (value: number) => string;
}): Slider {
  const id = fresh("slider");
  const { low, high, step, open } = options;
  const range = h("input", { type: "range", id, min: low, max: high, step, value: options.value });
  const field = h("input", {
    type: "number",
    "aria-label": options.name,
    step: "any",
    value: tidy(options.value),
    ...(open ? {} : { min: low, max: high }),
  });
  const describe = (value: number) => range.setAttribute("aria-valuetext", options.describe?.(value) ?? short(value));
  const given = (value: number, from: HTMLInputElement) => {
    if (!Number.isFinite(value)) return;
    const taken = open ? value : Math.min(Math.max(value, low), high);
    if (from !== range) range.value = String(taken);
    if (from !== field) field.value = tidy(taken);
    describe(taken);
    options.onInput(taken);
  };
  range.addEventListener("input", () => given(range.valueAsNumber, range));
  field.addEventListener("change", () => given(field.valueAsNumber, field));
  describe(options.value);
  return {
    element: h("div", { class: "slider" }, h("label", { for: id }, options.name), range, field),
    set(value) {
      if (document.activeElement !== range) range.value = String(value);
      if (document.activeElement !== field) field.value = tidy(value);
      describe(value);
    },
  };
}

function tidy(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A choice of one of a few. */
export function choice(name: string, values: [string, string][], value: string, onChange: (value: string) => void): HTMLElement {
  const id = fresh("choice");
  const select = h(
    "select",
    { id, value, onchange: () => onChange(select.value) },
    values.map(([key, text]) => h("option", { value: key }, text)),
  );
  return h("div", { class: "field" }, h("label", { for: id }, name), select);
}

/** A choice of one of a few, all of them in sight. */
export function radios(name: string, values: [string, string][], value: string, onChange: (value: string) => void): HTMLElement {
  const group = fresh("radio");
  return h(
    "fieldset",
    { class: "radios" },
    h("legend", {}, name),
    values.map(([key, text]) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name: group, value: key, checked: key === value, onchange: () => onChange(key) }),
        h("span", {}, text),
      ),
    ),
  );
}

/** The choice of an element type, which PyTorch and NumPy know by its longer name. */
export function elementType(types: Exclude<Short, "f64">[], value: string, onChange: (value: string) => void): HTMLElement {
  return choice(t("elementType"), types.map((type): [string, string] => [type, `${type} (${LONG[type]})`]), value, onChange);
}

export function check(name: string, value: boolean, onChange: (value: boolean) => void): HTMLElement {
  const box = h("input", { type: "checkbox", checked: value, onchange: () => onChange(box.checked) });
  return h("label", { class: "check" }, box, name);
}

export function button(name: string, onClick: () => void, more: Record<string, unknown> = {}, text = name): HTMLButtonElement {
  return h("button", { type: "button", "aria-label": text === name ? undefined : name, title: text === name ? undefined : name, onclick: onClick, ...more }, text);
}
