/**
 * The first rows whose values lie in a box: what stands behind a cell of a raster or a bar of a histogram.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { valuesOf } from "./values-of.js";

/** Kind of the aggregate in the registry. */
export const ROWS_IN_BOX = "rowsInBox";

/** Bounds of one column: low <= value < high. */
export type Bounds = readonly [low: number, high: number];

/**
 * Asks for the first rows in a box.
 * @param bounds for each of one or two columns
 * @param limit rows at most
 */
export function rowsInBox(bounds: readonly Bounds[], limit: number): AggregateRequest<Float64Array> {
  return { kind: ROWS_IN_BOX, columns: [], options: { bounds: bounds.map((pair) => [...pair]), limit } };
}

interface State {
  readonly bounds: readonly Bounds[];
  readonly limit: number;
  /** Ascending. */
  rows: number[];
}

/** The `"rowsInBox"` aggregate. */
export function rowsInBoxAggregate(kernels: Kernels): Aggregate<State, Float64Array> {
  return aggregateOf<State, Float64Array>({
    kind: ROWS_IN_BOX,
    init: ({ options }) => ({
      bounds: options["bounds"] as unknown as readonly Bounds[],
      limit: options["limit"] as number,
      rows: [],
    }),
    update(state, batch, columns, arena) {
      if (batch.firstRow === undefined)
        throw new EngineError("UnsupportedType", "a source without row numbers cannot list rows");
      // a thread's batches ascend
      if (state.rows.length >= state.limit) return;
      const values = columns.map((position) => {
        const column = batch.columns[position]!;
        return new Float64Array(arena.buffer, valuesOf(column, batch.rows, arena, kernels), batch.rows);
      });
      const { bounds, limit, rows } = state;
      const isInside = (column: number, row: number): boolean => {
        const value = values[column]![row]!;
        return value >= bounds[column]![0] && value < bounds[column]![1];
      };
      for (let row = 0; row < batch.rows && rows.length < limit; row++) {
        if (isInside(0, row) && (values.length === 1 || isInside(1, row))) rows.push(batch.firstRow + row);
      }
    },
    merge(into, from) {
      into.rows = [...into.rows, ...from.rows].sort((a, b) => a - b).slice(0, into.limit);
    },
    finish: ({ rows }) => ({ done: Float64Array.from(rows) }),
  });
}
