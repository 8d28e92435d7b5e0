/**
 * variance, std, skew, kurt.
 * @module
 */
import { type Aggregate, type AggregateRequest, type Arena, BLOCK_ROWS } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { centralMoments } from "../simd/plain.js";
import { addBlock, addPiece, addTree, type BlockTree, createTree, type Moments, treeMoments } from "./block-tree.js";
import { type ColumnOr, type NaNOptions, type NaNPolicy, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { type Packed, packFloat64 } from "./values.js";

type Statistic = "variance" | "std" | "skew" | "kurt";

/** Options of variance and std. */
export interface VarianceOptions extends NaNOptions {
  /** Delta degrees of freedom: the divisor is `n − ddof`. Default 0, as NumPy's. */
  readonly ddof?: number;
}

/**
 * Variance, by two passes over blocks of 4,096 rows merged pairwise in a fixed tree; relative error within about
 * 4 · 2^-53 · log2(rows) times the condition number. NaN for no values or `n <= ddof`.
 */
export function variance(column?: ColumnOr<VarianceOptions>, options?: VarianceOptions): AggregateRequest<number> {
  return moments("variance", column, options);
}

/** Standard deviation: the square root of {@link variance}. */
export function std(column?: ColumnOr<VarianceOptions>, options?: VarianceOptions): AggregateRequest<number> {
  return moments("std", column, options);
}

/** Skewness m3 / m2^1.5, as `scipy.stats.skew(bias=True)`. NaN for constant input. */
export function skew(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return moments("skew", column, options);
}

/** Excess kurtosis m4 / m2² − 3, as `scipy.stats.kurtosis(fisher=True, bias=True)`. NaN for constant input. */
export function kurt(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return moments("kurt", column, options);
}

function moments(
  statistic: Statistic,
  column?: ColumnOr<VarianceOptions>,
  options?: VarianceOptions,
): AggregateRequest<number> {
  return request("moments", column, options, { statistic });
}

interface MomentStates {
  readonly statistic: Statistic;
  readonly ddof: number;
  readonly nan: NaNPolicy;
  readonly trees: BlockTree[];
}

/** The `"moments"` aggregate. */
export function momentsAggregate(kernels: Kernels): Aggregate<MomentStates, number> {
  return aggregateOf<MomentStates, number>({
    kind: "moments",
    init: (req, groups) => ({
      statistic: req.options["statistic"] as Statistic,
      ddof: Number(req.options["ddof"] ?? 0),
      nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
      trees: Array.from({ length: groups }, createTree),
    }),
    update(states, batch, columns, arena, _groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const packed = packFloat64(batch, column, arena, kernels, states.statistic, selection, states.nan);
      addRows(kernels, orderOf(states.statistic), states.trees[0]!, packed, batch.firstRow ?? 0, batch.rows, arena);
    },
    merge(into, from, map) {
      from.trees.forEach((tree, g) => void addTree(into.trees[map === undefined ? g : map[g]!]!, tree));
    },
    finish: (states, group) => ({ done: statisticOf(states, treeMoments(states.trees[group]!)) }),
  });
}

/** Powers a statistic needs. */
function orderOf(statistic: Statistic): number {
  return statistic === "skew" || statistic === "kurt" ? 4 : 2;
}

function addRows(
  kernels: Kernels,
  order: number,
  tree: BlockTree,
  packed: Packed,
  first: number,
  rows: number,
  arena: Arena,
): void {
  const out = arena.alloc(40);
  let position = 0;
  for (let row = first; row < first + rows; ) {
    const block = Math.floor(row / BLOCK_ROWS);
    const stop = Math.min((block + 1) * BLOCK_ROWS, first + rows);
    const from = position;
    if (packed.rows === undefined) position += stop - row;
    else {
      const positions = new Uint32Array(arena.buffer, packed.rows, packed.n);
      while (position < packed.n && positions[position]! < stop - first) position++;
    }
    const n = position - from;
    const at = packed.at + from * 8;
    if (stop - row === BLOCK_ROWS) {
      if (n > 0) kernels.moments(at, n, order, out);
      addBlock(tree, block, n === 0 ? [0, 0, 0, 0, 0] : [n, ...centralMoments(n, sumsAt(arena, out))]);
    } else addPiece(tree, row, stop - row, new Float64Array(arena.buffer, at, n).slice());
    row = stop;
  }
}

function sumsAt(arena: Arena, at: number): [number, number, number, number, number] {
  const [centre, p1, p2, p3, p4] = new Float64Array(arena.buffer, at, 5);
  return [centre!, p1!, p2!, p3!, p4!];
}

function statisticOf(states: MomentStates, [n, , m2, m3, m4]: Moments): number {
  if (n === 0) return Number.NaN;
  const second = m2 / n;
  switch (states.statistic) {
    case "variance":
      return n > states.ddof ? m2 / (n - states.ddof) : Number.NaN;
    case "std":
      return n > states.ddof ? Math.sqrt(m2 / (n - states.ddof)) : Number.NaN;
    case "skew":
      return second === 0 ? Number.NaN : m3 / n / second ** 1.5;
    default:
      return second === 0 ? Number.NaN : m4 / n / (second * second) - 3;
  }
}
