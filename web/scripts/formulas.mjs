// The book's formulas, which are lines of plain text, as MathML: made by KaTeX when the page is built, so that the
// page carries neither KaTeX nor its fonts, and screen readers find mathematics.
import katex from "katex";

const GREEK = {
  α: "\\alpha", β: "\\beta", γ: "\\gamma", δ: "\\delta", λ: "\\lambda", μ: "\\mu", π: "\\pi", σ: "\\sigma", τ: "\\tau",
  φ: "\\varphi", Φ: "\\Phi", Σ: "\\sum", "∂": "\\partial", "∞": "\\infty",
};
const WORDS = { alpha: "\\alpha", beta: "\\beta", mu: "\\mu", sigma: "\\sigma", tanh: "\\tanh", ln: "\\ln", log: "\\log", sin: "\\sin", max: "\\max", min: "\\min", erf: "\\operatorname{erf}", erfc: "\\operatorname{erfc}" };
const SIGNS = { "−": "-", "-": "-", "·": "\\cdot ", "≤": "\\le ", "≥": "\\ge ", "<": "<", ">": ">", "=": "=", "+": "+", "~": "\\sim ", "…": "\\dots ", "½": "\\tfrac{1}{2}", "²": "^{2}", "³": "^{3}", "′": "'", "/": "/", ",": ",\\ ", ";": ";\\quad ", ":": "{:}\\ " };
/** Words that are read as prose, and not as the name of a number or a function. */
const PROSE = new Set(
  "and for elsewhere between where with above below each element training evaluation one row backward mean of g over the support such that hard at largest none it exists wherever softmax_at is or not first i which maximum".split(" "),
);

/** Cuts a text into words, numbers, and single signs; a space before it is kept as `spaced`. */
function tokens(text) {
  const found = [];
  const pattern = /(\s*)([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*|\d+(?:\.\d+)?|_|\^|\p{L}|.)/gu;
  for (const [, space, token] of text.trim().matchAll(pattern)) found.push({ token, spaced: space !== "" });
  return found;
}

const CLOSING = { "(": ")", "|": "|" };
const BREAKS = new Set(["=", "+", "−", ",", ";", ":", "<", ">", "≤", "≥", "~"]);

/** Reads up to a closing bracket (or the end) into TeX. */
function read(stream, closing) {
  let atoms = []; // what a fraction's bar may take: pieces since the last sign that breaks
  let done = "";
  let fraction;
  const flush = () => {
    const text = atoms.map((atom) => atom.tex).join("");
    done += fraction === undefined ? text : `\\frac{${fraction}}{${strip(atoms)}}`;
    atoms = [];
    fraction = undefined;
  };
  while (stream.length > 0) {
    if (stream[0].token === closing) {
      stream.shift();
      flush();
      return done;
    }
    const { token, spaced } = stream.shift();
    if (BREAKS.has(token)) {
      // A sign before anything else belongs to what follows.
      if ((token === "−" || token === "+") && atoms.length === 0 && fraction !== undefined) atoms.push({ tex: SIGNS[token] });
      else {
        flush();
        done += SIGNS[token];
      }
    } else if (token === "/" && spaced && fraction === undefined) {
      fraction = strip(atoms);
      atoms = [];
    } else if (token === "(" || (token === "|" && closing !== "|")) {
      const inner = read(stream, CLOSING[token]);
      const [left, right] = token === "(" ? ["(", ")"] : ["|", "|"];
      atoms.push({ tex: `\\left${left}${inner}\\right${right}`, inner: token === "(" ? inner : undefined });
    } else if (token === "^") {
      atoms.push({ tex: `^{${script(stream)}}` });
    } else if (token === "√") {
      atoms.push({ tex: `\\sqrt{${script(stream, true)}}` });
    } else {
      atoms.push({ tex: word(token, spaced, stream) });
    }
  }
  flush();
  return done;
}

/** What stands above the line, or under a root: a group, or a sign and one atom. */
function script(stream, root = false) {
  if (stream[0]?.token === "(") {
    stream.shift();
    return read(stream, ")");
  }
  const sign = stream[0]?.token === "−" ? (stream.shift(), "-") : "";
  const { token } = stream.shift() ?? { token: "" };
  const atom = word(token, false, stream);
  const call = root && stream[0]?.token === "(" ? (stream.shift(), `(${read(stream, ")")})`) : "";
  return sign + atom + call;
}

/** Without the brackets, where all of it stands in one pair. */
function strip(atoms) {
  if (atoms.length === 1 && atoms[0].inner !== undefined) return atoms[0].inner;
  return atoms.map((atom) => atom.tex).join("");
}

function word(token, spaced, stream) {
  if (token in SIGNS) return SIGNS[token];
  if (token in GREEK) return GREEK[token] + " ";
  if (token === "%") return "\\%";
  if (PROSE.has(token) && token.length > 1) return `\\text{ ${token} }`;
  if (token in WORDS) return WORDS[token] + " ";
  if (/^\d/.test(token)) return token;
  // x_i, e^(L_j), softmax(x)_i: one letter with an index; any other word with a line below is a name.
  const index = /^([A-Za-z]|dx)_(\w+)$/.exec(token);
  if (index) return `${index[1]}_{${index[2]}}`;
  if (token === "_") return `_{${stream.shift()?.token ?? ""}}`;
  if (/^[A-Za-z]$/.test(token)) return token;
  if (token === "dx" || /^[a-z]x$/.test(token)) return token;
  if (/^\d?[A-Z]$/.test(token)) return token;
  if (/^[A-Za-z]\w*$/.test(token)) return `\\operatorname{${token.replaceAll("_", "\\_")}}`;
  return `\\text{${token}}`;
}

const tex = (text) => read(tokens(text), undefined);

/** "x for x > 0, 0 elsewhere" as a table of cases; anything else as it stands. */
function cases(text) {
  const [main, tail] = split(text, /,? with | where (?=τ)/);
  const pieces = topLevel(main);
  const cut = pieces.map((piece) => /^(.*?)(?: (for|where) (.*)| (elsewhere|between|above))$/.exec(piece.trim()));
  if (pieces.length < 2 || cut.some((found) => found === null)) return undefined;
  const rows = cut.map(([, value, word, condition, other]) =>
    `${tex(value)} & ${word ? `\\text{${word} } ${tex(condition)}` : `\\text{${other}}`}`);
  return `\\begin{cases}${rows.join("\\\\")}\\end{cases}${tail ? `\\quad\\text{with } ${tex(tail)}` : ""}`;
}

function split(text, pattern) {
  const found = pattern.exec(text);
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, ""];
}

/** The pieces between the commas outside of brackets. */
function topLevel(text) {
  const pieces = [""];
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth += 1;
    if (c === ")") depth -= 1;
    if (c === "," && depth === 0) pieces.push("");
    else pieces[pieces.length - 1] += c;
  }
  return pieces;
}

/** A formula of the book as TeX. */
export function toTex(text) {
  // The left side ends at the first equals sign.
  const equals = text.indexOf(" = ");
  const clauses = text.split("; ");
  if (clauses.length > 1) return clauses.map(toTex).join("\\\\[4pt]");
  if (equals > 0) {
    const found = cases(text.slice(equals + 3));
    if (found) return `${tex(text.slice(0, equals))} = ${found}`;
  }
  return tex(text);
}

/** A formula of the book as MathML. */
export function toMathml(text) {
  const source = toTex(text);
  const lined = source.includes("\\\\[4pt]") ? `\\begin{gathered}${source}\\end{gathered}` : source;
  const html = katex.renderToString(lined, { output: "mathml", displayMode: true, throwOnError: true, strict: "ignore" });
  // The source of the formula would be read out after it, and is half of the size.
  return html
    .replace(/^<span class="katex">|<\/span>$/g, "")
    .replace(/<annotation[^>]*>.*?<\/annotation>/gs, "")
    .replace(/<semantics>(.*)<\/semantics>/s, "$1")
    // The style sheet draws the brace: not every system has a font whose braces grow.
    .replace(/<mo fence="true">{<\/mo>(<mtable)/g, '$1 class="cases"');
}
