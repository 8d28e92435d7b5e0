/**
 * The aggregates as methods, for everything that is one column.
 * @module
 */
import type { AggregateRequest, DTypeName, ElementOf } from "../contract/index.js";
import type { CellValue } from "./aggregates/cells.js";
import { count, rowCount } from "./aggregates/count.js";
import { distinct } from "./aggregates/distinct.js";
import { argmax, argmin, extent, max, min } from "./aggregates/extremes.js";
import { type Histogram, type HistogramOptions, histogram } from "./aggregates/histogram.js";
import { kurt, skew, std, type VarianceOptions, variance } from "./aggregates/moments.js";
import type { PickingMethod } from "./aggregates/quantile-methods.js";
import { type MedianOptions, median, type QuantilesOptions, quantiles } from "./aggregates/quantiles.js";
import type { NaNOptions } from "./aggregates/request.js";
import { type Sample, sample } from "./aggregates/sample.js";
import { mean, type SumOptions, sum } from "./aggregates/sum.js";
import { type Counted, topK } from "./aggregates/top-k.js";
import { checkNames, SCAN_NAMES } from "./names.js";
import type { PerChunk, ScanOptions } from "./options.js";
import { type ScanInput, scan } from "./scan.js";
import { scanChunks } from "./scan-parts.js";

/** Sums, least and greatest values: bigint for 64-bit integers, numbers for all others. */
export type NumberOf<D extends string> = D extends "int64" | "uint64" ? bigint : number;

/** Element of a column type: strings for text, bigint for times in their unit. */
export type ColumnElement<D extends string> = D extends DTypeName
  ? ElementOf<D>
  : D extends "string"
    ? string
    : D extends "binary"
      ? Uint8Array
      : bigint;

/** What {@link Summaries.describe} gives, in pandas' order and names. NaN are left out and counted. */
export interface Description {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly "25%": number;
  readonly "50%": number;
  readonly "75%": number;
  readonly max: number;
  /** NaN and nulls left out of the other figures. */
  readonly skipped: number;
}

/** Options of a scan for a statistic. */
export type StatisticOptions = ScanOptions & NaNOptions;

/** Options of a scan for quantiles. */
export type QuantileOptions = ScanOptions & Omit<QuantilesOptions, "q">;

/** Options of a scan for quantiles that are elements. */
export type PickingOptions = QuantileOptions & { readonly method: PickingMethod };

/** Options of a scan for a sample. */
export type SeedOptions = ScanOptions & { readonly seed?: number };

/** Names of the options of median and quantile. */
const QUANTILE_NAMES = ["nan", "sketch", "accuracy", "method"];

/** Names of the options of sum and mean. */
const SUM_NAMES = ["nan", "exact"];

/**
 * One-column aggregates. Each call is one scan; `aggregate(column, { … })` shares one pass among several. With
 * `perChunk: n` the result is an array: one result for every `n` rows, in order.
 *
 * **What is there when values are odd.** The default follows NumPy; `nan: "skip"` follows its `nan…` functions.
 *
 * | | NaN among them | ±inf among them | no values | one value | all NaN, skipped |
 * |---|---|---|---|---|---|
 * | count | counted | counted | 0 | 1 | 0 |
 * | sum | NaN | ±inf, NaN for both | 0 | itself | 0 |
 * | mean | NaN | ±inf, NaN for both | NaN | itself | NaN |
 * | var, std | NaN | NaN | NaN | 0; NaN with ddof 1 | NaN |
 * | skew, kurt | NaN | NaN | NaN | NaN | NaN |
 * | min, max, extent | NaN | ±inf | EmptyInput | itself | EmptyInput |
 * | argmin, argmax | row of the first NaN | its row | EmptyInput | its row | EmptyInput |
 * | median, quantile | NaN | ordered as values | NaN | itself | NaN |
 * | histogram, range found | InvalidArgument | InvalidArgument | edges 0 to 1, all 0 | edges ± 0.5 | – |
 * | histogram, range given | left out | left out | all 0 | counted | – |
 *
 * Nulls (columns of tables) are always left out; `describe` says how many nulls and NaN it left out. 64-bit integers:
 * sum, min, max, extent and quantiles by a method that picks an element are exact bigint; the other quantiles and the
 * median are computed from the exact elements, the mean is the exact mean, rounded once; all others work on the values
 * rounded to float64.
 */
export abstract class Summaries<D extends string> {
  /** What these methods scan. */
  abstract readonly input: ScanInput;

  /** Number of values that are not null. */
  count(options: ScanOptions & PerChunk): Promise<number[]>;
  count(options?: ScanOptions): Promise<number>;
  count(options?: ScanOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(count(), options);
  }
  /** Exact sum, rounded once; bigint for 64-bit integers; 0 for no values. `exact: false` is faster, see SumOptions. */
  sum(options: ScanOptions & SumOptions & PerChunk): Promise<NumberOf<D>[]>;
  sum(options?: ScanOptions & SumOptions): Promise<NumberOf<D>>;
  sum(options?: ScanOptions & SumOptions & Partial<PerChunk>): Promise<NumberOf<D> | NumberOf<D>[]> {
    return this.#one(sum<NumberOf<D>>(sumOf(options)), options, SUM_NAMES, "sum");
  }
  /** Exact mean, rounded once; NaN for no values. `exact: false` is faster, see SumOptions. */
  mean(options: ScanOptions & SumOptions & PerChunk): Promise<number[]>;
  mean(options?: ScanOptions & SumOptions): Promise<number>;
  mean(options?: ScanOptions & SumOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(mean(sumOf(options)), options, SUM_NAMES, "mean");
  }
  /** Variance, `ddof` 0 by default as in NumPy. */
  var(options: ScanOptions & VarianceOptions & PerChunk): Promise<number[]>;
  var(options?: ScanOptions & VarianceOptions): Promise<number>;
  var(options?: ScanOptions & VarianceOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(variance(varianceOf(options)), options);
  }
  /** Standard deviation, `ddof` 0 by default as in NumPy. */
  std(options: ScanOptions & VarianceOptions & PerChunk): Promise<number[]>;
  std(options?: ScanOptions & VarianceOptions): Promise<number>;
  std(options?: ScanOptions & VarianceOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(std(varianceOf(options)), options);
  }
  /** Skewness, as `scipy.stats.skew`. */
  skew(options: StatisticOptions & PerChunk): Promise<number[]>;
  skew(options?: StatisticOptions): Promise<number>;
  skew(options?: StatisticOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(skew(nanOf(options)), options);
  }
  /** Excess kurtosis, as `scipy.stats.kurtosis`. */
  kurt(options: StatisticOptions & PerChunk): Promise<number[]>;
  kurt(options?: StatisticOptions): Promise<number>;
  kurt(options?: StatisticOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(kurt(nanOf(options)), options);
  }
  /** Least value. @throws EmptyInput for no values */
  min(options: StatisticOptions & PerChunk): Promise<NumberOf<D>[]>;
  min(options?: StatisticOptions): Promise<NumberOf<D>>;
  min(options?: StatisticOptions & Partial<PerChunk>): Promise<NumberOf<D> | NumberOf<D>[]> {
    return this.#one(min<NumberOf<D>>(nanOf(options)), options);
  }
  /** Greatest value. @throws EmptyInput for no values */
  max(options: StatisticOptions & PerChunk): Promise<NumberOf<D>[]>;
  max(options?: StatisticOptions): Promise<NumberOf<D>>;
  max(options?: StatisticOptions & Partial<PerChunk>): Promise<NumberOf<D> | NumberOf<D>[]> {
    return this.#one(max<NumberOf<D>>(nanOf(options)), options);
  }
  /** Row of the first least value. @throws EmptyInput for no values */
  argmin(options: StatisticOptions & PerChunk): Promise<number[]>;
  argmin(options?: StatisticOptions): Promise<number>;
  argmin(options?: StatisticOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(argmin(nanOf(options)), options);
  }
  /** Row of the first greatest value. @throws EmptyInput for no values */
  argmax(options: StatisticOptions & PerChunk): Promise<number[]>;
  argmax(options?: StatisticOptions): Promise<number>;
  argmax(options?: StatisticOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(argmax(nanOf(options)), options);
  }
  /** `[min, max]` in one pass. @throws EmptyInput for no values */
  extent(options: StatisticOptions & PerChunk): Promise<[min: NumberOf<D>, max: NumberOf<D>][]>;
  extent(options?: StatisticOptions): Promise<[min: NumberOf<D>, max: NumberOf<D>]>;
  extent(options?: StatisticOptions & Partial<PerChunk>): Promise<unknown> {
    return this.#one(extent<NumberOf<D>>(nanOf(options)), options);
  }
  /** Exact median, or with `sketch: true` an estimate in one pass; NaN for no values. */
  median(options: ScanOptions & MedianOptions & PerChunk): Promise<number[]>;
  median(options?: ScanOptions & MedianOptions): Promise<number>;
  median(options: ScanOptions & MedianOptions & Partial<PerChunk> = {}): Promise<number | number[]> {
    const { nan, sketch, accuracy } = options;
    return this.#one(median(given({ nan, sketch, accuracy })), options, QUANTILE_NAMES);
  }
  /**
   * Exact quantile by one of NumPy's methods, or a sketch; an array of probabilities gives an array, in one go. Of
   * 64-bit integers the methods that pick an element give bigint, the others numbers.
   */
  quantile(q: number, options: QuantileOptions & PerChunk): Promise<number[]>;
  quantile(q: readonly number[], options: QuantileOptions & PerChunk): Promise<number[][]>;
  quantile(q: number, options: PickingOptions): Promise<NumberOf<D>>;
  quantile(q: readonly number[], options: PickingOptions): Promise<NumberOf<D>[]>;
  quantile(q: number, options?: QuantileOptions): Promise<number>;
  quantile(q: readonly number[], options?: QuantileOptions): Promise<number[]>;
  async quantile(q: number | readonly number[], options: QuantileOptions & Partial<PerChunk> = {}): Promise<unknown> {
    const { nan, sketch, accuracy, method, perChunk } = options;
    const wanted = { q: typeof q === "number" ? [q] : q, ...given({ nan, sketch, accuracy, method }) };
    const found: readonly unknown[] = await this.#one(quantiles(wanted), options, QUANTILE_NAMES);
    if (typeof q !== "number") return found;
    return perChunk === undefined ? found[0] : (found as readonly number[][]).map(([only]) => only);
  }
  /** Number of distinct values: exact up to 1,024, else within 0.81 % (one standard error). */
  distinct(options: ScanOptions & PerChunk): Promise<number[]>;
  distinct(options?: ScanOptions): Promise<number>;
  distinct(options?: ScanOptions & Partial<PerChunk>): Promise<number | number[]> {
    return this.#one(distinct(), options);
  }
  /** The `k` most frequent values with their counts. @throws TooManyGroups for too many distinct values */
  topK(k: number, options: ScanOptions & PerChunk): Promise<Counted<ColumnElement<D> & CellValue>[][]>;
  topK(k?: number, options?: ScanOptions): Promise<Counted<ColumnElement<D> & CellValue>[]>;
  topK(k = 10, options?: ScanOptions & Partial<PerChunk>): Promise<unknown> {
    return this.#one(topK<ColumnElement<D> & CellValue>({ k }), options);
  }
  /** `n` rows drawn at random without replacement; the same seed draws the same rows. */
  sample(n: number, options: SeedOptions & PerChunk): Promise<Sample<ColumnElement<D> & CellValue>[]>;
  sample(n: number, options?: SeedOptions): Promise<Sample<ColumnElement<D> & CellValue>>;
  sample(n: number, options: SeedOptions & Partial<PerChunk> = {}): Promise<unknown> {
    return this.#one(sample<ColumnElement<D> & CellValue>({ n, ...given({ seed: options.seed }) }), options, ["seed"]);
  }
  /** Counts and edges equal to `numpy.histogram`'s. With `perChunk` and no range each chunk has its own edges. */
  histogram(options: HistogramOptions & ScanOptions & PerChunk): Promise<Histogram[]>;
  histogram(options?: HistogramOptions & ScanOptions): Promise<Histogram>;
  histogram(options: HistogramOptions & ScanOptions & Partial<PerChunk> = {}): Promise<Histogram | Histogram[]> {
    const { bins, range, density } = options;
    const wanted = { ...given({ bins, range }), density: density ?? false };
    return this.#one(histogram(wanted), options, ["bins", "range", "density"]);
  }
  /** Count, mean, std (ddof 1), extremes and quartiles as pandas' `describe`; NaN are left out and counted. */
  describe(options: ScanOptions & PerChunk): Promise<Description[]>;
  describe(options?: ScanOptions): Promise<Description>;
  async describe(options: ScanOptions & Partial<PerChunk> = {}): Promise<Description | Description[]> {
    checkNames(options, SCAN_NAMES, "'describe'");
    const { perChunk } = options;
    const { input } = this;
    if (perChunk === undefined) return described(await scan(input, DESCRIBE, options, "describe"));
    const found = await scanChunks(input, DESCRIBE, perChunk, options, "describe");
    return found[0]!.map((_, chunk) => described(found.map((results) => results[chunk])));
  }

  async #one<R>(
    request: AggregateRequest<R>,
    options: ScanOptions & Partial<PerChunk> = {},
    names: readonly string[] = ["nan", "ddof"],
    label: string = request.kind,
  ): Promise<R> {
    checkNames(options, [...SCAN_NAMES, ...names], `'${label}'`);
    const { perChunk } = options;
    if (perChunk === undefined) return (await scan(this.input, [request], options, label))[0] as R;
    // the overloads give the array its type
    return (await scanChunks(this.input, [request], perChunk, options, label))[0] as R;
  }
}

const SKIP = { nan: "skip" } as const;

/** What a description is made of. */
const DESCRIBE: readonly AggregateRequest[] = [
  count(),
  quantiles({ q: [0, 0.25, 0.5, 0.75, 1], ...SKIP }),
  mean(SKIP),
  std({ ...SKIP, ddof: 1 }),
  count(SKIP),
  rowCount(),
];

function described(results: readonly unknown[]): Description {
  const [, five, average, deviation, counted, rows] = results as [number, number[], number, number, number, number];
  const [low, q1, q2, q3, high] = five as [number, number, number, number, number];
  const names = { count: counted, mean: average, std: deviation, min: low };
  return { ...names, "25%": q1, "50%": q2, "75%": q3, max: high, skipped: rows - counted };
}

/** The options that were given. */
function given<O extends object>(options: O): { [K in keyof O]?: NonNullable<O[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof O]?: NonNullable<O[K]>;
  };
}

function nanOf(options: NaNOptions | undefined): NaNOptions {
  return options?.nan === undefined ? {} : { nan: options.nan };
}

function sumOf(options: SumOptions | undefined): SumOptions {
  return { ...nanOf(options), ...(options?.exact === undefined ? {} : { exact: options.exact }) };
}

function varianceOf(options: VarianceOptions | undefined): VarianceOptions {
  return { ...nanOf(options), ...(options?.ddof === undefined ? {} : { ddof: options.ddof }) };
}
