declare module "virtual:formulas" {
  /** The formula and the derivative of each page, as MathML. */
  const formulas: Record<string, [string, string]>;
  export default formulas;
}
