/**
 * Exact quantiles by group: each group keeps its values, and one pass is enough. When all groups together hold too
 * many, values are let go and ranks are searched for in further passes, in constant memory.
 * @module
 */
import type { Aggregate, Arena } from "../../contract/index.js";
import {
  addKeys,
  createKeys,
  finishedKeys,
  joinKeys,
  type KeyState,
  keyBytes,
  noteExtent,
} from "../aggregates/key-quantiles.js";
import type { KeyLimits } from "../aggregates/key-search.js";
import { type KeyType, keyType } from "../aggregates/order-keys.js";
import { perGroup } from "../aggregates/per-group.js";
import { answer, type QuantileAnswer } from "../aggregates/quantile-answer.js";
import type { QuantileOptions } from "../aggregates/radix-quantiles.js";
import { numericType, type Packed, packFloat64, packWide } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";

/** Bytes of values that all groups together keep in one thread before they search instead. */
const BUDGET = 256 << 20;

/** Limits of one group's search: a counted digit takes 32 KiB, collected keys 128 KiB. */
const LIMITS: KeyLimits = { digitBits: 12, collect: 16_384 };

type Values = Float64Array | BigInt64Array | BigUint64Array;

interface State {
  readonly options: QuantileOptions;
  type: KeyType | undefined;
  values: Values;
  n: number;
  /** Takes the values' place once there are too many. */
  keys: KeyState | undefined;
}

/**
 * The `"quantiles"` aggregate for groups.
 * @param budget bytes of values kept in one thread; no result depends on it
 */
export function groupedQuantiles(kernels: Kernels, budget: number = BUDGET): Aggregate<unknown, QuantileAnswer> {
  return perGroup<State, QuantileAnswer>({
    kind: "quantiles",
    fresh(request) {
      const options = request.options as unknown as QuantileOptions;
      const { keys } = options;
      return {
        options,
        type: keys?.type,
        values: new Float64Array(0),
        n: 0,
        keys: keys && createKeys(options, keys.type, keys, LIMITS),
      };
    },
    byteSize: ({ values, keys }) => values.byteLength + (keys === undefined ? 0 : keyBytes(keys)),
    limit(states, bytes) {
      if (bytes > budget) for (const state of states) letGo(state);
    },
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      state.type ??= keyType(numericType(column, "quantiles"));
      const packed =
        state.type === "float64"
          ? packFloat64(batch, column, arena, kernels, "quantiles", selection, state.options.nan)
          : packWide(batch, column, arena, selection);
      if (state.keys !== undefined) addKeys(state.keys, packed, arena, kernels);
      else append(state, viewAt(state.type, packed, arena));
    },
    merge(into, from) {
      into.type ??= from.type;
      if (from.type === undefined) return;
      if (into.keys !== undefined || from.keys !== undefined) {
        letGo(into);
        letGo(from);
        joinKeys(into.keys!, from.keys!);
      } else append(into, from.values.subarray(0, from.n));
    },
    finish(state) {
      const { keys, n, options } = state;
      if (keys !== undefined) return finishedKeys(keys, LIMITS, { ...options });
      // NaN sort to the end
      const sorted = state.values.slice(0, n).sort();
      const odd = n === 0 || Number.isNaN(sorted[n - 1]!);
      return { done: answer(options, odd ? () => Number.NaN : (rank) => sorted[rank]!, odd ? 0 : n) };
    },
  }) as Aggregate<unknown, QuantileAnswer>;
}

function viewAt(type: KeyType, { at, n }: Packed, arena: Arena): Values {
  if (type === "float64") return new Float64Array(arena.buffer, at, n);
  return type === "int64" ? new BigInt64Array(arena.buffer, at, n) : new BigUint64Array(arena.buffer, at, n);
}

function append(state: State, more: Values): void {
  const n = state.n + more.length;
  if (n > state.values.length || state.n === 0) {
    const make = more.constructor as new (length: number) => Values;
    const bigger = new make(Math.max(n, Math.ceil(state.values.length * 1.5), 16));
    copy(state.values.subarray(0, state.n), bigger, 0);
    state.values = bigger;
  }
  copy(more, state.values, state.n);
  state.n = n;
}

function copy(from: Values, to: Values, at: number): void {
  if (from.length > 0) (to as BigInt64Array).set(from as BigInt64Array, at);
}

/** Keeps the extremes of a group's values instead of the values. */
function letGo(state: State): void {
  if (state.keys !== undefined || state.type === undefined) return;
  state.keys = createKeys(state.options, state.type, undefined, LIMITS);
  const { values, n } = state;
  let [low, high, nans] = [values[0]!, values[0]!, 0];
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (Number.isNaN(value)) nans++;
  }
  noteExtent(state.keys, n, low, high, nans);
  state.values = new Float64Array(0);
  state.n = 0;
}
