/**
 * min, max, argmin, argmax, extent.
 * @module
 */
import type {
  Aggregate,
  AggregateRequest,
  Arena,
  Batch,
  Cloneable,
  Finished,
  Selection,
} from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import type { Kernels, Wide } from "../simd/kernels.js";
import { type ColumnOr, type NaNOptions, type NaNPolicy, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { extentOf, numericType, type Packed, packFloat64, packWide, wideExtentOf } from "./values.js";

/** What may be asked of extremes. */
export type Statistic = "min" | "max" | "argmin" | "argmax" | "extent" | "range";

/** The least value; bigint for 64-bit integers. NaN when one is there (`nan: "skip"`: leave out). EmptyInput for none. -0 is 0. */
export function min<R extends number | bigint = number>(
  column?: ColumnOr<NaNOptions>,
  options?: NaNOptions,
): AggregateRequest<R> {
  return extremes("min", column, options);
}

/** The greatest value; bigint for 64-bit integers. NaN when one is there (`nan: "skip"`: leave out). EmptyInput for none. -0 is 0. */
export function max<R extends number | bigint = number>(
  column?: ColumnOr<NaNOptions>,
  options?: NaNOptions,
): AggregateRequest<R> {
  return extremes("max", column, options);
}

/** Row number of the first least value; of the first NaN when there is one, as NumPy has it. EmptyInput for none. */
export function argmin(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return extremes("argmin", column, options);
}

/** Row number of the first greatest value; of the first NaN when there is one, as NumPy has it. EmptyInput for none. */
export function argmax(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return extremes("argmax", column, options);
}

/** `[min, max]` in one pass; zeros of both signs are 0. */
export function extent<R extends number | bigint = number>(
  column?: ColumnOr<NaNOptions>,
  options?: NaNOptions,
): AggregateRequest<[min: R, max: R]> {
  return extremes("extent", column, options);
}

/** As {@link extent}, in numbers, and [Infinity, -Infinity] for no values: what binning looks for first. */
export function dataRange(): AggregateRequest<[min: number, max: number]> {
  return extremes("range");
}

function extremes<R>(statistic: Statistic, column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<R> {
  return request("extremes", column, options, { statistic });
}

/** What is known of the values of one group. */
export interface Extremes {
  readonly statistic: Statistic;
  readonly nan: NaNPolicy;
  /** Values seen, NaN among them. */
  seen: number;
  min: number | bigint;
  max: number | bigint;
  /** Row numbers of the first occurrence; -1 for none. */
  minRow: number;
  maxRow: number;
  nanRow: number;
}

/** The `"extremes"` aggregate. */
export function extremesAggregate(kernels: Kernels): Aggregate<Extremes[], Cloneable> {
  return aggregateOf<Extremes[], Cloneable>({
    kind: "extremes",
    init: (req, groups) => Array.from({ length: groups }, () => freshExtremes(req)),
    update(states, batch, columns, arena, _groupIds, selection) {
      requireRows(states[0]!.statistic, batch);
      const type = numericType(batch.columns[columns[0]!]!, states[0]!.statistic);
      const other =
        type === "int64" || type === "uint64"
          ? ofIntegers(kernels, type, states[0]!, batch, columns[0]!, arena, selection)
          : ofFloats(kernels, states[0]!, batch, columns[0]!, arena, selection);
      join(states[0]!, other);
    },
    merge(into, from, map) {
      from.forEach((other, g) => void join(into[map === undefined ? g : map[g]!]!, other));
    },
    finish: (states, group) => finishExtremes(states[group]!),
  });
}

/** @throws InvalidArgument where a row number is asked for and rows have none */
export function requireRows(statistic: Statistic, { firstRow }: Batch): void {
  if (firstRow !== undefined || !statistic.startsWith("arg")) return;
  throw new EngineError(
    "InvalidArgument",
    `${statistic} needs row numbers, which this source does not have; read it into a table or array first`,
  );
}

/** Nothing is known. */
export function freshExtremes(req: AggregateRequest<Cloneable>): Extremes {
  return {
    statistic: req.options["statistic"] as Statistic,
    nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
    seen: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    minRow: -1,
    maxRow: -1,
    nanRow: -1,
  };
}

function ofFloats(
  kernels: Kernels,
  state: Extremes,
  batch: Batch,
  column: number,
  arena: Arena,
  selection: Selection,
): Extremes {
  const packed = packFloat64(batch, batch.columns[column]!, arena, kernels, state.statistic, selection, state.nan);
  const [low, high, nan] = extentOf(batch.columns[column]!, packed, arena, kernels);
  const found = { ...state, seen: packed.n, min: low, max: high, minRow: -1, maxRow: -1, nanRow: -1 };
  const values = new Float64Array(arena.buffer, packed.at, packed.n);
  if (nan > 0)
    found.nanRow = rowOf(
      values.findIndex((x) => Number.isNaN(x)),
      batch,
      packed,
      arena,
    );
  // Where a batch cannot improve on what is known its row is not looked for.
  if (state.statistic === "argmin" && nan < packed.n && (state.minRow < 0 || low <= state.min))
    found.minRow = rowOf(values.indexOf(low), batch, packed, arena);
  if (state.statistic === "argmax" && nan < packed.n && (state.maxRow < 0 || high >= state.max))
    found.maxRow = rowOf(values.indexOf(high), batch, packed, arena);
  return found;
}

function ofIntegers(
  kernels: Kernels,
  type: Wide,
  state: Extremes,
  batch: Batch,
  column: number,
  arena: Arena,
  selection: Selection,
): Extremes {
  const packed = packWide(batch, batch.columns[column]!, arena, selection);
  const found: Extremes = { ...state, seen: packed.n, minRow: -1, maxRow: -1, nanRow: -1 };
  if (packed.n === 0) return { ...found, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  const [low, high] = wideExtentOf(type, batch.columns[column]!, packed, arena, kernels);
  const values = viewOf(type, arena.buffer, packed.at, packed.n);
  found.min = low;
  found.max = high;
  if (state.statistic === "argmin" && !(low > state.min))
    found.minRow = rowOf(values.indexOf(low), batch, packed, arena);
  if (state.statistic === "argmax" && !(high < state.max))
    found.maxRow = rowOf(values.indexOf(high), batch, packed, arena);
  return found;
}

/** Row number in the source of a packed value. */
function rowOf(i: number, batch: Batch, packed: Packed, arena: Arena): number {
  if (i < 0) return -1;
  const row = packed.rows === undefined ? i : new Uint32Array(arena.buffer, packed.rows, packed.n)[i]!;
  return (batch.firstRow ?? 0) + row;
}

function join(into: Extremes, from: Extremes): void {
  if (from.min < into.min) {
    into.min = from.min;
    into.minRow = from.minRow;
  } else if (from.min === into.min) into.minRow = first(into.minRow, from.minRow);
  if (from.max > into.max) {
    into.max = from.max;
    into.maxRow = from.maxRow;
  } else if (from.max === into.max) into.maxRow = first(into.maxRow, from.maxRow);
  into.nanRow = first(into.nanRow, from.nanRow);
  into.seen += from.seen;
}

/** Zeros of both signs are one value, whichever came first. */
function unsigned(value: number | bigint): number | bigint {
  return value === 0 ? 0 : value;
}

function first(a: number, b: number): number {
  return a < 0 ? b : b < 0 ? a : Math.min(a, b);
}

/** The statistic. @throws EmptyInput for no values */
export function finishExtremes(s: Extremes): Finished<Cloneable> {
  if (s.statistic === "range" && s.nanRow < 0) return { done: [Number(unsigned(s.min)), Number(unsigned(s.max))] };
  if (s.seen === 0) {
    const argument = s.statistic.startsWith("arg");
    const operation = s.statistic === "max" ? "maximum" : "minimum";
    throw new EngineError(
      "EmptyInput",
      argument
        ? `attempt to get ${s.statistic} of an empty sequence`
        : `zero-size array to reduction operation ${operation} which has no identity`,
    );
  }
  const nan = s.nanRow >= 0;
  const low = nan ? Number.NaN : unsigned(s.min);
  const high = nan ? Number.NaN : unsigned(s.max);
  const results: { readonly [S in Statistic]: Cloneable } = {
    min: low,
    max: high,
    extent: [low, high],
    range: [low, high],
    argmin: nan ? s.nanRow : s.minRow,
    argmax: nan ? s.nanRow : s.maxRow,
  };
  return { done: results[s.statistic] };
}
