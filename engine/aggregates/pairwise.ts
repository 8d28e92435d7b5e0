/**
 * sum and mean with `exact: false`: pairwise addition over fixed blocks of rows, so that the result is inexact but still
 * the same for every chunk size and number of workers.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { pairwiseSum } from "../simd/plain-sums.js";
import { addRows, addTree, type BlockFold, type BlockTree, createTree, treeRoot } from "./block-tree.js";
import type { NaNPolicy } from "./request.js";
import { aggregateOf } from "./state.js";
import { meanAggregate, type SumStates, sumAggregate } from "./sum.js";
import { numericType, packFloat64 } from "./values.js";

interface PairwiseStates {
  readonly nan: NaNPolicy;
  readonly tree: BlockTree<number>;
  n: number;
  /** Where the result has to be exact: 64-bit integers, and rows without numbers, which have no fixed order. */
  readonly exact: SumStates;
}

/** The `"sum"` aggregate with `exact: false`, for one group. */
export function pairwiseSumAggregate(kernels: Kernels): Aggregate<PairwiseStates, number | bigint> {
  return pairwise(kernels, sumAggregate(kernels), (sum) => sum);
}

/** The `"mean"` aggregate with `exact: false`, for one group. */
export function pairwiseMeanAggregate(kernels: Kernels): Aggregate<PairwiseStates, number> {
  return pairwise(kernels, meanAggregate(kernels), (sum, n) => sum / n);
}

function pairwise<R>(
  kernels: Kernels,
  exact: Aggregate<SumStates, R>,
  result: (sum: number, n: number) => R,
): Aggregate<PairwiseStates, R> {
  const fold = sumFold(kernels);
  return aggregateOf<PairwiseStates, R>({
    kind: exact.kind,
    init: (req) => ({
      nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
      tree: createTree(),
      n: 0,
      exact: exact.init(req, 1),
    }),
    update(states, batch, columns, arena, _groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, exact.kind);
      if (type === "int64" || type === "uint64" || batch.firstRow === undefined) {
        exact.update(states.exact, batch, columns, arena, undefined, selection);
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, exact.kind, selection, states.nan);
      states.n += packed.n;
      addRows(states.tree, fold, packed, batch.firstRow, batch.rows, arena);
    },
    merge(into, from) {
      into.n += from.n;
      addTree(into.tree, from.tree, fold);
      exact.merge(into.exact, from.exact);
    },
    finish: (states) =>
      states.n === 0 ? exact.finish(states.exact, 0) : { done: result(treeRoot(states.tree, fold), states.n) },
  });
}

function sumFold(kernels: Kernels): BlockFold<number> {
  return {
    none: 0,
    ofMemory(arena, at, n) {
      const mark = arena.mark();
      const sum = kernels.pairwiseSum(at, n, arena.alloc(256));
      arena.reset(mark);
      return sum;
    },
    ofValues: pairwiseSum,
    join: (left, right) => left + right,
  };
}
