/**
 * Exact quantiles by radix refinement: float64 bits are mapped to integers of the same order, counted by their
 * leading 16 bits, and each further pass descends into the bins that hold wanted ranks, until what is left is
 * collected and narrowed down by `narrow.ts`. Memory stays constant whatever the size. 64-bit integers go by `key-quantiles.ts`.
 * @module
 */
import type { Aggregate, Arena, ColumnBatch, Finished } from "../../contract/index.js";
import { selectRank } from "../select.js";
import { DIGIT_TABLES, DIGITS, type Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import { type CountTable, countValues, createCounts, settleCounts } from "./count-table.js";
import {
  addKeys,
  createKeys,
  digitsFor,
  finishedKeys,
  joinKeys,
  type KeyProgress,
  type KeyState,
  prepareKeys,
  settleKeys,
} from "./key-quantiles.js";
import { type KeyLimits, plan } from "./key-search.js";
import { type KnownValues, narrow } from "./narrow.js";
import { keyType } from "./order-keys.js";
import { addToPile, createPile, joinPiles, type Pile, trimPile } from "./pile.js";
import { answer, type QuantileAnswer, type QuantileQuestion, wantedRanks } from "./quantile-answer.js";
import { digitOf, highKey, leadingWord, lowKey, pattern, type Target, valueOfKey } from "./radix.js";
import type { NaNPolicy } from "./request.js";
import { aggregateOf } from "./state.js";
import { extentOf, numericType, type Packed, packFloat64, packWide } from "./values.js";

/** Values that may be collected instead of counted once more. */
const COLLECT = 2 ** 22;

/** Limits of the search among 64-bit integers. */
const KEY_LIMITS: KeyLimits = { digitBits: 16, collect: COLLECT };

/** Bins that are looked into one after the other. */
const FEW = 4;

/** Options of a request, and what earlier passes found. */
export interface QuantileOptions extends QuantileQuestion {
  readonly nan?: NaNPolicy;
  /** Found by earlier passes over 64-bit integers. */
  readonly keys?: KeyProgress;
  readonly targets?: readonly Target[];
  readonly total?: number;
  /** Values around wanted ranks that earlier passes have collected. */
  readonly known?: readonly KnownValues[];
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
  readonly collected: (Pile | undefined)[];
  /** By target: values around wanted ranks, once `collected` is narrowed down. */
  readonly narrowed: (readonly KnownValues[] | undefined)[];
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
        state.keys ??= createKeys(state.options, type, undefined);
        addKeys(state.keys, packWide(batch, column, arena, selection), arena, kernels);
        return;
      }
      const packed = packFloat64(batch, column, arena, kernels, "quantiles", selection, state.options.nan);
      if (state.keys !== undefined) addKeys(state.keys, packed, arena, kernels);
      else if (state.leading !== undefined) countLeading(state, state.leading, column, packed, arena, kernels);
      else refine(state, packed, arena, kernels);
    },
    settle(states) {
      for (const { leading, collected, keys } of states) {
        if (keys !== undefined) settleKeys(keys);
        if (leading !== undefined) settleCounts(leading, kernels);
        for (const pile of collected) if (pile !== undefined) trimPile(pile);
      }
    },
    merge: (into, from, map) => atOnce(mergePieces(into, from, map)),
    mergePieces,
    prepare: (states, group) => prepare(states[group]!),
    finish(states, group) {
      atOnce(prepare(states[group]!));
      return finish(states[group]!);
    },
  });
}

function fresh(options: QuantileOptions): QuantileState {
  const targets = options.targets ?? [];
  const { keys } = options;
  return {
    options,
    keys: keys && createKeys(options, keys.type, keys),
    leading: options.targets === undefined && keys === undefined ? createCounts(DIGITS, DIGIT_TABLES) : undefined,
    total: 0,
    nans: 0,
    counts: targets.map((target) => (target.collect ? undefined : new Float64Array(DIGITS))),
    collected: targets.map((target) => (target.collect ? createPile() : undefined)),
    narrowed: targets.map(() => undefined),
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
      addToPile(state.collected[t]!, new Float64Array(arena.buffer, found, n), kernels);
    } else {
      const out = new Float64Array(arena.buffer, found, packed.n);
      addToPile(state.collected[t]!, out.subarray(0, collect(out, target, values, words)), kernels);
    }
  });
}

function countWithin(counts: Float64Array, target: Target, words: Uint32Array): void {
  const { high, mask, low, lowMask } = pattern(target);
  for (let i = 0; i < words.length; i += 2) {
    if ((highKey(words[i + 1]!) & mask) >>> 0 !== high) continue;
    if ((lowKey(words[i + 1]!, words[i]!) & lowMask) >>> 0 !== low) continue;
    counts[digitOf(words, i, target.depth)]!++;
  }
}

/** Copies the values of a bin to `out`; how many these are. */
function collect(out: Float64Array, target: Target, values: Float64Array, words: Uint32Array): number {
  const { high, mask, low, lowMask } = pattern(target);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const word = words[2 * i + 1]!;
    if ((highKey(word) & mask) >>> 0 !== high) continue;
    if ((lowKey(word, words[2 * i]!) & lowMask) >>> 0 !== low) continue;
    out[n++] = values[i]!;
  }
  return n;
}

function* mergePieces(
  into: readonly QuantileState[],
  from: readonly QuantileState[],
  map?: Uint32Array,
): Generator<void, void> {
  for (const [g, other] of from.entries()) yield* join(into[map === undefined ? g : map[g]!]!, other);
}

/** Adds all of `from`, with a `yield` for every target. */
function* join(into: QuantileState, from: QuantileState): Generator<void, void> {
  if (into.keys !== undefined && from.keys !== undefined) yield* joinKeys(into.keys, from.keys);
  else into.keys ??= from.keys;
  into.total += from.total;
  into.nans += from.nans;
  from.leading?.counts.forEach((n, digit) => {
    into.leading!.counts[digit]! += n;
  });
  for (const [t, counts] of from.counts.entries()) {
    const mine = into.counts[t];
    if (counts !== undefined && mine !== undefined) for (let i = 0; i < DIGITS; i++) mine[i]! += counts[i]!;
    const pile = from.collected[t];
    if (pile !== undefined) joinPiles(into.collected[t]!, pile);
    yield;
  }
}

/** Looks for the wanted ranks among what was collected, and lets go of the rest. */
function* prepare(state: QuantileState): Generator<void, void> {
  const { options, collected, narrowed } = state;
  if (state.keys !== undefined) return yield* prepareKeys(state.keys);
  if (options.total === undefined || state.nans > 0) return;
  const ranks = wantedRanks(options, options.total);
  for (const [t, target] of (options.targets ?? []).entries()) {
    const pile = collected[t];
    if (pile === undefined || narrowed[t] !== undefined) continue;
    narrowed[t] = yield* narrow(pile, target.below, ranks, target.depth);
    collected[t] = createPile();
  }
}

function finish(state: QuantileState): Finished<QuantileAnswer> {
  const { options } = state;
  if (state.keys !== undefined) return finishedKeys(state.keys, KEY_LIMITS, { ...options });
  const total = options.total ?? state.total;
  if (total === 0 || state.nans > 0) return { done: answer(options, () => Number.NaN, 0) };
  const known = [...(options.known ?? [])];
  const next = new Map<string, Target>();
  const ranks = wantedRanks(options, total);
  if (state.leading !== undefined) descend(next, ALL, state.leading.counts, ranks);
  options.targets?.forEach((target, t) => {
    const found = state.narrowed[t];
    if (found !== undefined) known.push(...found);
    else descend(next, target, state.counts[t]!, ranks);
  });
  const missing = [...next.values()].filter(({ size }) => size > 0);
  for (const target of missing.filter(({ depth }) => depth === 4))
    known.push({ below: target.below, values: new Float64Array([valueOfKey(target.prefix)]) });
  const targets = missing.filter(({ depth }) => depth < 4);
  if (targets.length === 0) return { done: answer(options, (rank) => valueAt(known, rank), total) };
  if (targets.length > FEW)
    return {
      again: { kind: "quantiles", columns: [], options: { ...options, keys: asKeys(targets, total) } as never },
    };
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

/** The same search among 64-bit keys, where one look at a value serves all targets. */
function asKeys(found: readonly Target[], total: number): KeyProgress {
  const targets = plan(
    found.map(({ prefix, depth, below, size }) => {
      const bits = 64 - 16 * depth;
      return { from: prefix << BigInt(bits), bits, below, size, collect: false };
    }),
    KEY_LIMITS,
  );
  return { type: "float64", total, digitBits: digitsFor(targets, KEY_LIMITS), known: [], targets };
}

/** Notes the bins one digit deeper that hold ranks, of those that `target` holds. */
function descend(next: Map<string, Target>, target: Target, counts: Float64Array, ranks: readonly number[]): void {
  const inside = ranks.filter((rank) => rank >= target.below && rank < target.below + target.size);
  const wanted = Float64Array.from(inside).sort();
  let { below } = target;
  for (let digit = 0, r = 0; r < wanted.length && digit < DIGITS; digit++) {
    const size = counts[digit]!;
    if (wanted[r]! < below + size) {
      const prefix = (target.prefix << 16n) | BigInt(digit);
      next.set(`${target.depth}:${prefix}`, { prefix, depth: target.depth + 1, below, size, collect: false });
    }
    below += size;
    while (r < wanted.length && wanted[r]! < below) r++;
  }
}

function valueAt(known: readonly KnownValues[], rank: number): number {
  let best: KnownValues | undefined;
  for (const part of known) if (part.below <= rank && (best === undefined || part.below > best.below)) best = part;
  return selectRank(best!.values, Math.min(rank - best!.below, best!.values.length - 1));
}
