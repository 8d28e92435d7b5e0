/**
 * variance, std, skew, kurt.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { type Moments, momentsFold } from "./block-moments.js";
import { addRows, addTree, type BlockTree, createTree, treeRoot } from "./block-tree.js";
import {
  addPowers,
  createPowers,
  joinPowers,
  kurtOfPowers,
  type PowerSums,
  skewOfPowers,
  varianceOfPowers,
} from "./exact-powers.js";
import { type ColumnOr, type NaNOptions, type NaNPolicy, request } from "./request.js";
import { aggregateOf } from "./state.js";
import { packFloat64 } from "./values.js";

type Statistic = "variance" | "std" | "skew" | "kurt";

/** Options of variance and std. */
export interface VarianceOptions extends NaNOptions {
  /** Delta degrees of freedom: the divisor is `n − ddof`. Default 0, as NumPy's. */
  readonly ddof?: number;
}

/**
 * Variance, by two passes over blocks of 4,096 rows merged pairwise in a fixed tree; relative error within about
 * 4 · 2^-53 · log2(rows) times the condition number. Where rows have no numbers (CSV, SQL) it is exact, rounded once.
 * NaN for no values or `n <= ddof`.
 */
export function variance(column?: ColumnOr<VarianceOptions>, options?: VarianceOptions): AggregateRequest<number> {
  return moments("variance", column, options);
}

/**
 * Standard deviation: the square root of {@link variance}, with half its relative error and one rounding more.
 * NaN for no values or `n <= ddof`.
 */
export function std(column?: ColumnOr<VarianceOptions>, options?: VarianceOptions): AggregateRequest<number> {
  return moments("std", column, options);
}

/**
 * Skewness m3 / m2^1.5, as `scipy.stats.skew(bias=True)`, from the blocks of {@link variance}; absolute error within
 * about 8 · 2^-53 · log2(rows) times the variance's condition number and Σ|x − mean|³ / (n · m2^1.5). Where rows have no
 * numbers (CSV, SQL) the moments are exact, rounded once. NaN for constant input.
 */
export function skew(column?: ColumnOr<NaNOptions>, options?: NaNOptions): AggregateRequest<number> {
  return moments("skew", column, options);
}

/**
 * Excess kurtosis m4 / m2² − 3, as `scipy.stats.kurtosis(fisher=True, bias=True)`, from the blocks of {@link variance};
 * absolute error within about 16 · 2^-53 · log2(rows) times the variance's condition number and m4 / m2². Where rows
 * have no numbers (CSV, SQL) the moments are exact, rounded once. NaN for constant input.
 */
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
  readonly trees: BlockTree<Moments>[];
  /** Of rows without numbers, which belong to no block. */
  readonly powers: PowerSums[];
}

/** The `"moments"` aggregate. */
export function momentsAggregate(kernels: Kernels): Aggregate<MomentStates, number> {
  return aggregateOf<MomentStates, number>({
    kind: "moments",
    init: (req, groups) => ({
      statistic: req.options["statistic"] as Statistic,
      ddof: Number(req.options["ddof"] ?? 0),
      nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
      trees: Array.from({ length: groups }, () => createTree<Moments>()),
      powers: Array.from({ length: groups }, () => createPowers(orderOf(req.options["statistic"] as Statistic))),
    }),
    update(states, batch, columns, arena, _groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const packed = packFloat64(batch, column, arena, kernels, states.statistic, selection, states.nan);
      if (batch.firstRow === undefined) {
        addPowers(states.powers[0]!, packed.at, packed.n, arena, kernels);
        return;
      }
      const fold = momentsFold(kernels, orderOf(states.statistic));
      addRows(states.trees[0]!, fold, packed, batch.firstRow, batch.rows, arena);
    },
    merge(into, from, map) {
      const fold = momentsFold(kernels, orderOf(into.statistic));
      from.trees.forEach((tree, g) => void addTree(into.trees[map === undefined ? g : map[g]!]!, tree, fold));
      from.powers.forEach((powers, g) => void joinPowers(into.powers[map === undefined ? g : map[g]!]!, powers));
    },
    finish(states, group) {
      const powers = states.powers[group]!;
      if (powers.n > 0) return { done: exactStatistic(states, powers) };
      const fold = momentsFold(kernels, orderOf(states.statistic));
      return { done: statisticOf(states, treeRoot(states.trees[group]!, fold)) };
    },
  });
}

/** Powers a statistic needs. */
function orderOf(statistic: Statistic): 2 | 4 {
  return statistic === "skew" || statistic === "kurt" ? 4 : 2;
}

function exactStatistic({ statistic, ddof }: MomentStates, powers: PowerSums): number {
  if (statistic === "skew") return skewOfPowers(powers);
  if (statistic === "kurt") return kurtOfPowers(powers);
  const variance = varianceOfPowers(powers, ddof);
  return statistic === "std" ? Math.sqrt(variance) : variance;
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
