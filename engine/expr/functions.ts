/**
 * Functions of expressions, by NumPy's and numexpr's names.
 * @module
 */

/** One number to one number. */
export const UNARY_FUNCTIONS: { readonly [name: string]: (x: number) => number } = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: roundHalfEven,
  sign: Math.sign,
};

/** Two numbers to one number. */
export const BINARY_FUNCTIONS: { readonly [name: string]: (x: number, y: number) => number } = {
  arctan2: Math.atan2,
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  minimum: Math.min,
  maximum: Math.max,
};

/** A number to a boolean; 64-bit integers count as numbers. */
export const TESTS: { readonly [name: string]: (x: number) => boolean } = {
  isnan: Number.isNaN,
  isinf: (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY,
  isfinite: Number.isFinite,
};

/** Two strings to a boolean. */
export const STRING_TESTS: { readonly [name: string]: (text: string, part: string) => boolean } = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

/** Every function name; `abs`, `where` and `isnull` take more than one type and live in the checker. */
export const FUNCTION_NAMES: readonly string[] = [
  "abs",
  "where",
  "isnull",
  ...[UNARY_FUNCTIONS, BINARY_FUNCTIONS, TESTS, STRING_TESTS].flatMap(Object.keys),
].sort();

/** To the nearest integer, ties to the even one, as `np.round`. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return x === 0 ? x : floor;
  if (rest > 0.5) return floor + 1 === 0 ? -0 : floor + 1;
  const even = floor % 2 === 0 ? floor : floor + 1;
  return even === 0 && x < 0 ? -0 : even;
}
