/**
 * First, last, least and greatest value of runs of rows: all that MinMax and M4 keep of a column. One pass, in any
 * order of the rows, so it runs on all cores.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { valuesOf } from "./values-of.js";

/** Kind of the aggregate in the registry. */
export const BIN_EXTREMES = "binExtremes";

/**
 * What is kept of each run. Row numbers are -1, and values NaN, where a run holds no value: it is empty, or all of it
 * is NaN or null. Rows of equal values are the first ones.
 */
export interface BinExtremes {
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly argmin: Float64Array;
  readonly argmax: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * Asks for the extremes of runs of rows.
 * @param edges row numbers in ascending order; run `k` is `edges[k] <= row < edges[k + 1]`
 */
export function binExtremes(edges: Float64Array): AggregateRequest<BinExtremes> {
  return { kind: BIN_EXTREMES, columns: [], options: { edges } };
}

/** Extremes of bins in the making. */
export interface BinState extends BinExtremes {
  readonly edges: Float64Array;
}

/** Rows that are searched for their least value at once, and again for its place when it is a new least. */
const STRIDE = 2048;

/** The `"binExtremes"` aggregate. */
export function binExtremesAggregate(kernels: Kernels): Aggregate<BinState, BinExtremes> {
  return aggregateOf<BinState, BinExtremes>({
    kind: BIN_EXTREMES,
    init: ({ options }) => fresh(options["edges"] as Float64Array),
    update(state, batch, columns, arena) {
      if (batch.firstRow === undefined)
        throw new EngineError("UnsupportedType", "a source without row numbers cannot be thinned out; count its rows");
      const column = batch.columns[columns[0]!]!;
      const out = arena.alloc(24);
      const at = valuesOf(column, batch.rows, arena, kernels);
      const stop = batch.firstRow + batch.rows;
      for (let row = batch.firstRow, bin = lastAtMost(state.edges, row); row < stop; bin++) {
        if (bin >= state.first.length) break;
        const end = Math.min(stop, state.edges[bin + 1]!);
        if (bin >= 0) takeRun(state, bin, { kernels, arena, out, at: at + (row - batch.firstRow) * 8 }, row, end);
        row = Math.max(row, end);
      }
    },
    merge(into, from) {
      for (let bin = 0; bin < into.first.length; bin++) joinBin(into, bin, binPart(from, bin));
    },
    finish: ({ edges: _, ...bins }) => ({ done: bins }),
  });
}

function fresh(edges: Float64Array): BinState {
  const bins = Math.max(0, edges.length - 1);
  const rows = (): Float64Array => new Float64Array(bins).fill(-1);
  const values = (): Float64Array => new Float64Array(bins).fill(Number.NaN);
  return {
    edges,
    first: rows(),
    last: rows(),
    argmin: rows(),
    argmax: rows(),
    min: values(),
    max: values(),
  };
}

/** Index of the last edge at or below a row; of equal edges the last, so that empty runs are passed over. */
function lastAtMost(edges: Float64Array, row: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface Run {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** Byte offset of three float64 for the kernel's answer. */
  readonly out: number;
  /** Byte offset of the run's first value. */
  readonly at: number;
}

/** Takes rows `row` to `stop` of one batch into a bin; the bin has seen only rows before or after all of them. */
function takeRun(state: BinState, bin: number, { kernels, arena, out, at }: Run, row: number, stop: number): void {
  const length = stop - row;
  if (length <= 0) return;
  const values = new Float64Array(arena.buffer, at, length);
  const answer = new Float64Array(arena.buffer, out, 3);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let leastAt = -1;
  let mostAt = -1;
  let firstAt = -1;
  let lastAt = -1;
  for (let from = 0; from < length; from += STRIDE) {
    const n = Math.min(STRIDE, length - from);
    kernels.extremes(at + from * 8, n, out);
    const missing = answer[2]!;
    if (missing === n) continue;
    if (firstAt < 0) firstAt = missing === 0 ? from : from + values.subarray(from).findIndex((x) => !Number.isNaN(x));
    lastAt = missing === 0 ? from + n - 1 : lastValid(values, from + n - 1);
    if (leastAt < 0 || answer[0]! < least) {
      least = answer[0]!;
      leastAt = from;
    }
    if (mostAt < 0 || answer[1]! > most) {
      most = answer[1]!;
      mostAt = from;
    }
  }
  if (firstAt < 0) return;
  joinBin(state, bin, {
    first: row + firstAt,
    last: row + lastAt,
    argmin: row + leastAt + kernels.locate(at + leastAt * 8, length - leastAt, least),
    argmax: row + mostAt + kernels.locate(at + mostAt * 8, length - mostAt, most),
    min: least,
    max: most,
  });
}

function lastValid(values: Float64Array, from: number): number {
  let at = from;
  while (Number.isNaN(values[at]!)) at--;
  return at;
}

/** What was found of a part of a bin; its rows are -1 where it holds no value. */
export type BinPart = { readonly [name in keyof BinExtremes]: number };

/** Takes a part of a bin in; of equal values the first row counts, whatever order parts come in. */
export function joinBin(bins: BinExtremes, bin: number, part: BinPart): void {
  if (part.first < 0) return;
  const empty = bins.first[bin]! < 0;
  if (empty || part.first < bins.first[bin]!) bins.first[bin] = part.first;
  if (empty || part.last > bins.last[bin]!) bins.last[bin] = part.last;
  if (empty || part.min < bins.min[bin]! || (part.min === bins.min[bin]! && part.argmin < bins.argmin[bin]!)) {
    bins.min[bin] = part.min;
    bins.argmin[bin] = part.argmin;
  }
  if (empty || part.max > bins.max[bin]! || (part.max === bins.max[bin]! && part.argmax < bins.argmax[bin]!)) {
    bins.max[bin] = part.max;
    bins.argmax[bin] = part.argmax;
  }
}

/** One bin's part. */
export function binPart(bins: BinExtremes, bin: number): BinPart {
  return {
    first: bins.first[bin]!,
    last: bins.last[bin]!,
    argmin: bins.argmin[bin]!,
    argmax: bins.argmax[bin]!,
    min: bins.min[bin]!,
    max: bins.max[bin]!,
  };
}
