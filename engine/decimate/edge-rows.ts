/**
 * Where values of a sorted column pass given edges: from ranges of x to ranges of rows, and whether x is sorted at all.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { addStretch, areSorted, type RowStretch } from "./row-stretches.js";
import { numbersOf } from "./values-of.js";

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

interface State {
  readonly edges: Float64Array;
  readonly rows: Float64Array;
  sorted: boolean;
  stretches: RowStretch[];
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
      const at = numbersOf(column, batch.rows, arena, kernels);
      const values = new Float64Array(arena.buffer, at, batch.rows);
      const stop = batch.firstRow + batch.rows;
      const ends = { start: batch.firstRow, stop, low: values[0]!, high: values[batch.rows - 1]! };
      state.sorted = kernels.ascends(at, batch.rows) && addStretch(state.stretches, ends);
      if (!state.sorted) return;
      for (let edge = 0; edge < state.edges.length; edge++) {
        if (state.edges[edge]! >= values[0]!) state.rows[edge]! += countAtMost(values, state.edges[edge]!);
      }
    },
    merge(into, from) {
      into.sorted &&= from.sorted;
      for (const stretch of from.stretches) into.sorted &&= addStretch(into.stretches, stretch);
      for (let edge = 0; edge < into.rows.length; edge++) into.rows[edge]! += from.rows[edge]!;
    },
    finish: (state) => ({ done: { sorted: state.sorted && areSorted(state.stretches), rows: state.rows } }),
  });
}

/** Number of values at or below an edge, in a sorted array. */
export function countAtMost(values: Float64Array, edge: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
