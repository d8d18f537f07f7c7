// The book as a table, to sort and to filter; and the page of one function.
import { chosen, usual } from "./chosen.ts";
import { CodeBlock } from "./code.ts";
import { check, choice } from "./controls.ts";
import { h, fresh } from "./dom.ts";
import { facts, rangeOf } from "./page.ts";
import { pages, type Page } from "./library.ts";
import * as state from "./state.ts";
import { t } from "./text.ts";

const ECOSYSTEMS = ["PyTorch", "JAX", "Keras", "ONNX", "Hugging Face"];

interface Column {
  key: string;
  name: () => string;
  /** What rows are sorted by. */
  by: (page: Page, index: number) => number | string;
  cell: (page: Page) => Node | string;
}

const edge = (x: number | string) => (typeof x === "number" ? x : x === "inf" ? Infinity : -Infinity);
const yes = (it: boolean) => h("span", { class: it ? "yes" : "no" }, it ? t("yes") : t("no"));
const KEEPS = ["nothing", "no gradient", "sign", "output", "input"];

const COLUMNS: Column[] = [
  { key: "name", name: () => t("function"), by: (p) => p.name, cell: (p) => h("a", { href: state.link("compare", { p: p.name }) }, p.name) },
  { key: "kind", name: () => t("kind"), by: (p) => p.kind, cell: (p) => t(`kind ${p.kind}`) },
  { key: "range", name: () => t("range"), by: (p) => edge(p.range[1]) - edge(p.range[0]), cell: (p) => rangeOf(p) },
  { key: "monotone", name: () => t("monotone"), by: (p) => Number(!p.monotone), cell: (p) => yes(p.monotone) },
  { key: "smooth", name: () => t("smooth"), by: (p) => Number(p.kinks.length > 0), cell: (p) => yes(p.kinks.length === 0) },
  { key: "cost", name: () => t("cost"), by: (p) => p.operations ?? Infinity, cell: (p) => (p.operations === null ? "–" : t(p.straight ? "straight" : "curved", String(p.operations))) },
  { key: "keeps", name: () => t("memory"), by: (p) => KEEPS.indexOf(p.keeps), cell: (p) => t(`short ${p.keeps}`) },
  { key: "error", name: () => t("errorUlp"), by: (p) => p.claim.value, cell: (p) => `${p.claim.value}${p.claim.slope === null ? "" : ` / ${p.claim.slope}`}` },
  { key: "who", name: () => t("whoHasIt"), by: (p) => -p.ecosystems.length, cell: (p) => p.ecosystems.join(", ") || "–" },
];

export function mount(place: HTMLElement): () => void {
  const body = h("tbody", {});
  const heads = COLUMNS.map((column) => {
    const press = h("button", { type: "button", class: "sort", onclick: () => sortBy(column.key) }, column.name());
    return h("th", { scope: "col" }, press);
  });
  const found = h("p", { class: "hint", role: "status" });
  const searchId = fresh("search");
  const search = h("input", { type: "search", id: searchId, value: state.get("q", ""), oninput: () => state.set({ q: search.value || undefined }) });
  const known = h("div", {});
  const code = new CodeBlock();
  const draw = h("p", {});
  const one = h("article", { class: "page", hidden: true }, known, h("h3", {}, t("code")), code.element, draw);
  const has = state.get("has", "");
  place.append(
    h(
      "div",
      { class: "wide" },
      h("p", { class: "lead" }, t("compareLead")),
      h(
        "div",
        { class: "filters", role: "search" },
        h("div", { class: "field" }, h("label", { for: searchId }, t("search")), search),
        choice(t("kind"), [["", t("all")], ...(["element", "axis", "gated"] as const).map((kind): [string, string] => [kind, t(`kind ${kind}`)])], state.get("kind", ""), (to) => state.set({ kind: to || undefined })),
        choice(t("whoHasIt"), [["", t("all")], ...ECOSYSTEMS.map((name): [string, string] => [name, name])], has, (to) => state.set({ has: to || undefined })),
        check(t("onlyMonotone"), state.get("monotone", "") === "1", (on) => state.set({ monotone: on ? "1" : undefined })),
        check(t("onlySmooth"), state.get("smooth", "") === "1", (on) => state.set({ smooth: on ? "1" : undefined })),
      ),
      found,
      h(
        "div",
        { class: "scroll tall", tabindex: "0", role: "region", "aria-label": t("theBook") },
        h("table", { class: "book-table" }, h("caption", { class: "hidden" }, t("theBook")), h("thead", {}, h("tr", {}, heads)), body),
      ),
      one,
    ),
  );

  function sortBy(key: string): void {
    const [now, down] = state.get("sort", "").split(" ");
    state.set({ sort: now === key ? (down ? undefined : `${key} down`) : key });
  }

  let shownPage = "";

  function update(): void {
    const [key, down] = state.get("sort", "").split(" ");
    const column = COLUMNS.find((it) => it.key === key);
    heads.forEach((head, i) => {
      if (COLUMNS[i] === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const words = state.get("q", "").toLowerCase().split(/\s+/).filter((word) => word !== "");
    const all = [...pages().values()];
    const matching = all.filter((page) => {
      const text = [page.name, ...page.aliases, ...page.names.map((n) => n.name), page.formula, page.good, page.bad].join(" ").toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (state.get("kind", "") === "" || page.kind === state.get("kind", "")) &&
        (state.get("has", "") === "" || page.ecosystems.includes(state.get("has", ""))) &&
        (state.get("monotone", "") !== "1" || page.monotone) &&
        (state.get("smooth", "") !== "1" || page.kinks.length === 0)
      );
    });
    if (column) {
      const order = (a: Page, b: Page) => {
        const [x, y] = [column.by(a, 0), column.by(b, 0)];
        return x < y ? -1 : x > y ? 1 : 0;
      };
      matching.sort((a, b) => (down ? order(b, a) : order(a, b)));
    }
    found.textContent = t("found", String(matching.length), String(all.length));
    const wanted = pages().get(state.get("p", ""))?.name ?? "";
    body.replaceChildren(
      ...matching.map((page) =>
        h("tr", { class: page.name === wanted ? "current" : undefined }, COLUMNS.map((it, i) => (i === 0 ? h("th", { scope: "row" }, it.cell(page)) : h("td", {}, it.cell(page))))),
      ),
    );
    const page = pages().get(wanted);
    one.hidden = page === undefined;
    if (!page) {
      shownPage = "";
      return;
    }
    // In step with the sliders of the other chapters.
    const { text, activation } = chosen().functions.find((f) => f.page === page) ?? { text: page.name, activation: usual(page) };
    known.replaceChildren(...facts(page).filter((it) => it !== false));
    code.show(activation);
    draw.replaceChildren(...(page.kind === "element" ? [h("a", { href: state.link("curve", { f: text }) }, t("drawIt", page.name))] : []));
    if (shownPage !== wanted) {
      const first = shownPage === "" && !document.activeElement?.closest("table");
      shownPage = wanted;
      one.querySelector("h2")?.focus({ preventScroll: first });
      if (!first) one.scrollIntoView({ block: "start" });
    }
  }

  update();
  return update;
}
