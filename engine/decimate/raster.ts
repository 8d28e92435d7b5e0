/**
 * The aggregate behind density: counts of points by cell of a raster.
 * @module
 */
import type { Aggregate, Arena } from "../../contract/index.js";
import { type CountTable, countValues, createCounts, settleCounts } from "../aggregates/count-table.js";
import { aggregateOf } from "../aggregates/state.js";
import type { Kernels, RasterScale } from "../simd/kernels.js";
import { valuesOf } from "./values-of.js";

/** Kind of the aggregate in the registry. */
export const DENSITY = "density";

/** One axis of a raster: `cells` of equal width from `low` to `high`, both included; in log10 when `log`. */
export interface RasterAxis {
  readonly low: number;
  readonly high: number;
  readonly cells: number;
  readonly log: boolean;
}

interface State {
  readonly x: RasterScale;
  readonly y: RasterScale;
  readonly log: readonly [x: boolean, y: boolean];
  readonly table: CountTable;
}

/** The `"density"` aggregate. */
export function densityAggregate(kernels: Kernels): Aggregate<State, Float64Array> {
  return aggregateOf<State, Float64Array>({
    kind: DENSITY,
    init({ options }) {
      const x = options["x"] as unknown as RasterAxis;
      const y = options["y"] as unknown as RasterAxis;
      const table = createCounts(x.cells * y.cells, 1);
      return { x: scaleOf(x), y: scaleOf(y), log: [x.log, y.log], table };
    },
    update({ x, y, log, table }, batch, columns, arena) {
      const [xs, ys] = columns.map((position, axis) => {
        const column = batch.columns[position]!;
        const at = valuesOf(column, batch.rows, arena, kernels);
        return log[axis] ? logarithms(at, batch.rows, arena) : at;
      });
      countValues(table, kernels, arena, batch.rows, (counts) =>
        kernels.rasterCounts(xs!, ys!, batch.rows, { x, y, counts }),
      );
    },
    settle: ({ table }) => settleCounts(table, kernels),
    merge(into, from) {
      for (let cell = 0; cell < into.table.counts.length; cell++) into.table.counts[cell]! += from.table.counts[cell]!;
    },
    finish: ({ table }) => ({ done: table.counts }),
  });
}

/** A value belongs to cell `floor((value − low) · (cells / (high − low)))`; `high` itself to the last. */
function scaleOf({ low, high, cells, log }: RasterAxis): RasterScale {
  const [from, to] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  return { low: from, high: to, scale: cells / (to - from), cells };
}

/** The columns' own values stay as they are, for other aggregates of the pass. */
function logarithms(at: number, rows: number, arena: Arena): number {
  const copy = arena.alloc(rows * 8);
  const to = new Float64Array(arena.buffer, copy, rows);
  new Float64Array(arena.buffer, at, rows).forEach((value, row) => {
    to[row] = Math.log10(value);
  });
  return copy;
}
