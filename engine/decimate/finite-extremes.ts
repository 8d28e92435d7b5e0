/**
 * The least and the greatest finite value: where an axis begins and ends.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import type { Kernels } from "../simd/kernels.js";
import { valuesOf } from "./values-of.js";

/** Kind of the aggregate in the registry. */
export const FINITE_EXTREMES = "finiteExtremes";

/** Extremes; both NaN where there is no finite value. */
export interface FiniteExtremes {
  readonly low: number;
  readonly high: number;
}

/** Rows looked at together; only where they hold an infinity are they looked at one by one. */
const STRIDE = 4096;

/** Asks for the finite extremes of one column. @param columns its name; empty for the scan's own column */
export function finiteExtremes(columns: readonly string[] = []): AggregateRequest<FiniteExtremes> {
  return { kind: FINITE_EXTREMES, columns, options: {} };
}

interface State {
  low: number;
  high: number;
}

/** The `"finiteExtremes"` aggregate. */
export function finiteExtremesAggregate(kernels: Kernels): Aggregate<State, FiniteExtremes> {
  return aggregateOf<State, FiniteExtremes>({
    kind: FINITE_EXTREMES,
    init: () => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }),
    update(state, batch, columns, arena) {
      const out = arena.alloc(24);
      const at = valuesOf(batch.columns[columns[0]!]!, batch.rows, arena, kernels);
      const answer = new Float64Array(arena.buffer, out, 3);
      for (let from = 0; from < batch.rows; from += STRIDE) {
        const n = Math.min(STRIDE, batch.rows - from);
        kernels.extremes(at + from * 8, n, out);
        if (answer[2] === n) continue;
        const finite = Number.isFinite(answer[0]) && Number.isFinite(answer[1]);
        const values = finite ? answer.subarray(0, 2) : new Float64Array(arena.buffer, at + from * 8, n);
        for (const value of values) {
          if (value < state.low && value !== Number.NEGATIVE_INFINITY) state.low = value;
          if (value > state.high && value !== Number.POSITIVE_INFINITY) state.high = value;
        }
      }
    },
    merge(into, from) {
      into.low = Math.min(into.low, from.low);
      into.high = Math.max(into.high, from.high);
    },
    finish: ({ low, high }) => ({ done: low <= high ? { low, high } : { low: Number.NaN, high: Number.NaN } }),
  });
}
