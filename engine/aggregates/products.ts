/**
 * covariance, correlation, linearRegression: from exact sums of values and products, so that no result depends on
 * order or split, and nothing is lost to cancellation. A product is taken apart into two doubles whose sum it is
 * (Dekker 1971), and both are summed exactly; only products beyond 2^996 or below 2^-969 are rounded.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Cloneable } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { addAccumulator, createAccumulator, exactUnits, roundRatio } from "./exact.js";
import { type Pairs, packPairs, twoColumns } from "./pairs.js";
import { perGroup } from "./per-group.js";
import type { NaNOptions, NaNPolicy } from "./request.js";
import { addBlocks } from "./sum.js";

/** Options of {@link covariance}. */
export interface CovarianceOptions extends NaNOptions {
  /** Delta degrees of freedom: the divisor is `n − ddof`. Default 1, as `np.cov`. */
  readonly ddof?: number;
}

/** What {@link linearRegression} gives, in the names of `scipy.stats.linregress`. */
export interface LinearRegression {
  readonly slope: number;
  readonly intercept: number;
  /** Pearson's correlation coefficient. */
  readonly rvalue: number;
  /** Standard error of the slope; NaN for fewer than three pairs. */
  readonly stderr: number;
  /** Standard error of the intercept. */
  readonly intercept_stderr: number;
  /** Pairs used. */
  readonly n: number;
}

type Statistic = "covariance" | "correlation" | "linearRegression";

/** Covariance of two columns, rounded once; `ddof` 1 as `np.cov`. NaN for `n <= ddof`; NaN when one is there. */
export function covariance(x: string, y: string, options: CovarianceOptions = {}): AggregateRequest<number> {
  return products("covariance", x, y, { ddof: options.ddof ?? 1, ...options });
}

/** Pearson's correlation of two columns (`np.corrcoef`), within one unit in the last place. NaN for constant input. */
export function correlation(x: string, y: string, options: NaNOptions = {}): AggregateRequest<number> {
  return products("correlation", x, y, options);
}

/** Least-squares line `y = intercept + slope · x` (`scipy.stats.linregress`); slope and intercept rounded once. */
export function linearRegression(x: string, y: string, options: NaNOptions = {}): AggregateRequest<LinearRegression> {
  return products("linearRegression", x, y, options);
}

function products<R>(statistic: Statistic, x: string, y: string, options: object): AggregateRequest<R> {
  return { kind: "products", columns: [x, y], options: { statistic, ...(options as { [name: string]: Cloneable }) } };
}

/** Exact sums of x, y, xy, xx, yy; the last two only where they are needed. */
interface Products {
  readonly statistic: Statistic;
  readonly ddof: number;
  readonly nan: NaNPolicy;
  n: number;
  readonly sums: Float64Array[];
}

/** The `"products"` aggregate. */
export function productsAggregate(kernels: Kernels): Aggregate<unknown, number | LinearRegression> {
  return perGroup<Products, number | LinearRegression>({
    kind: "products",
    fresh({ options }) {
      const statistic = options["statistic"] as Statistic;
      const length = statistic === "covariance" ? 3 : 5;
      return {
        statistic,
        ddof: Number(options["ddof"] ?? 1),
        nan: (options["nan"] as NaNPolicy | undefined) ?? "propagate",
        n: 0,
        sums: Array.from({ length }, createAccumulator),
      };
    },
    update(state, batch, columns, arena, selection) {
      const both = twoColumns(batch, columns, state.statistic);
      const pairs = packPairs(batch, both, arena, kernels, state.statistic, selection, state.nan);
      state.n += pairs.n;
      addPairs(state.sums, pairs, arena, kernels);
    },
    merge(into, from) {
      into.n += from.n;
      from.sums.forEach((sum, i) => void addAccumulator(into.sums[i]!, sum));
    },
    finish: (state) => ({ done: statisticOf(state) }),
  }) as Aggregate<unknown, number | LinearRegression>;
}

function addPairs([x, y, xy, xx, yy]: readonly Float64Array[], pairs: Pairs, arena: Arena, kernels: Kernels): void {
  addBlocks(x!, pairs.x, pairs.n, arena, kernels);
  addBlocks(y!, pairs.y, pairs.n, arena, kernels);
  const high = arena.alloc(pairs.n * 8);
  const low = arena.alloc(pairs.n * 8);
  const addProducts = (sum: Float64Array, a: number, b: number): void => {
    const inexact = multiply(
      new Float64Array(arena.buffer, a, pairs.n),
      new Float64Array(arena.buffer, b, pairs.n),
      new Float64Array(arena.buffer, high, pairs.n),
      new Float64Array(arena.buffer, low, pairs.n),
    );
    addBlocks(sum, high, pairs.n, arena, kernels);
    if (inexact) addBlocks(sum, low, pairs.n, arena, kernels);
  };
  addProducts(xy!, pairs.x, pairs.y);
  if (xx !== undefined) addProducts(xx, pairs.x, pairs.x);
  if (yy !== undefined) addProducts(yy, pairs.y, pairs.y);
}

/** Veltkamp's splitter for 53 bits. */
const SPLITTER = 2 ** 27 + 1;

/** `high[i] + low[i]` is exactly `a[i] · b[i]`. False when all products were exact already. */
function multiply(a: Float64Array, b: Float64Array, high: Float64Array, low: Float64Array): boolean {
  let inexact = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const product = x * y;
    const bigX = SPLITTER * x;
    const bigY = SPLITTER * y;
    const x1 = bigX - (bigX - x);
    const y1 = bigY - (bigY - y);
    const x2 = x - x1;
    const y2 = y - y1;
    const rest = x2 * y2 - (product - x1 * y1 - x2 * y1 - x1 * y2);
    high[i] = product;
    // not a number where the splitter overflows
    const kept = rest - rest === 0 ? rest : 0;
    low[i] = kept;
    inexact |= kept === 0 ? 0 : 1;
  }
  return inexact === 1;
}

/** Exact sums are integers times two to this power. */
const EXPONENT = -1074;

function statisticOf(state: Products): number | LinearRegression {
  const { n, statistic, ddof } = state;
  const units = state.sums.map(exactUnits);
  const special = units.some((sum) => typeof sum === "number");
  const count = BigInt(n);
  const [sx, sy, sxy, sxx, syy] = special ? [] : (units as bigint[]);
  // n times the sum of products of deviations, in units of 2^-2148
  const deviations = (product: bigint, a: bigint, b: bigint): bigint => ((count * product) << 1074n) - a * b;
  if (statistic === "covariance") {
    if (n <= ddof || n === 0 || special) return Number.NaN;
    const divisor = Number.isInteger(ddof) ? count * BigInt(n - ddof) : undefined;
    const total = deviations(sxy!, sx!, sy!);
    return divisor === undefined
      ? roundRatio(total, count, 2 * EXPONENT) / (n - ddof)
      : roundRatio(total, divisor, 2 * EXPONENT);
  }
  if (n === 0 || special) return statistic === "correlation" ? Number.NaN : noLine(n);
  const xy = deviations(sxy!, sx!, sy!);
  const xx = deviations(sxx!, sx!, sx!);
  const yy = deviations(syy!, sy!, sy!);
  const rvalue = xx > 0n && yy > 0n ? clipped(Math.sqrt(roundRatio(xy * xy, xx * yy, 0)), xy) : Number.NaN;
  if (statistic === "correlation") return rvalue;
  if (xx <= 0n) return noLine(n);
  const slope = roundRatio(xy, xx, 0);
  // (Σy·Σx² − Σx·Σxy) / (n·Σx² − (Σx)²)
  const intercept = roundRatio(sy! * sxx! - sx! * sxy!, xx, 0);
  const variance = n > 2 ? roundRatio(xx * yy - xy * xy, xx * xx * BigInt(n - 2), 0) : Number.NaN;
  const meanSquare = roundRatio(sxx!, count, EXPONENT);
  return {
    slope,
    intercept,
    rvalue,
    stderr: Math.sqrt(variance),
    intercept_stderr: Math.sqrt(variance * meanSquare),
    n,
  };
}

function clipped(size: number, sign: bigint): number {
  return sign < 0n ? -Math.min(size, 1) : Math.min(size, 1);
}

function noLine(n: number): LinearRegression {
  const nan = Number.NaN;
  return { slope: nan, intercept: nan, rvalue: nan, stderr: nan, intercept_stderr: nan, n };
}
