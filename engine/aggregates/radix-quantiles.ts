/**
 * Exact quantiles by radix refinement: float64 bits are mapped to integers of the same order, counted by their
 * leading 16 bits, and each further pass descends into the bins that hold wanted ranks, until what is left is
 * collected and sorted. Memory stays constant whatever the size. 64-bit integers go by `key-quantiles.ts`.
 * @module
 */
import type { Aggregate, Arena, ColumnBatch, Finished } from "../../contract/index.js";
import { selectRank } from "../select.js";
import { DIGIT_TABLES, DIGITS, type Kernels } from "../simd/kernels.js";
import { type CountTable, countValues, createCounts, settleCounts } from "./count-table.js";
import { addKeys, createKeys, finishedKeys, joinKeys, type KeyProgress, type KeyState } from "./key-quantiles.js";
import type { KeyLimits } from "./key-search.js";
import { keyType } from "./order-keys.js";
import { answer, type QuantileAnswer, type QuantileQuestion, wantedRanks } from "./quantile-answer.js";
import { highKey, leadingWord, lowKey, pattern, type Target, valueOfKey } from "./radix.js";
import type { NaNPolicy } from "./request.js";
import { aggregateOf } from "./state.js";
import { extentOf, numericType, type Packed, packFloat64, packWide } from "./values.js";

/** Values that may be collected instead of counted once more. */
const COLLECT = 2 ** 22;

/** Limits of the search among 64-bit integers. */
const KEY_LIMITS: KeyLimits = { digitBits: 16, collect: COLLECT };

/** Options of a request, and what earlier passes found. */
export interface QuantileOptions extends QuantileQuestion {
  readonly nan?: NaNPolicy;
  /** Found by earlier passes over 64-bit integers. */
  readonly keys?: KeyProgress;
  readonly targets?: readonly Target[];
  readonly total?: number;
  /** Values already collected, by rank of the least. */
  readonly known?: readonly { readonly below: number; readonly values: Float64Array }[];
}

interface QuantileState {
  readonly options: QuantileOptions;
  /** Where all the work is done for 64-bit integers. */
  keys: KeyState | undefined;
  /** Leading digits of all values, in the first pass. */
  readonly leading: CountTable | undefined;
  total: number;
  nans: number;
  readonly counts: (Float64Array | undefined)[];
  readonly collected: (Float64Array | undefined)[];
  readonly filled: number[];
}

/** The whole range, before the first pass. */
const ALL: Target = { prefix: 0n, depth: 0, below: 0, size: Number.POSITIVE_INFINITY, collect: false };

/** The `"quantiles"` aggregate. */
export function quantilesAggregate(kernels: Kernels): Aggregate<QuantileState[], QuantileAnswer> {
  return aggregateOf<QuantileState[], QuantileAnswer>({
    kind: "quantiles",
    init: (req, groups) => Array.from({ length: groups }, () => fresh(req.options as unknown as QuantileOptions)),
    update(states, batch, columns, arena, _groupIds, selection) {
      const state = states[0]!;
      const column = batch.columns[columns[0]!]!;
      const type = keyType(numericType(column, "quantiles"));
      if (type !== "float64") {
        state.keys ??= createKeys(state.options, type, undefined, KEY_LIMITS);
        addKeys(state.keys, packWide(batch, column, arena, selection), arena, kernels);
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, "quantiles", selection, state.options.nan);
      if (state.leading !== undefined) countLeading(state, state.leading, column, packed, arena, kernels);
      else refine(state, packed, arena, kernels);
    },
    settle(states) {
      for (const { leading } of states) if (leading !== undefined) settleCounts(leading, kernels);
    },
    merge(into, from, map) {
      from.forEach((other, g) => void join(into[map === undefined ? g : map[g]!]!, other));
    },
    finish: (states, group) => finish(states[group]!),
  });
}

function fresh(options: QuantileOptions): QuantileState {
  const targets = options.targets ?? [];
  const { keys } = options;
  return {
    options,
    keys: keys && createKeys(options, keys.type, keys, KEY_LIMITS),
    leading: options.targets === undefined ? createCounts(DIGITS, DIGIT_TABLES) : undefined,
    total: 0,
    nans: 0,
    counts: targets.map((target) => (target.collect ? undefined : new Float64Array(DIGITS))),
    collected: targets.map((target) => (target.collect ? new Float64Array(0) : undefined)),
    filled: targets.map(() => 0),
  };
}

/** The first pass: all values by their leading digit. */
function countLeading(
  state: QuantileState,
  leading: CountTable,
  column: ColumnBatch,
  packed: Packed,
  arena: Arena,
  kernels: Kernels,
): void {
  state.nans += extentOf(column, packed, arena, kernels)[2];
  state.total += packed.n;
  countValues(leading, kernels, arena, packed.n, (tables) => {
    kernels.leadingDigits(packed.at, packed.n, tables);
  });
}

/** Later passes: only values of the bins that hold wanted ranks. */
function refine(state: QuantileState, packed: Packed, arena: Arena, kernels: Kernels): void {
  const found = arena.alloc((packed.n + 1) * 8);
  const words = new Uint32Array(arena.buffer, packed.at, packed.n * 2);
  const values = new Float64Array(arena.buffer, packed.at, packed.n);
  state.options.targets!.forEach((target, t) => {
    const counts = state.counts[t];
    if (counts !== undefined) countWithin(counts, target, words);
    else if (target.depth === 1) {
      const n = kernels.collectDigit(packed.at, packed.n, leadingWord(target), found);
      append(state, t, new Float64Array(arena.buffer, found, n));
    } else collect(state, t, target, values, words);
  });
}

function countWithin(counts: Float64Array, target: Target, words: Uint32Array): void {
  const { high, mask, low, lowMask } = pattern(target);
  for (let i = 0; i < words.length; i += 2) {
    const h = highKey(words[i + 1]!);
    if ((h & mask) >>> 0 !== high) continue;
    const l = lowKey(words[i + 1]!, words[i]!);
    if ((l & lowMask) >>> 0 !== low) continue;
    counts[target.depth === 1 ? h & 0xffff : target.depth === 2 ? l >>> 16 : l & 0xffff]!++;
  }
}

function collect(state: QuantileState, t: number, target: Target, values: Float64Array, words: Uint32Array): void {
  const { high, mask, low, lowMask } = pattern(target);
  let store = state.collected[t]!;
  let n = state.filled[t]!;
  for (let i = 0; i < values.length; i++) {
    const word = words[2 * i + 1]!;
    if ((highKey(word) & mask) >>> 0 !== high) continue;
    if ((lowKey(word, words[2 * i]!) & lowMask) >>> 0 !== low) continue;
    if (n === store.length) store = grow(store, Math.max(1024, n * 2));
    store[n++] = values[i]!;
  }
  state.collected[t] = store;
  state.filled[t] = n;
}

function append(state: QuantileState, t: number, values: Float64Array): void {
  const filled = state.filled[t]!;
  const n = filled + values.length;
  if (n > state.collected[t]!.length) state.collected[t] = grow(state.collected[t]!.subarray(0, filled), n * 2);
  state.collected[t]!.set(values, filled);
  state.filled[t] = n;
}

function join(into: QuantileState, from: QuantileState): void {
  if (into.keys !== undefined && from.keys !== undefined) joinKeys(into.keys, from.keys);
  else into.keys ??= from.keys;
  into.total += from.total;
  into.nans += from.nans;
  from.leading?.counts.forEach((n, digit) => {
    into.leading!.counts[digit]! += n;
  });
  from.counts.forEach((counts, t) => {
    const mine = into.counts[t];
    if (counts !== undefined && mine !== undefined) for (let i = 0; i < DIGITS; i++) mine[i]! += counts[i]!;
  });
  from.collected.forEach((store, t) => {
    if (store === undefined) return;
    const n = into.filled[t]! + from.filled[t]!;
    const joined = grow(into.collected[t]!.subarray(0, into.filled[t]!), n);
    joined.set(store.subarray(0, from.filled[t]!), into.filled[t]!);
    into.collected[t] = joined;
    into.filled[t] = n;
  });
}

function grow(store: Float64Array, size: number): Float64Array {
  const bigger = new Float64Array(size);
  bigger.set(store);
  return bigger;
}

function finish(state: QuantileState): Finished<QuantileAnswer> {
  const { options } = state;
  if (state.keys !== undefined) return finishedKeys(state.keys, KEY_LIMITS, { ...options });
  const total = options.total ?? state.total;
  if (total === 0 || state.nans > 0) return { done: answer(options, () => Number.NaN, 0) };
  const known = [...(options.known ?? [])];
  const next = new Map<string, Target>();
  const ranks = wantedRanks(options, total);
  for (const rank of state.leading === undefined ? [] : ranks) descend(next, ALL, state.leading!.counts, rank);
  options.targets?.forEach((target, t) => {
    const store = state.collected[t];
    if (store !== undefined) known.push({ below: target.below, values: store.slice(0, state.filled[t]) });
    else for (const rank of ranks) descend(next, target, state.counts[t]!, rank);
  });
  const missing = [...next.values()].filter(({ size }) => size > 0);
  for (const target of missing.filter(({ depth }) => depth === 4))
    known.push({ below: target.below, values: new Float64Array([valueOfKey(target.prefix)]) });
  const targets = missing.filter(({ depth }) => depth < 4);
  if (targets.length === 0) return { done: answer(options, (rank) => valueAt(known, rank), total) };
  let room = COLLECT;
  const planned = targets.map((target) => {
    const fits = target.size <= room;
    if (fits) room -= target.size;
    return { ...target, collect: fits };
  });
  return {
    again: { kind: "quantiles", columns: [], options: { ...options, total, known, targets: planned } as never },
  };
}

/** Notes the bin one digit deeper that holds `rank`, when `target` holds it. */
function descend(next: Map<string, Target>, target: Target, counts: Float64Array, rank: number): void {
  let below = target.below;
  if (rank < below || rank >= below + target.size) return;
  for (let digit = 0; digit < DIGITS; digit++) {
    const size = counts[digit]!;
    if (rank < below + size) {
      const prefix = (target.prefix << 16n) | BigInt(digit);
      next.set(`${target.depth}:${prefix}`, { prefix, depth: target.depth + 1, below, size, collect: false });
      return;
    }
    below += size;
  }
}

function valueAt(known: readonly { readonly below: number; readonly values: Float64Array }[], rank: number): number {
  let best: { readonly below: number; readonly values: Float64Array } | undefined;
  for (const part of known) if (part.below <= rank && (best === undefined || part.below > best.below)) best = part;
  return selectRank(best!.values, Math.min(rank - best!.below, best!.values.length - 1));
}
