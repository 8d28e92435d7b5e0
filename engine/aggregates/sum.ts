/**
 * sum and mean: exact, rounded once, whatever the order and the split.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena } from "../../contract/index.js";
import { checkFlag } from "../names.js";
import { type Kernels, SUM_BLOCK, type Wide } from "../simd/kernels.js";
import { addAccumulator, addValue, createAccumulator, integerSum, roundedMean, roundedSum } from "./exact.js";
import { type ColumnOr, type NaNOptions, type NaNPolicy, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { knownBound, numericType, packFloat64, packWide } from "./values.js";

/** Options of sum and mean. */
export interface SumOptions extends NaNOptions {
  /**
   * Default true: rounded once. `false` adds pairwise, which is faster: at most (24 + ⌈log2(rows / 4096)⌉) · 2^-53 times
   * the sum of the absolute values away from the exact sum (and 2^-53 of itself more for the mean), and still the same
   * for every chunk size and number of workers. By group, for 64-bit integers, and where rows have no numbers (text
   * files) the result is exact either way. Sums that overflow on the way are infinite or NaN.
   */
  readonly exact?: boolean;
}

/**
 * The sum, correctly rounded: equal to Python's `math.fsum` to the last bit. 0 for no values; for 64-bit integers a
 * bigint. NaN and infinities as IEEE addition has them.
 */
export function sum<R extends number | bigint = number>(
  column?: ColumnOr<SumOptions>,
  options?: SumOptions,
): AggregateRequest<R> {
  return sumRequest("sum", column, options);
}

/** The mean: exact sum divided by the count, rounded once. NaN for no values. */
export function mean(column?: ColumnOr<SumOptions>, options?: SumOptions): AggregateRequest<number> {
  return sumRequest("mean", column, options);
}

/** Kinds of the requests with `exact: false`, and what they ask for. */
export const PAIRWISE: { readonly sum: "pairwiseSum"; readonly mean: "pairwiseMean" } = {
  sum: "pairwiseSum",
  mean: "pairwiseMean",
};

/** The request as it is without `exact: false`. */
export function exactRequest(request: AggregateRequest): AggregateRequest {
  const asked = (["sum", "mean"] as const).find((kind) => PAIRWISE[kind] === request.kind);
  return asked === undefined ? request : { ...request, kind: asked };
}

function sumRequest<R>(kind: "sum" | "mean", column?: ColumnOr<SumOptions>, options?: SumOptions): AggregateRequest<R> {
  const asked: AggregateRequest<R> = request(kind, column, options);
  const { exact, ...rest } = asked.options;
  checkFlag("exact", exact);
  return { ...asked, kind: exact === false ? PAIRWISE[kind] : kind, options: rest };
}

/** State of one group. */
interface Sum {
  acc: Float64Array;
  n: number;
  integer: boolean;
}

/** States of all groups. */
export interface SumStates {
  readonly nan: NaNPolicy;
  readonly groups: Sum[];
}

/** The `"sum"` aggregate. */
export function sumAggregate(kernels: Kernels): Aggregate<SumStates, number | bigint> {
  return sums(kernels, "sum", (s) => (s.integer ? integerSum(s.acc) : roundedSum(s.acc)));
}

/** The `"mean"` aggregate. */
export function meanAggregate(kernels: Kernels): Aggregate<SumStates, number> {
  return sums(kernels, "mean", (s) => roundedMean(s.acc, s.n));
}

function sums<R>(kernels: Kernels, kind: string, result: (s: Sum) => R): Aggregate<SumStates, R> {
  return aggregateOf<SumStates, R>({
    kind,
    init: (req, groups) => ({
      nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
      groups: Array.from({ length: groups }, () => ({ acc: createAccumulator(), n: 0, integer: false })),
    }),
    update(states, batch, columns, arena, _groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, kind);
      const group = states.groups[0]!;
      if (type === "int64" || type === "uint64") {
        const packed = packWide(batch, column, arena, selection);
        group.integer = true;
        group.n += packed.n;
        addIntegers(group.acc, type, packed.at, packed.n, arena, kernels);
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, kind, selection, states.nan);
      group.n += packed.n;
      addBlocks(group.acc, packed.at, packed.n, arena, kernels, knownBound(column, packed));
    },
    merge(into, from, map) {
      from.groups.forEach((other, g) => {
        const mine = into.groups[map === undefined ? g : map[g]!]!;
        addAccumulator(mine.acc, other.acc);
        mine.n += other.n;
        mine.integer ||= other.integer;
      });
    },
    finish: (states, group) => ({ done: result(states.groups[group]!) }),
  });
}

/** Adds `n` packed float64 values at byte offset `at` exactly, block by block. */
export function addBlocks(acc: Float64Array, at: number, n: number, arena: Arena, kernels: Kernels, bound = 0): void {
  const out = arena.alloc(24);
  for (let done = 0; done < n; done += SUM_BLOCK) {
    const take = Math.min(SUM_BLOCK, n - done);
    if (
      kernels.exactSum(at + done * 8, take, out, bound) ||
      (bound > 0 && kernels.exactSum(at + done * 8, take, out, 0))
    ) {
      const folds = new Float64Array(arena.buffer, out, 3);
      for (let k = 0; k < 3; k++) if (folds[k] !== 0) addValue(acc, folds[k]!);
    } else {
      const values = new Float64Array(arena.buffer, at + done * 8, take);
      for (let i = 0; i < take; i++) addValue(acc, values[i]!);
    }
  }
}

/** 64-bit integers as high and low halves, whose sums over a block are exact doubles. */
function addIntegers(acc: Float64Array, type: Wide, at: number, n: number, arena: Arena, kernels: Kernels): void {
  const out = arena.alloc(16);
  for (let done = 0; done < n; done += SUM_BLOCK) {
    kernels.wideSum(type, at + done * 8, Math.min(SUM_BLOCK, n - done), out);
    const [low, high] = new Float64Array(arena.buffer, out, 2);
    addValue(acc, low!);
    addValue(acc, high! * 2 ** 32);
  }
}
