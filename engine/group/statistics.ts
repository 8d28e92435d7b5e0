/**
 * sum, mean, variance and std by group: exact, so that no result depends on how rows are split.
 * @module
 */
import type { Aggregate, AggregateRequest, Arena, Finished } from "../../contract/index.js";
import { integerSum, roundedMean, roundedSum, roundedVariance } from "../aggregates/exact.js";
import type { NaNPolicy } from "../aggregates/request.js";
import { aggregateOf } from "../aggregates/state.js";
import { PAIRWISE } from "../aggregates/sum.js";
import { numericType, packFloat64, packWide } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";
import {
  addSquareToGroup,
  addToGroup,
  createSums,
  type GroupSums,
  groupAccumulator,
  joinSums,
  spillToGroup,
  sumsBytes,
} from "./sums.js";

interface GroupStates {
  readonly statistic: string;
  readonly ddof: number;
  readonly nan: NaNPolicy;
  readonly n: Float64Array;
  readonly sums: GroupSums;
  /** Only for variance and std. */
  readonly squares: GroupSums | undefined;
  integer: boolean;
  /** Offsets in linear memory where the kernel adds while a task runs; -1 outside, or when there is no room. */
  sumsAt: number;
  squaresAt: number;
}

/** Bytes per group where the kernel adds: three parts of the sum and the count. */
const KERNEL_BYTES = 32;

/** sum, mean, variance and std by group; `request.kind` is that of the ungrouped aggregate. */
export function groupStatistics(kernels: Kernels): Aggregate<GroupStates, number | bigint> {
  return aggregateOf<GroupStates, number | bigint>({
    kind: "group-statistics",
    init: fresh,
    update(states, batch, columns, arena, groupIds, selection) {
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, states.statistic);
      if ((type === "int64" || type === "uint64") && states.squares === undefined) {
        states.integer = true;
        const packed = packWide(batch, column, arena, selection);
        const ids = new Uint32Array(arena.buffer, groupIds!, batch.rows);
        const rows = packed.rows === undefined ? undefined : new Uint32Array(arena.buffer, packed.rows, packed.n);
        const lows = new Uint32Array(arena.buffer, packed.at, packed.n * 2);
        const highs = type === "int64" ? new Int32Array(arena.buffer, packed.at, packed.n * 2) : lows;
        for (let i = 0; i < packed.n; i++) {
          const group = ids[rows === undefined ? i : rows[i]!]!;
          states.n[group]!++;
          addToGroup(states.sums, group, highs[2 * i + 1]! * 2 ** 32);
          addToGroup(states.sums, group, lows[2 * i]!);
        }
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, states.statistic, selection, states.nan);
      if (packed.rows === undefined && hasRoom(states, kernels)) {
        const spill = arena.alloc(packed.n * 48);
        const { sumsAt, squaresAt } = states;
        const squares = states.squares === undefined ? 0 : squaresAt;
        const spilled = kernels.groupSums(packed.at, groupIds!, packed.n, sumsAt, squares, spill);
        takeSpill(states, arena, spill, spilled);
        return;
      }
      const ids = new Uint32Array(arena.buffer, groupIds!, batch.rows);
      const values = new Float64Array(arena.buffer, packed.at, packed.n);
      const rows = packed.rows === undefined ? undefined : new Uint32Array(arena.buffer, packed.rows, packed.n);
      for (let i = 0; i < packed.n; i++) {
        const group = ids[rows === undefined ? i : rows[i]!]!;
        states.n[group]!++;
        addToGroup(states.sums, group, values[i]!);
        if (states.squares !== undefined) addSquareToGroup(states.squares, group, values[i]!);
      }
    },
    settle: (states) => settle(states, kernels),
    merge(into, from, map) {
      from.n.forEach((n, g) => {
        if (n > 0) into.n[map === undefined ? g : map[g]!]! += n;
      });
      joinSums(into.sums, from.sums, map);
      if (into.squares !== undefined && from.squares !== undefined) joinSums(into.squares, from.squares, map);
      into.integer ||= from.integer;
    },
    byteSize: ({ n, sums, squares }) =>
      n.byteLength + sumsBytes(sums) + (squares === undefined ? 0 : sumsBytes(squares)),
    finish: (states, group) => result(states, group),
  });
}

/** What requests for inexact statistics ask for, which are exact here. */
const INEXACT: { readonly [kind: string]: string } = { [PAIRWISE.sum]: "sum", [PAIRWISE.mean]: "mean" };

function fresh(req: AggregateRequest<unknown>, groups: number): GroupStates {
  const statistic = String(req.options["statistic"] ?? INEXACT[req.kind] ?? req.kind);
  return {
    statistic,
    ddof: Number(req.options["ddof"] ?? 0),
    nan: (req.options["nan"] as NaNPolicy | undefined) ?? "propagate",
    n: new Float64Array(groups),
    sums: createSums(groups),
    squares: statistic === "variance" || statistic === "std" ? createSums(groups) : undefined,
    integer: false,
    sumsAt: -1,
    squaresAt: -1,
  };
}

function result(states: GroupStates, group: number): Finished<number | bigint> {
  const n = states.n[group]!;
  const acc = groupAccumulator(states.sums, group);
  if (states.statistic === "sum") return { done: states.integer ? integerSum(acc) : roundedSum(acc) };
  if (states.statistic === "mean") return { done: roundedMean(acc, n) };
  const variance = roundedVariance(acc, groupAccumulator(states.squares!, group), n, states.ddof);
  return { done: states.statistic === "std" ? Math.sqrt(variance) : variance };
}

/** Whether the kernel has a place to add for every group. */
function hasRoom(states: GroupStates, kernels: Kernels): boolean {
  if (states.sumsAt >= 0) return true;
  const bytes = states.n.length * KERNEL_BYTES;
  const at = kernels.keep(states.squares === undefined ? bytes : bytes * 2);
  if (at === undefined) return false;
  states.sumsAt = at;
  states.squaresAt = at + bytes;
  return true;
}

function takeSpill(states: GroupStates, arena: Arena, spill: number, count: number): void {
  const words = new Uint32Array(arena.buffer, spill, count * 4);
  const values = new Float64Array(arena.buffer, spill, count * 2);
  for (let i = 0; i < count; i++) {
    const sums = words[i * 4 + 1] === 0 ? states.sums : states.squares!;
    spillToGroup(sums, words[i * 4]!, values[i * 2 + 1]!);
  }
}

/** Takes what the kernel has added into the states. */
function settle(states: GroupStates, kernels: Kernels): void {
  if (states.sumsAt < 0) return;
  const groups = states.n.length;
  const read = (at: number): Float64Array => new Float64Array(kernels.memory.buffer, at, groups * 4);
  const [sums, squares] = [read(states.sumsAt), states.squares && read(states.squaresAt)];
  for (let group = 0; group < groups; group++) {
    states.n[group]! += sums[group * 4 + 3]!;
    for (let k = 0; k < 3; k++) {
      addToGroup(states.sums, group, sums[group * 4 + k]!);
      if (squares !== undefined) addToGroup(states.squares!, group, squares[group * 4 + k]!);
    }
  }
  sums.fill(0);
  squares?.fill(0);
  states.sumsAt = -1;
}
