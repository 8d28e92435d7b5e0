/**
 * Numbers in NumPy's print form: as few digits as tell them apart, at most eight after the point, aligned.
 * @module
 */

/** NumPy's default `precision`. */
const PRECISION = 8;

/** Texts of floats that stand in one array. @param single whether they are float32 or narrower */
export function floatTexts(values: readonly number[], single: boolean): string[] {
  const finite = values.filter((x) => Number.isFinite(x)).map(Math.abs);
  const sizes = finite.filter((x) => x !== 0);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const scientific = sizes.length > 0 && (most >= 1e8 || least < 1e-4 || most / least > 1000);
  const texts = values.map((x) =>
    Number.isFinite(x) ? (scientific ? exponential(x, single) : positional(x, single)) : words(x),
  );
  return scientific ? alignExponential(texts) : alignPoint(texts);
}

function words(x: number): string {
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}

/** The shortest decimal digits that read back as the same value. */
function shortest(x: number, single: boolean): string {
  if (!single) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

function positional(x: number, single: boolean): string {
  const text = plain(shortest(x, single));
  const [whole, fraction = ""] = text.split(".");
  if (fraction.length <= PRECISION) return `${sign(x)}${whole}.${fraction}`;
  return sign(x) + Math.abs(x).toFixed(PRECISION).replace(/0+$/, "");
}

/** Digits without sign and exponent. */
function plain(text: string): string {
  const size = Math.abs(Number(text));
  return /e/.test(text) ? size.toFixed(20).replace(/0+$/, "") : text.replace("-", "");
}

function sign(x: number): string {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

function exponential(x: number, single: boolean): string {
  const digits = shortest(x, single)
    .replace(/e.*|[-.]/g, "")
    .replace(/^0+|0+$/g, "").length;
  const [mantissa, exponent] = Math.abs(x)
    .toExponential(Math.min(Math.max(digits - 1, 0), PRECISION))
    .split("e");
  const trimmed = mantissa!.includes(".") ? mantissa!.replace(/0+$/, "") : `${mantissa}.`;
  const e = Number(exponent);
  return `${sign(x)}${trimmed}e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`;
}

/** Pads so that points stand below each other. */
function alignPoint(texts: readonly string[]): string[] {
  const parts = texts.map((text) => (text.includes(".") ? text.split(".") : [text]));
  const left = Math.max(...parts.filter((p) => p.length > 1).map(([whole]) => whole!.length), 0);
  const right = Math.max(...parts.map(([, fraction]) => fraction?.length ?? 0), 0);
  const width = Math.max(left + 1 + right, ...texts.filter((text) => !text.includes(".")).map((text) => text.length));
  return parts.map(([whole, fraction]) =>
    fraction === undefined ? whole!.padStart(width) : `${whole!.padStart(width - right - 1)}.${fraction.padEnd(right)}`,
  );
}

/** Gives all mantissas and exponents the same number of digits. */
function alignExponential(texts: readonly string[]): string[] {
  const parts = texts.map((text) => /^(-?\d+)\.(\d*)e([+-])(\d+)$/.exec(text));
  const digits = Math.max(...parts.map((p) => p?.[2]?.length ?? 0));
  const exponent = Math.max(...parts.map((p) => p?.[4]?.length ?? 0));
  const full = texts.map((text, i) => {
    const p = parts[i];
    return p == null ? text : `${p[1]}.${p[2]!.padEnd(digits, "0")}e${p[3]}${p[4]!.padStart(exponent, "0")}`;
  });
  const width = Math.max(...full.map((text) => text.length));
  return full.map((text) => text.padStart(width));
}
