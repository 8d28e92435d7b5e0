/**
 * The aggregate behind density: counts of points by cell of a raster.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { float64Of } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";

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
  readonly x: RasterAxis;
  readonly y: RasterAxis;
  readonly counts: Float64Array;
}

/** The `"density"` aggregate. */
export function densityAggregate(kernels: Kernels): Aggregate<State, Float64Array> {
  return aggregateOf<State, Float64Array>({
    kind: DENSITY,
    init({ options }) {
      const x = options["x"] as unknown as RasterAxis;
      const y = options["y"] as unknown as RasterAxis;
      return { x, y, counts: new Float64Array(x.cells * y.cells) };
    },
    update(state, batch, columns, arena) {
      const at = columns.map((column) => float64Of(batch.columns[column]!, batch.rows, arena, kernels, "density"));
      const xs = new Float64Array(arena.buffer, at[0]!, batch.rows);
      const ys = new Float64Array(arena.buffer, at[1]!, batch.rows);
      const valid = columns.map((column) => batch.columns[column]!.validity);
      const bits = valid.map((offset) =>
        offset === undefined ? undefined : new Uint8Array(arena.buffer, offset, (batch.rows + 7) >> 3),
      );
      count(state, xs, ys, (row) =>
        bits.every((map) => map === undefined || ((map[row >> 3]! >> (row & 7)) & 1) === 1),
      );
    },
    merge(into, from) {
      for (let cell = 0; cell < into.counts.length; cell++) into.counts[cell]! += from.counts[cell]!;
    },
    finish: ({ counts }) => ({ done: counts }),
  });
}

/** A value belongs to cell `floor((value − low) / (high − low) · cells)`; `high` itself to the last. */
function count({ x, y, counts }: State, xs: Float64Array, ys: Float64Array, valid: (row: number) => boolean): void {
  const [xLow, xHigh] = x.log ? [Math.log10(x.low), Math.log10(x.high)] : [x.low, x.high];
  const [yLow, yHigh] = y.log ? [Math.log10(y.low), Math.log10(y.high)] : [y.low, y.high];
  const xScale = x.cells / (xHigh - xLow);
  const yScale = y.cells / (yHigh - yLow);
  for (let row = 0; row < xs.length; row++) {
    const xAt = x.log ? Math.log10(xs[row]!) : xs[row]!;
    const yAt = y.log ? Math.log10(ys[row]!) : ys[row]!;
    if (!(xAt >= xLow && xAt <= xHigh && yAt >= yLow && yAt <= yHigh) || !valid(row)) continue;
    const column = Math.min(x.cells - 1, Math.floor((xAt - xLow) * xScale));
    const line = Math.min(y.cells - 1, Math.floor((yAt - yLow) * yScale));
    counts[line * x.cells + column]!++;
  }
}
