/**
 * Quantiles by DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
 * guarantees", VLDB 2019): values are counted in bins that grow by a fixed factor, so that every quantile is within a
 * relative accuracy of a value of that rank. Counts add up, so the result does not depend on order or split.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { perGroup } from "./per-group.js";
import type { NaNPolicy } from "./request.js";
import { packFloat64 } from "./values.js";

/** Counts by bin; bin `i` of the sketch is `counts[i - first]`. */
interface Store {
  first: number;
  counts: Float64Array;
}

interface State {
  readonly q: readonly number[];
  readonly median: boolean;
  readonly nan: NaNPolicy;
  /** Growth from one bin's border to the next: (1 + accuracy) / (1 − accuracy). */
  readonly gamma: number;
  readonly positive: Store;
  readonly negative: Store;
  zeros: number;
  nans: number;
  /** Infinities have no bin. */
  below: number;
  above: number;
  min: number;
  max: number;
}

/** The `"ddsketch"` aggregate; requested by `quantiles(column, { q, sketch: true, accuracy })`. */
export function ddsketchAggregate(kernels: Kernels): Aggregate<unknown, number[] | number> {
  return perGroup<State, number[] | number>({
    kind: "ddsketch",
    fresh({ options }) {
      // what is lost to reading logarithms from a table is taken off
      const accuracy = (Number(options["accuracy"]) - TABLE_ERROR) / (1 + TABLE_ERROR);
      return {
        q: options["q"] as readonly number[],
        median: options["median"] === true,
        nan: (options["nan"] as NaNPolicy | undefined) ?? "propagate",
        gamma: (1 + accuracy) / (1 - accuracy),
        positive: { first: 0, counts: new Float64Array(0) },
        negative: { first: 0, counts: new Float64Array(0) },
        zeros: 0,
        nans: 0,
        below: 0,
        above: 0,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
      };
    },
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const packed = packFloat64(batch, column, arena, kernels, "quantiles", selection, state.nan);
      const out = arena.alloc(24);
      kernels.extremes(packed.at, packed.n, out);
      const [min, max] = new Float64Array(arena.buffer, out, 2);
      state.min = Math.min(state.min, min!);
      state.max = Math.max(state.max, max!);
      addValues(state, new Float64Array(arena.buffer, packed.at, packed.n));
    },
    merge(into, from) {
      addStore(into.positive, from.positive);
      addStore(into.negative, from.negative);
      into.zeros += from.zeros;
      into.nans += from.nans;
      into.below += from.below;
      into.above += from.above;
      into.min = Math.min(into.min, from.min);
      into.max = Math.max(into.max, from.max);
    },
    finish(state) {
      const results = state.q.map((q) => quantileOf(state, q));
      return { done: state.median ? results[0]! : results };
    },
  }) as Aggregate<unknown, number[] | number>;
}

/** Leading bits of the mantissa that the table of logarithms knows. */
const TABLE_BITS = 14;

/** log2 of the middle of each stretch of mantissas. */
const LOG2: Float64Array = Float64Array.from({ length: 2 ** TABLE_BITS }, (_, i) =>
  Math.log2(1 + (i + 0.5) / 2 ** TABLE_BITS),
);

/** Relative distance of a value from the middle of its stretch, at most. */
const TABLE_ERROR = 2 ** -(TABLE_BITS + 1) * 1.001;

function addValues(state: State, values: Float64Array): void {
  const scale = 1 / Math.log2(state.gamma);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const { positive, negative } = state;
  for (let i = 0; i < values.length; i++) {
    const high = words[2 * i + 1]!;
    const exponent = (high >>> 20) & 0x7ff;
    if (exponent === 0 || exponent === 0x7ff) {
      addSpecial(state, values[i]!, scale);
      continue;
    }
    const bin = Math.ceil((exponent - 1023 + LOG2[(high >>> (20 - TABLE_BITS)) & (2 ** TABLE_BITS - 1)]!) * scale);
    count(high >>> 31 === 0 ? positive : negative, bin, 1);
  }
}

/** Zeros, subnormal numbers, infinities and NaN. */
function addSpecial(state: State, x: number, scale: number): void {
  if (Number.isNaN(x)) state.nans++;
  else if (x === 0) state.zeros++;
  else if (x === Number.POSITIVE_INFINITY) state.above++;
  else if (x === Number.NEGATIVE_INFINITY) state.below++;
  else count(x > 0 ? state.positive : state.negative, Math.ceil(Math.log2(Math.abs(x)) * scale), 1);
}

function count(store: Store, bin: number, n: number): void {
  let at = bin - store.first;
  if (at < 0 || at >= store.counts.length) {
    cover(store, bin, bin);
    at = bin - store.first;
  }
  store.counts[at]! += n;
}

/** Bins are added in pages, so that stores rarely move. */
const PAGE = 128;

/** Makes room for bins `low` to `high`. */
function cover(store: Store, low: number, high: number): void {
  const { first, counts } = store;
  const empty = counts.length === 0;
  const start = Math.floor(Math.min(low, empty ? low : first) / PAGE) * PAGE;
  const last = empty ? high : Math.max(high, first + counts.length - 1);
  const bigger = new Float64Array((Math.floor(last / PAGE) + 1) * PAGE - start);
  if (!empty) bigger.set(counts, first - start);
  store.first = start;
  store.counts = bigger;
}

function addStore(into: Store, from: Store): void {
  if (from.counts.length === 0) return;
  cover(into, from.first, from.first + from.counts.length - 1);
  for (let i = 0; i < from.counts.length; i++) into.counts[from.first - into.first + i]! += from.counts[i]!;
}

/** The value of rank `q · (n − 1)`, rounded down: within the accuracy, and within what was seen. */
function quantileOf(state: State, q: number): number {
  const { positive, negative, gamma } = state;
  const finite = [negative, positive].flatMap(({ counts }) => [...counts]).reduce((sum, n) => sum + n, 0);
  const n = finite + state.zeros + state.below + state.above;
  if (n === 0 || state.nans > 0) return Number.NaN;
  const rank = Math.floor(q * (n - 1));
  let seen = state.below;
  if (rank < seen) return Number.NEGATIVE_INFINITY;
  // the middle of a bin by relative distance: gamma^i · 2 / (gamma + 1)
  const within = (bin: number, sign: number): number => {
    const value = sign * Math.exp(bin * Math.log(gamma)) * (2 / (1 + gamma));
    return Math.min(Math.max(value, state.min), state.max);
  };
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    seen += negative.counts[i]!;
    if (rank < seen) return within(negative.first + i, -1);
  }
  seen += state.zeros;
  if (rank < seen) return 0;
  for (let i = 0; i < positive.counts.length; i++) {
    seen += positive.counts[i]!;
    if (rank < seen) return within(positive.first + i, 1);
  }
  return Number.POSITIVE_INFINITY;
}
