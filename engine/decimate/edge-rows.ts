/**
 * Where values of a sorted column pass given edges: from ranges of x to ranges of rows, and whether x is sorted at all.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { float64Of } from "../aggregates/values.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";

/** Kind of the aggregate in the registry. */
export const EDGE_ROWS = "edgeRows";

/** Rows by edge, and whether the column never falls. */
export interface EdgeRows {
  /** False when a value is less than the one before it, or is NaN; the rows mean nothing then. */
  readonly sorted: boolean;
  /** For each edge the number of values at or below it, as `searchsorted(x, edge, side="right")`. */
  readonly rows: Float64Array;
}

/** Asks where a column that is sorted in ascending order passes edges, ascending as well. One pass, in any order. */
export function edgeRows(edges: Float64Array): AggregateRequest<EdgeRows> {
  return { kind: EDGE_ROWS, columns: [], options: { edges } };
}

/** A stretch of rows seen without a gap. */
interface Stretch {
  start: number;
  stop: number;
  readonly low: number;
  high: number;
}

interface State {
  readonly edges: Float64Array;
  readonly rows: Float64Array;
  sorted: boolean;
  stretches: Stretch[];
}

/** The `"edgeRows"` aggregate. */
export function edgeRowsAggregate(kernels: Kernels): Aggregate<State, EdgeRows> {
  return aggregateOf<State, EdgeRows>({
    kind: EDGE_ROWS,
    init({ options }) {
      const edges = options["edges"] as Float64Array;
      return { edges, rows: new Float64Array(edges.length), sorted: true, stretches: [] };
    },
    update(state, batch, columns, arena) {
      if (!state.sorted || batch.rows === 0) return;
      const column = batch.columns[columns[0]!]!;
      if (batch.firstRow === undefined || column.validity !== undefined) {
        if (batch.firstRow !== undefined) state.sorted = false;
        else throw new EngineError("UnsupportedType", "a source without row numbers cannot be an x axis of a line");
        return;
      }
      const at = float64Of(column, batch.rows, arena, kernels, "decimate");
      const values = new Float64Array(arena.buffer, at, batch.rows);
      if (!isSorted(values)) {
        state.sorted = false;
        return;
      }
      const stop = batch.firstRow + batch.rows;
      addStretch(state, { start: batch.firstRow, stop, low: values[0]!, high: values[batch.rows - 1]! });
      for (let edge = 0; edge < state.edges.length; edge++) {
        if (state.edges[edge]! >= values[0]!) state.rows[edge]! += countAtMost(values, state.edges[edge]!);
      }
    },
    merge(into, from) {
      into.sorted &&= from.sorted;
      for (const stretch of from.stretches) addStretch(into, stretch);
      for (let edge = 0; edge < into.rows.length; edge++) into.rows[edge]! += from.rows[edge]!;
    },
    finish: (state) => ({ done: { sorted: state.sorted && areSorted(state.stretches), rows: state.rows } }),
  });
}

function isSorted(values: Float64Array): boolean {
  if (Number.isNaN(values[0]!)) return false;
  for (let row = 1; row < values.length; row++) if (!(values[row - 1]! <= values[row]!)) return false;
  return true;
}

/** Number of values at or below an edge, in a sorted array. */
function countAtMost(values: Float64Array, edge: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows come in ascending order within a thread: a stretch mostly goes on where the last one stopped. */
function addStretch(state: State, next: Stretch): void {
  const last = state.stretches.at(-1);
  if (last === undefined || last.stop !== next.start) state.stretches.push({ ...next });
  else if (last.high > next.low) state.sorted = false;
  else {
    last.stop = next.stop;
    last.high = next.high;
  }
}

function areSorted(stretches: readonly Stretch[]): boolean {
  const inOrder = [...stretches].sort((a, b) => a.start - b.start);
  return inOrder.every((stretch, index) => index === 0 || inOrder[index - 1]!.high <= stretch.low);
}
