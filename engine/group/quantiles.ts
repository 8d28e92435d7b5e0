/**
 * Exact quantiles by group in one pass: each group keeps its values until the end.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import { perGroup } from "../aggregates/per-group.js";
import { answer, type QuantileOptions } from "../aggregates/quantiles.js";
import { packFloat64 } from "../aggregates/values.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";

/** Bytes of values of all groups together in one thread. */
const BUDGET = 512 << 20;

interface State {
  readonly options: QuantileOptions;
  values: Float64Array;
  n: number;
}

/** The `"quantiles"` aggregate for groups. @throws TooManyGroups when the values exceed 512 MiB in one thread */
export function groupedQuantiles(kernels: Kernels): Aggregate<unknown, number[] | number> {
  return perGroup<State, number[] | number>({
    kind: "quantiles",
    fresh: ({ options }) => ({ options: options as unknown as QuantileOptions, values: new Float64Array(0), n: 0 }),
    byteSize: ({ values }) => values.byteLength,
    limit(bytes, groups) {
      if (bytes > BUDGET)
        throw new EngineError(
          "TooManyGroups",
          `exact quantiles of ${groups} groups keep more than ${BUDGET} bytes of values; estimate them: quantiles({ q, sketch: true })`,
        );
    },
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const packed = packFloat64(batch, column, arena, kernels, "quantiles", selection, state.options.nan);
      makeRoom(state, state.n + packed.n);
      state.values.set(new Float64Array(arena.buffer, packed.at, packed.n), state.n);
      state.n += packed.n;
    },
    merge(into, from) {
      makeRoom(into, into.n + from.n);
      into.values.set(from.values.subarray(0, from.n), into.n);
      into.n += from.n;
    },
    finish({ options, values, n }) {
      // NaN sort to the end
      const sorted = values.slice(0, n).sort();
      const odd = n === 0 || Number.isNaN(sorted[n - 1]!);
      return { done: answer(options, odd ? () => Number.NaN : (rank) => sorted[rank]!, odd ? 0 : n) };
    },
  }) as Aggregate<unknown, number[] | number>;
}

function makeRoom(state: State, n: number): void {
  if (n <= state.values.length) return;
  const bigger = new Float64Array(Math.max(n, Math.ceil(state.values.length * 1.5), 16));
  bigger.set(state.values.subarray(0, state.n));
  state.values = bigger;
}
