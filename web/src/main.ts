// The page: the library is loaded, then the chapter that the address names is shown.
import { codes } from "./code.ts";
import * as compare from "./compare.ts";
import * as curve from "./curve.ts";
import * as depth from "./depth.ts";
import { eachFrame, h } from "./dom.ts";
import { core, make, pages } from "./library.ts";
import * as number from "./number.ts";
import * as softmax from "./softmax.ts";
import * as state from "./state.ts";
import { language, loadSentences, setLanguage, t } from "./text.ts";
// The small module: with vectors it would be twice as large, and a page of curves has no use for their speed.
import module from "ogive/ogive_plain.wasm?url";
import "./style.css";

const CHAPTERS: Record<state.Chapter, { mount: (place: HTMLElement) => () => void }> = { curve, depth, softmax, number, compare };

const root = document.getElementById("explorer") as HTMLElement;
let update: () => void = () => {};
let shown = "";

/** The language and the theme of the address, else those that the browser asks for. */
function settings(): string {
  const wanted = state.get("lang", navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  setLanguage(wanted === "zh" ? "zh" : "en");
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  const theme = state.get("theme", "");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.title = `ogive: ${t(`chapter ${state.currentChapter()}`)}`;
  return `${state.currentChapter()} ${language()} ${theme}`;
}

function isDark(): boolean {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function header(): HTMLElement {
  const other = language() === "zh" ? "en" : "zh";
  return h(
    "header",
    {},
    h("a", { class: "skip", href: "#main", onclick: (event: Event) => { event.preventDefault(); document.getElementById("main")?.focus(); } }, t("skip")),
    h(
      "div",
      { class: "top" },
      h("p", { class: "title" }, h("a", { href: "#curve" }, "ogive"), h("span", {}, t("subtitle"))),
      h(
        "div",
        { class: "settings" },
        h("button", { type: "button", lang: other === "zh" ? "zh-CN" : "en", onclick: () => state.set({ lang: other }) }, other === "zh" ? "中文" : "English"),
        h("button", { type: "button", onclick: () => state.set({ theme: isDark() ? "light" : "dark" }) }, t(isDark() ? "toLight" : "toDark")),
      ),
    ),
    h(
      "nav",
      { "aria-label": t("chapters") },
      h(
        "ul",
        {},
        state.CHAPTERS.map((name) =>
          h("li", {}, h("a", { href: state.link(name), "data-chapter": name, "aria-current": name === state.currentChapter() ? "page" : undefined }, t(`chapter ${name}`))),
        ),
      ),
    ),
  );
}

/** The book's sentences in Chinese, where the page is; without them they are shown as they are. */
function translate(): void {
  loadSentences().then((loaded) => loaded && update(), () => {});
}

function show(): void {
  const key = settings();
  translate();
  if (key !== shown) {
    const focused = document.activeElement?.closest(".settings") ? document.activeElement?.textContent : undefined;
    const buttonIndex = focused ? [...document.querySelectorAll(".settings button")].indexOf(document.activeElement as Element) : -1;
    const chapterChanged = shown !== "" && shown.split(" ")[0] !== key.split(" ")[0];
    shown = key;
    const place = h("div", { class: "chapter" });
    const heading = h("h1", { tabindex: "-1" }, t(`title ${state.currentChapter()}`));
    root.replaceChildren(header(), h("main", { id: "main", tabindex: "-1", "data-chapter": state.currentChapter() }, heading, place), footer());
    update = CHAPTERS[state.currentChapter()].mount(place);
    if (chapterChanged) {
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    } else if (buttonIndex >= 0) document.querySelectorAll<HTMLElement>(".settings button")[buttonIndex]?.focus();
    document.documentElement.dataset.ready = "true";
    return;
  }
  update();
  for (const link of root.querySelectorAll<HTMLAnchorElement>("nav a")) {
    link.href = state.link(link.dataset.chapter as state.Chapter);
  }
}

function footer(): HTMLElement {
  return h(
    "footer",
    {},
    h("p", {}, t("runs")),
  );
}

function failed(error: unknown): void {
  setLanguage(navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  const text = typeof WebAssembly === "object" ? t("loadFailed", String((error as Error)?.message ?? error)) : t("noWebAssembly");
  root.replaceChildren(h("main", {}, h("h1", {}, "ogive"), h("p", { class: "problem", role: "alert" }, text)));
  document.documentElement.dataset.ready = "failed";
}

async function begin(): Promise<void> {
  try {
    await core.load(new URL(module, import.meta.url));
    state.start();
    show();
    state.onChange(eachFrame(show));
  } catch (error) {
    failed(error);
    throw error;
  }
  if ("serviceWorker" in navigator && import.meta.env.PROD) {
    navigator.serviceWorker.register("./sw.js").catch(() => {
      // Without it, the page works as long as there is a network: a file:// address or a private window has none.
    });
  }
}

// For whoever opens the browser's console, and for the tests: the library that the page runs.
Object.assign(window, { ogive: { core, codes, make, pages } });

void begin();
