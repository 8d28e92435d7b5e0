/**
 * sum, mean, variance and std by group: exact, so that no result depends on how rows are split.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Batch } from "../../contract/index.js";
import { createAccumulator, integerSum, roundedMean, roundedSum, roundedVariance } from "../aggregates/exact.js";
import type { NaNPolicy } from "../aggregates/request.js";
import { aggregateOf } from "../aggregates/state.js";
import { PAIRWISE } from "../aggregates/sum.js";
import { extentOf, numericType, type Packed, packFloat64, packWide } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import { packedIds } from "./packed-ids.js";
import { addRunning, openRunning, type Running, type Sums, settleRunning } from "./running.js";
import { addSquareToGroup, addToGroup, createSums, groupAccumulator, joinSums, sumsBytes } from "./sums.js";

/** Sums of groups, and which statistic of them is asked for. `squares` are there when some statistic needs them. */
export interface GroupStates extends Sums {
  readonly statistic: string;
  readonly ddof: number;
  readonly nan: NaNPolicy;
  integer: boolean;
  /** Where the kernels add while a task runs; undefined outside, or when there is no room. */
  running: Running | undefined;
  /** Accumulators that results are made with. */
  readonly scratch: readonly [Float64Array, Float64Array];
}

/** sum, mean, variance and std by group; `request.kind` is that of the ungrouped aggregate. */
export function groupStatistics(kernels: Kernels): Aggregate<GroupStates, number | bigint> {
  return aggregateOf<GroupStates, number | bigint>({
    kind: "group-statistics",
    version: 2,
    init: fresh,
    update(states, batch, columns, arena, groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, states.statistic);
      if ((type === "int64" || type === "uint64") && states.squares === undefined) {
        states.integer = true;
        addIntegers(states, type, batch, packWide(batch, column, arena, selection), groupIds!, arena);
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, states.statistic, selection, states.nan);
      if (packed.n === 0) return;
      const ids = packedIds(packed, groupIds!, batch.rows, arena);
      states.running ??= openRunning(kernels, states.n.length, states.squares !== undefined);
      if (states.running !== undefined) {
        const extent = extentOf(column, packed, arena, kernels);
        addRunning(states.running, states, packed.at, ids, packed.n, extent, arena, kernels);
        return;
      }
      const groups = new Uint32Array(arena.buffer, ids, packed.n);
      const values = new Float64Array(arena.buffer, packed.at, packed.n);
      for (let i = 0; i < packed.n; i++) {
        const group = groups[i]!;
        states.n[group]!++;
        addToGroup(states.sums, group, values[i]!);
        if (states.squares !== undefined) addSquareToGroup(states.squares, group, values[i]!);
      }
    },
    settle(states) {
      if (states.running !== undefined) settleRunning(states.running, states, kernels);
      states.running = undefined;
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map)),
    mergePieces,
    byteSize: ({ n, sums, squares }) =>
      n.byteLength + sumsBytes(sums) + (squares === undefined ? 0 : sumsBytes(squares)),
    finish: (states, group) => ({ done: statisticOf(states.statistic, states.ddof, states, group) }),
  });
}

/** Adds all of `from`, in pieces. */
function* mergePieces(into: GroupStates, from: GroupStates, map?: Uint32Array): Generator<void, void> {
  from.n.forEach((n, g) => {
    if (n > 0) into.n[map === undefined ? g : map[g]!]! += n;
  });
  yield;
  yield* joinSums(into.sums, from.sums, map);
  if (into.squares !== undefined && from.squares !== undefined) yield* joinSums(into.squares, from.squares, map);
  into.integer ||= from.integer;
}

/** A statistic of one group: the one that was asked for first, or another that needs no more than is there. */
export function statisticOf(statistic: string, ddof: number, states: GroupStates, group: number): number | bigint {
  const n = states.n[group]!;
  if (statistic === "count") return n;
  const [one, other] = states.scratch;
  const acc = groupAccumulator(states.sums, group, one);
  if (statistic === "sum") return states.integer ? integerSum(acc) : roundedSum(acc);
  if (statistic === "mean") return roundedMean(acc, n);
  const variance = roundedVariance(acc, groupAccumulator(states.squares!, group, other), n, ddof);
  return statistic === "std" ? Math.sqrt(variance) : variance;
}

/** The statistic a request asks for by group. */
export function statisticName({ kind, options }: AggregateRequest): string {
  return String(options["statistic"] ?? INEXACT[kind] ?? kind);
}

/** Option of a request that stands for others as well: it keeps squares, whatever its own statistic needs. */
export const KEEP_SQUARES = "keepSquares";

/** What requests for inexact statistics ask for, which are exact here. */
const INEXACT: { readonly [kind: string]: string } = { [PAIRWISE.sum]: "sum", [PAIRWISE.mean]: "mean" };

function fresh(req: AggregateRequest<unknown>, groups: number): GroupStates {
  const statistic = statisticName(req);
  const squared = statistic === "variance" || statistic === "std" || req.options[KEEP_SQUARES] === true;
  return {
    statistic,
    ddof: Number(req.options["ddof"] ?? 0),
    nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
    n: new Float64Array(groups),
    sums: createSums(groups),
    squares: squared ? createSums(groups) : undefined,
    integer: false,
    running: undefined,
    scratch: [createAccumulator(), createAccumulator()],
  };
}

/** 64-bit integers as high and low halves, which are doubles without rounding. */
function addIntegers(
  states: GroupStates,
  type: "int64" | "uint64",
  batch: Batch,
  packed: Packed,
  groupIds: number,
  arena: Arena,
): void {
  // before the buffer is taken: the memory may grow, which detaches it
  const at = packedIds(packed, groupIds, batch.rows, arena);
  const ids = new Uint32Array(arena.buffer, at, packed.n);
  const lows = new Uint32Array(arena.buffer, packed.at, packed.n * 2);
  const highs = type === "int64" ? new Int32Array(arena.buffer, packed.at, packed.n * 2) : lows;
  for (let i = 0; i < packed.n; i++) {
    const group = ids[i]!;
    states.n[group]!++;
    addToGroup(states.sums, group, highs[2 * i + 1]! * 2 ** 32);
    addToGroup(states.sums, group, lows[2 * i]!);
  }
}
