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
  prepareKeys,
  settleKeys,
} from "../aggregates/key-quantiles.js";
import type { KeyLimits } from "../aggregates/key-search.js";
import { narrow, PIECE } from "../aggregates/narrow.js";
import { digitsOf, type KeyType, keyType } from "../aggregates/order-keys.js";
import { perGroup } from "../aggregates/per-group.js";
import { answer, type QuantileAnswer, wantedRanks } from "../aggregates/quantile-answer.js";
import type { QuantileOptions } from "../aggregates/radix-quantiles.js";
import { numericType, type Packed, packFloat64, packWide } from "../aggregates/values.js";
import type { Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";

/**
 * Bytes of values that all groups together keep in one thread before those of more than {@link FEW} values search
 * instead; beyond eight times as many all do.
 */
const BUDGET = 16 << 20;

/** Values of a group that take no more memory than its search would. */
const FEW = 512;

/** Slots of counts, and keys collected, of all groups together in one thread. */
const SEARCHED = 2 ** 21;

/** Limits of one group's search. */
function limitsOf(groups: number): KeyLimits {
  const each = SEARCHED / Math.max(1, groups);
  const digitBits = Math.min(12, Math.max(4, Math.floor(Math.log2(each))));
  return { digitBits, collect: Math.min(16_384, Math.max(64, Math.floor(each))) };
}

type Values = Float64Array | BigInt64Array | BigUint64Array;

interface State {
  readonly options: QuantileOptions;
  type: KeyType | undefined;
  values: Values;
  n: number;
  /** Takes the values' place once there are too many. */
  keys: KeyState | undefined;
  /** Values around wanted ranks in order, once these are looked for; none with NaN among the values. */
  near: readonly Near[] | undefined;
}

/** Values in order, the first of which has rank `below`. */
interface Near {
  readonly below: number;
  readonly values: Values;
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
        keys: keys && createKeys(options, keys.type, keys),
        near: undefined,
      };
    },
    byteSize: ({ values, keys }) => values.byteLength + (keys === undefined ? 0 : keyBytes(keys)),
    limit(states, bytes) {
      if (bytes <= budget) return;
      const most = bytes > budget * 8 ? 0 : FEW;
      for (const state of states) if (state.n > most) letGo(state);
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
    merge: (into, from) => atOnce(mergePieces(into, from)),
    mergePieces,
    settle(state) {
      state.values = state.values.subarray(0, state.n);
      if (state.keys !== undefined) settleKeys(state.keys);
    },
    prepare,
    finish(state, groups) {
      const { keys, n, options } = state;
      if (keys !== undefined) return finishedKeys(keys, limitsOf(groups), { ...options });
      atOnce(prepare(state));
      const { near } = state;
      if (near === undefined || near.length === 0) return { done: answer(options, () => Number.NaN, 0) };
      return { done: answer(options, (rank) => valueAt(near, rank), n) };
    },
  }) as Aggregate<unknown, QuantileAnswer>;
}

function* mergePieces(into: State, from: State): Generator<void, void> {
  into.type ??= from.type;
  if (from.type === undefined) return;
  if (into.keys !== undefined || from.keys !== undefined) {
    letGo(into);
    letGo(from);
    yield* joinKeys(into.keys!, from.keys!);
  } else if (into.n === 0) {
    into.values = from.values;
    into.n = from.n;
  } else append(into, from.values.subarray(0, from.n));
}

/** Looks for the wanted ranks among a group's values. */
function* prepare(state: State): Generator<void, void> {
  const { keys, n, options, type } = state;
  if (keys !== undefined) return yield* prepareKeys(keys);
  if (state.near !== undefined || type === undefined || n === 0) return;
  const values = state.values.subarray(0, n);
  for (let from = 0; type === "float64" && from < n; from += PIECE) {
    for (let i = from; i < Math.min(from + PIECE, n); i++) if (Number.isNaN(values[i])) state.near = [];
    if (state.near !== undefined) return;
    if (n > PIECE) yield;
  }
  const pile = { chunks: [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)], room: 0 };
  const found = yield* narrow(pile, 0, wantedRanks(options, n), 0, digitsOf(type));
  state.near = found.map((part) => ({ below: part.below, values: sorted(part.values, type) }));
}

function sorted(values: Float64Array, type: KeyType): Values {
  if (type === "float64") return values.sort();
  return type === "int64" ? new BigInt64Array(values.buffer).sort() : new BigUint64Array(values.buffer).sort();
}

function valueAt(near: readonly Near[], rank: number): number | bigint {
  let best = near[0]!;
  for (const part of near) if (part.below <= rank && part.below > best.below) best = part;
  return best.values[Math.min(rank - best.below, best.values.length - 1)]!;
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
  state.keys = createKeys(state.options, state.type, undefined);
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
