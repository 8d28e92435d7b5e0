/**
 * histogram2d: equal to numpy.histogram2d, edges and counts.
 * @module
 */
import type { Aggregate, AggregateRequest, Cloneable, ColumnBatch, DTypeName, Finished } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { binOf, outerEdges, type UniformBins, uniformBins } from "./edges.js";
import { type Pairs, packPairs, twoColumns } from "./pairs.js";
import { perGroup } from "./per-group.js";
import { numericType } from "./values.js";

/** Outer edges of both axes, all included. */
export type Range2d = readonly [x: readonly [min: number, max: number], y: readonly [min: number, max: number]];

/** Options of {@link histogram2d}. */
export interface Histogram2dOptions {
  /** Number of equal bins of both axes, or of x and of y; default 10, as NumPy's. */
  readonly bins?: number | readonly [x: number, y: number];
  /** Outer edges; pairs outside are left out. Default: the data's extremes, found in a pass before. */
  readonly range?: Range2d;
  /** Divide counts by their total and the area of their bin, so that the volume is 1. */
  readonly density?: boolean;
}

/** Counts of pairs: `counts[i * shape[1] + j]` is x in bin i and y in bin j, NumPy's `H[i, j]`. */
export interface Histogram2d {
  /** Counts, or densities with `density: true`. */
  readonly counts: Float64Array;
  /** Bins of x and of y. */
  readonly shape: readonly [x: number, y: number];
  readonly xEdges: Float64Array;
  readonly yEdges: Float64Array;
}

/** Bins in all; more would not be a picture, and would not fit a state. */
const MOST_BINS = 2 ** 24;

/**
 * Counts pairs of two columns into equal bins, as `numpy.histogram2d`. Pairs with NaN are left out when a range is
 * given and refused otherwise; pairs with a null are left out.
 * @throws InvalidArgument for bins below 1 or more than 2^24 in all, ranges that are not finite or run backwards
 */
export function histogram2d(x: string, y: string, options: Histogram2dOptions = {}): AggregateRequest<Histogram2d> {
  const { bins = 10, range, density = false } = options;
  const shape = typeof bins === "number" ? [bins, bins] : [...bins];
  if (shape.length !== 2 || shape.some((n) => !Number.isInteger(n) || n < 1))
    throw new EngineError("InvalidArgument", `'bins' must be a positive integer or two of them, got ${String(bins)}`);
  if (shape[0]! * shape[1]! > MOST_BINS)
    throw new EngineError("InvalidArgument", `${shape.join(" × ")} bins are more than ${MOST_BINS}; use fewer 'bins'`);
  if (range !== undefined) for (const axis of range) outerEdges(axis, "float64", true);
  const given = range === undefined ? {} : { range: range.map((axis) => [...axis]) };
  return { kind: "histogram2d", columns: [x, y], options: { bins: shape, density, ...given } };
}

interface Axis {
  uniform: UniformBins | undefined;
  min: number;
  max: number;
  nan: boolean;
}

interface State {
  readonly bins: readonly [number, number];
  readonly density: boolean;
  readonly range: Range2d | undefined;
  /** Range found by a first pass; bins are then spaced in the columns' own arithmetic. */
  readonly found: Range2d | undefined;
  type: DTypeName | undefined;
  readonly axes: readonly [Axis, Axis];
  counts: Float64Array | undefined;
}

/** The `"histogram2d"` aggregate. */
export function histogram2dAggregate(kernels: Kernels): Aggregate<unknown, Histogram2d> {
  return perGroup<State, Histogram2d>({
    kind: "histogram2d",
    fresh: ({ options }) => ({
      bins: options["bins"] as unknown as readonly [number, number],
      density: options["density"] === true,
      range: options["range"] as Range2d | undefined,
      found: options["found"] as Range2d | undefined,
      type: undefined,
      axes: [emptyAxis(), emptyAxis()],
      counts: undefined,
    }),
    update(state, batch, columns, arena, selection) {
      const both = twoColumns(batch, columns, "histogram2d");
      state.type ??= commonType(both);
      const pairs = packPairs(batch, both, arena, kernels, "histogram2d", selection, undefined);
      if (state.range !== undefined || state.found !== undefined) countPairs(state, pairs, arena.buffer);
      else
        [pairs.x, pairs.y].forEach((at, i) => {
          const out = arena.alloc(24);
          kernels.extremes(at, pairs.n, out);
          const [min, max, nan] = new Float64Array(arena.buffer, out, 3);
          joinAxis(state.axes[i]!, { min: min!, max: max!, nan: nan! > 0 });
        });
    },
    merge(into, from) {
      into.type ??= from.type;
      from.axes.forEach((axis, i) => void joinAxis(into.axes[i]!, axis));
      if (from.counts === undefined) return;
      into.counts ??= new Float64Array(from.counts.length);
      for (let i = 0; i < from.counts.length; i++) into.counts[i]! += from.counts[i]!;
    },
    finish,
  }) as Aggregate<unknown, Histogram2d>;
}

function emptyAxis(): Axis {
  return { uniform: undefined, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, nan: false };
}

function joinAxis(into: Axis, from: Omit<Axis, "uniform">): void {
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  into.nan ||= from.nan;
}

/** NumPy puts both columns into one array: single precision only when both have it. */
function commonType(columns: readonly ColumnBatch[]): DTypeName {
  const types = columns.map((column) => numericType(column, "histogram2d"));
  return types.every((type) => type === "float32" || type === "float16") ? "float32" : "float64";
}

/** A range found in the data is spaced as the data, one given by the caller in float64. */
function binsOf(state: State, axis: 0 | 1): UniformBins {
  const range = (state.range ??
    state.found ?? [
      [0, 1],
      [0, 1],
    ])[axis];
  const found = state.range === undefined;
  return uniformBins(state.bins[axis], range, found ? (state.type ?? "float64") : "float64", !found);
}

function countPairs(state: State, pairs: Pairs, buffer: ArrayBufferLike): void {
  const [x, y] = state.axes;
  x.uniform ??= binsOf(state, 0);
  y.uniform ??= binsOf(state, 1);
  state.counts ??= new Float64Array(state.bins[0] * state.bins[1]);
  const { counts } = state;
  const width = state.bins[1];
  const xs = new Float64Array(buffer, pairs.x, pairs.n);
  const ys = new Float64Array(buffer, pairs.y, pairs.n);
  for (let i = 0; i < pairs.n; i++) {
    const row = binOf(x.uniform, xs[i]!);
    if (row < 0) continue;
    const column = binOf(y.uniform, ys[i]!);
    if (column >= 0) counts[row * width + column]!++;
  }
}

function finish(state: State): Finished<Histogram2d> {
  const { axes, bins, density } = state;
  if (state.range === undefined && state.found === undefined && axes.some(({ min, max, nan }) => nan || min <= max)) {
    const found = axes.map(({ min, max, nan }) => (nan ? [Number.NaN, Number.NaN] : [min, max]));
    const next: State = { ...state, found: found as unknown as Range2d };
    // throws here, before another pass, when the range cannot be used
    binsOf(next, 0);
    binsOf(next, 1);
    const options = { bins: bins as unknown as Cloneable, density, found };
    return { again: { kind: "histogram2d", columns: [], options } };
  }
  const xEdges = (axes[0].uniform ?? binsOf(state, 0)).edges;
  const yEdges = (axes[1].uniform ?? binsOf(state, 1)).edges;
  const counts = state.counts ?? new Float64Array(bins[0] * bins[1]);
  return { done: { counts: density ? densityOf(counts, xEdges, yEdges) : counts, shape: bins, xEdges, yEdges } };
}

/** Divides in NumPy's order: by the widths in x, in y, then by the total. */
function densityOf(counts: Float64Array, xEdges: Float64Array, yEdges: Float64Array): Float64Array {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const width = yEdges.length - 1;
  return counts.map((n, k) => {
    const i = Math.floor(k / width);
    const j = k % width;
    return n / (xEdges[i + 1]! - xEdges[i]!) / (yEdges[j + 1]! - yEdges[j]!) / total;
  });
}
