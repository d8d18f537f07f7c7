// The state of the page is its address: what is drawn is read from there, and whoever gets the address sees the same.

export const CHAPTERS = ["curve", "depth", "softmax", "number", "compare"] as const;
export type Chapter = (typeof CHAPTERS)[number];

let chapter: Chapter = "curve";
let parameters = new URLSearchParams();
const listeners = new Set<(change: "chapter" | "values") => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function read(): void {
  const [name, values = ""] = location.hash.slice(1).split("?", 2);
  chapter = CHAPTERS.find((known) => known === name) ?? "curve";
  parameters = new URLSearchParams(values);
}

function address(): string {
  // Brackets, colons and commas are fine in an address, and easier to read.
  const values = parameters.toString().replace(/%(28|29|2C|3A)/g, (code) => decodeURIComponent(code));
  return `#${chapter}${values ? `?${values}` : ""}`;
}

/** Browsers allow only so many changes of the address: while a slider moves, the last one counts. */
function write(): void {
  clearTimeout(timer);
  timer = setTimeout(flush, 150);
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  if (location.hash !== address()) history.replaceState(null, "", address());
}

function tell(change: "chapter" | "values"): void {
  for (const listener of listeners) listener(change);
}

export function start(): void {
  read();
  const moved = () => {
    // A link has all that is set now: what was still to be written is in it.
    clearTimeout(timer);
    timer = undefined;
    read();
    tell("chapter");
  };
  addEventListener("hashchange", moved);
  addEventListener("pagehide", flush);
}

export function onChange(listener: (change: "chapter" | "values") => void): void {
  listeners.add(listener);
}

export function currentChapter(): Chapter {
  return chapter;
}

/** The address of a chapter, with all that is set now, and these values. */
export function link(to: Chapter, values: Record<string, string> = {}): string {
  const all = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(values)) all.set(name, value);
  return `#${to}${all.size > 0 ? `?${all}` : ""}`;
}

export function get(name: string, otherwise: string): string {
  return parameters.get(name) ?? otherwise;
}

export function getAll(name: string): string[] {
  return parameters.getAll(name);
}

/** A number from the address, if it is one between these. */
export function getNumber(name: string, otherwise: number, low = -Infinity, high = Infinity): number {
  const text = parameters.get(name);
  const number = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(number) ? Math.min(Math.max(number, low), high) : otherwise;
}

/** Sets values; one that is undefined, or what it is anyway, leaves the address. */
export function set(values: Record<string, string | number | string[] | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    parameters.delete(name);
    if (Array.isArray(value)) for (const each of value) parameters.append(name, each);
    else if (value !== undefined) parameters.set(name, String(value));
  }
  write();
  tell("values");
}
