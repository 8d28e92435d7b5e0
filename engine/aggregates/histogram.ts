/**
 * histogram: equal to numpy.histogram, edges and counts.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, DTypeName, Finished } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { type UniformBins, uniformBins } from "./edges.js";
import { type ColumnOr, optionsOf, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { numericType, type Packed, packFloat64 } from "./values.js";

/** Options of {@link histogram}. */
export interface HistogramOptions {
  /** Number of equal bins; default 10, as NumPy's. */
  readonly bins?: number;
  /** Outer edges, both included; values outside are left out. Default: the data's extremes, found in a pass before. */
  readonly range?: readonly [min: number, max: number];
  /** Divide counts by their total and the width of their bin, so that the area is 1. */
  readonly density?: boolean;
}

/** A histogram: `edges` has one entry more than `counts`; the last bin includes its right edge. */
export interface Histogram {
  /** Counts, or densities with `density: true`. */
  readonly counts: Float64Array;
  readonly edges: Float64Array;
}

/**
 * Counts values into equal bins, as `numpy.histogram`. NaN is left out when a range is given and refused otherwise.
 * float16 is binned as its float32 values (NumPy bins in half precision, whose edges are too coarse).
 * @throws InvalidArgument for bins below 1, a range that is not finite or runs backwards
 */
export function histogram(
  column?: ColumnOr<HistogramOptions>,
  options?: HistogramOptions,
): AggregateRequest<Histogram> {
  const { bins = 10, range } = optionsOf(column, options);
  if (!Number.isInteger(bins) || bins < 1)
    throw new EngineError("InvalidArgument", `'bins' must be a positive integer, got ${String(bins)}`);
  if (range !== undefined) uniformBins(1, range, "float64", true);
  return request("histogram", column, options, { bins });
}

interface HistogramState {
  readonly bins: number;
  readonly density: boolean;
  readonly given: boolean;
  /** Counting once the range is known; before, looking for it. */
  readonly range: readonly [number, number] | undefined;
  type: DTypeName | undefined;
  uniform: UniformBins | undefined;
  counts: Float64Array | undefined;
  min: number;
  max: number;
  nan: boolean;
}

/** The `"histogram"` aggregate. */
export function histogramAggregate(kernels: Kernels): Aggregate<HistogramState[], Histogram> {
  return aggregateOf<HistogramState[], Histogram>({
    kind: "histogram",
    init: (req, groups) => Array.from({ length: groups }, () => fresh(req)),
    update(states, batch, columns, arena, _groupIds, selection) {
      const state = states[0]!;
      const column = batch.columns[columns[0]!]!;
      state.type = numericType(column, "histogram");
      const packed = packFloat64(batch, column, arena, kernels, "histogram", selection, undefined);
      if (state.range === undefined) look(state, packed, arena, kernels);
      else countIn(state, state.range, packed, arena, kernels);
    },
    merge(into, from, map) {
      from.forEach((other, g) => void join(into[map === undefined ? g : map[g]!]!, other));
    },
    finish: (states, group) => finish(states[group]!),
  });
}

function fresh(req: AggregateRequest<Histogram>): HistogramState {
  const { bins, range, density, found } = req.options as HistogramOptions & { found?: readonly [number, number] };
  return {
    bins: bins!,
    density: density === true,
    given: range !== undefined,
    range: range ?? found,
    type: undefined,
    uniform: undefined,
    counts: undefined,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    nan: false,
  };
}

function look(state: HistogramState, packed: Packed, arena: Arena, kernels: Kernels): void {
  const out = arena.alloc(24);
  kernels.extremes(packed.at, packed.n, out);
  const [low, high, nan] = new Float64Array(arena.buffer, out, 3);
  state.min = Math.min(state.min, low!);
  state.max = Math.max(state.max, high!);
  state.nan ||= nan! > 0;
}

function countIn(
  state: HistogramState,
  range: readonly [number, number],
  packed: Packed,
  arena: Arena,
  kernels: Kernels,
): void {
  state.uniform ??= uniformBins(state.bins, range, state.type ?? "float64", state.given);
  state.counts ??= new Float64Array(state.bins);
  const { first, last, width } = state.uniform;
  const edges = arena.alloc((state.bins + 1) * 8);
  const counts = arena.alloc(state.bins * 4);
  new Float64Array(arena.buffer, edges, state.bins + 1).set(state.uniform.edges);
  const batchCounts = new Uint32Array(arena.buffer, counts, state.bins).fill(0);
  kernels.histogram(packed.at, packed.n, { first, last, width, bins: state.bins, edges, counts });
  for (let i = 0; i < batchCounts.length; i++) state.counts[i]! += batchCounts[i]!;
}

function join(into: HistogramState, from: HistogramState): void {
  into.type ??= from.type;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  into.nan ||= from.nan;
  if (from.counts === undefined) return;
  into.uniform ??= from.uniform;
  into.counts ??= new Float64Array(into.bins);
  for (let i = 0; i < from.counts.length; i++) into.counts[i]! += from.counts[i]!;
}

function finish(state: HistogramState): Finished<Histogram> {
  if (state.range === undefined && (state.nan || state.min <= state.max)) {
    const found: [number, number] = state.nan ? [Number.NaN, Number.NaN] : [state.min, state.max];
    // throws here, before another pass, when the range cannot be used
    uniformBins(state.bins, found, state.type ?? "float64", false);
    return { again: { kind: "histogram", columns: [], options: { bins: state.bins, density: state.density, found } } };
  }
  const { edges } =
    state.uniform ?? uniformBins(state.bins, state.range ?? [0, 1], state.type ?? "float64", state.given);
  const counts = state.counts ?? new Float64Array(state.bins);
  if (!state.density) return { done: { counts, edges } };
  const total = counts.reduce((sum, n) => sum + n, 0);
  return { done: { counts: counts.map((n, i) => n / (edges[i + 1]! - edges[i]!) / total), edges } };
}
