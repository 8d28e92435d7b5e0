/**
 * From counts to colours: how numbers spread over a colour scale (datashader's `transfer_functions`).
 * @module
 */

const NORMS = ["linear", "log", "cbrt", "eq_hist"] as const;

/**
 * `"log"` is log10(count), `"cbrt"` the cube root; `"eq_hist"` gives every rank among the cells that are not empty the
 * same share of the colours.
 */
export type ColorNorm = (typeof NORMS)[number];

/** A norm by name. @throws RangeError for an unknown name */
export function checkNorm(name: unknown): ColorNorm {
  const norm = NORMS.find((known) => known === name);
  if (norm !== undefined) return norm;
  throw new RangeError(`unknown norm '${String(name)}': expected one of ${NORMS.join(", ")}`);
}

/** Counts on the scale of colours; empty cells are NaN, which is transparent. */
export function normalised(counts: Float64Array, norm: ColorNorm): Float64Array {
  const map = mapping(counts, norm);
  return counts.map((count) => (count > 0 ? map(count) : Number.NaN));
}

function mapping(counts: Float64Array, norm: ColorNorm): (count: number) => number {
  if (norm === "linear") return (count) => count;
  if (norm === "log") return Math.log10;
  if (norm === "cbrt") return Math.cbrt;
  const sorted = counts.filter((count) => count > 0).sort();
  return (count) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) <= count) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  };
}

/** Ticks of a colour bar at round counts, placed on the scale of colours. */
export function colorTicks(counts: Float64Array, norm: ColorNorm): { tickvals: number[]; ticktext: string[] } {
  const least = counts.reduce((low, count) => (count > 0 && count < low ? count : low), Number.POSITIVE_INFINITY);
  const most = counts.reduce((high, count) => Math.max(high, count), 0);
  if (!(most > 0)) return { tickvals: [], ticktext: [] };
  const map = mapping(counts, norm);
  const round = roundCounts(least, most, norm === "linear");
  const apart = TICKS_APART * (map(most) - map(least));
  const values: number[] = [];
  for (const value of round)
    if (values.length === 0 || map(value) - map(values.at(-1) ?? 0) >= apart) values.push(value);
  return { tickvals: values.map(map), ticktext: values.map(shortCount) };
}

/** Least distance of two ticks of a colour bar, as a share of its length: a line of text on a bar of 300 pixels. */
const TICKS_APART = 0.045;

/** Most ticks of a colour bar. */
const MOST_TICKS = 8;

function roundCounts(least: number, most: number, linear: boolean): number[] {
  if (linear || most / least < 20) {
    const power = 10 ** Math.floor(Math.log10((most - least || most) / 4));
    const step = [1, 2, 5, 10].map((factor) => Math.max(1, factor * power)).find((wide) => (most - least) / wide <= 6);
    const first = Math.ceil(least / (step ?? 1)) * (step ?? 1);
    const values: number[] = [];
    for (let value = first; value <= most && values.length < MOST_TICKS; value += step ?? 1) values.push(value);
    return values.length > 0 ? values : [most];
  }
  const factors = Math.log10(most / least) < 2 ? [1, 2, 5] : Math.log10(most / least) < 4 ? [1, 3] : [1];
  const powers = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
  return powers.flatMap((power) => factors.map((f) => f * power)).filter((value) => value >= least && value <= most);
}

function shortCount(count: number): string {
  for (const [size, unit] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (count >= size) return `${Number((count / size).toPrecision(3))}${unit}`;
  }
  return String(count);
}
