// Numbers as people read them.

/** With so many significant digits, and a true minus. */
export function short(x: number, digits = 4): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return Object.is(x, -0) ? "−0" : "0";
  const size = Math.abs(x);
  if (size >= 1e6 || size < 1e-4) return power(x, digits);
  return String(Number(x.toPrecision(digits))).replace("-", "−");
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** As a product with a power of ten. */
function power(x: number, digits: number): string {
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}·10${raised(Number(exponent))}`.replace("-", "−");
}

/** An exponent. */
export function raised(n: number): string {
  return String(n).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[Number(digit)]);
}

/** All digits that tell the number from its neighbours. */
export function full(x: number, type: "f32" | "f16" | "bf16" | "f64"): string {
  return short(x, { f64: 17, f32: 9, f16: 5, bf16: 4 }[type]);
}

export function percent(x: number): string {
  return `${Number((100 * x).toPrecision(3))} %`;
}
