/**
 * Exact quantiles of values that have 64-bit keys, in constant memory: a first pass finds the extremes, each further
 * one narrows the bins that hold wanted ranks. 64-bit integers keep all their digits.
 * @module
 */
import type { Arena, Finished } from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import type { Kernels } from "../simd/kernels.js";
import { atOnce } from "../turns.js";
import {
  createSearch,
  joinSearch,
  type KeyLimits,
  type KeySearch,
  type KeyTarget,
  type KnownKeys,
  keyAt,
  narrowSearch,
  nextTargets,
  plan,
  searchKeys,
} from "./key-search.js";
import { type KeyType, keyWords, orderKey, orderValue } from "./order-keys.js";
import { trimPile } from "./pile.js";
import { answer, type QuantileAnswer, type QuantileQuestion, wantedRanks } from "./quantile-answer.js";
import type { Packed } from "./values.js";

/** What earlier passes have found, carried by the request for the next. */
export interface KeyProgress {
  readonly type: KeyType;
  /** Bits of a digit in the next pass. */
  readonly digitBits: number;
  readonly total: number;
  readonly known: readonly KnownKeys[];
  readonly targets: readonly KeyTarget[];
}

/** State of one group. */
export interface KeyState {
  readonly question: QuantileQuestion;
  readonly type: KeyType;
  readonly progress: KeyProgress | undefined;
  /** Absent in the first pass. */
  readonly search: KeySearch | undefined;
  /** By target: keys around wanted ranks, once what was collected is narrowed down. */
  narrowed: readonly (readonly KnownKeys[] | undefined)[] | undefined;
  /** The first pass: values seen, NaN among them, keys of the extremes. */
  n: number;
  nans: number;
  low: bigint;
  high: bigint;
}

/** A state that has seen nothing. */
export function createKeys(question: QuantileQuestion, type: KeyType, progress: KeyProgress | undefined): KeyState {
  const search = progress && createSearch(progress.targets, progress.digitBits);
  return { question, type, progress, search, narrowed: undefined, n: 0, nans: 0, low: 1n << 64n, high: -1n };
}

/** Takes values in that lie in linear memory. */
export function addKeys(state: KeyState, packed: Packed, arena: Arena, kernels: Kernels): void {
  if (packed.n === 0) return;
  if (state.search !== undefined) {
    searchKeys(state.search, keyWords(state.type, packed.at, packed.n, arena), kernels);
    return;
  }
  const out = arena.alloc(24);
  if (state.type === "float64") {
    kernels.extremes(packed.at, packed.n, out);
    const [low, high, nans] = new Float64Array(arena.buffer, out, 3) as unknown as [number, number, number];
    noteExtent(state, packed.n, low, high, nans);
    return;
  }
  kernels.wideExtremes(state.type, packed.at, packed.n, out);
  const ends: ArrayLike<bigint> = viewOf(state.type, arena.buffer, out, 2);
  noteExtent(state, packed.n, ends[0]!, ends[1]!, 0);
}

/** Notes `n` values between two extremes; with NaN among them extremes no longer matter. */
function noteExtent(state: KeyState, n: number, low: number | bigint, high: number | bigint, nans: number): void {
  state.n += n;
  state.nans += nans;
  if (nans > 0 || n === 0) return;
  // zeros of both signs are one value: the key of the negative one is the lesser
  const [from, to] = [orderKey(state.type, low === 0 ? -0 : low), orderKey(state.type, high === 0 ? 0 : high)];
  if (from < state.low) state.low = from;
  if (to > state.high) state.high = to;
}

/** Adds all of `from`, with a `yield` for every target. */
export function* joinKeys(into: KeyState, from: KeyState): Generator<void, void> {
  into.n += from.n;
  into.nans += from.nans;
  if (from.low < into.low) into.low = from.low;
  if (from.high > into.high) into.high = from.high;
  if (into.search !== undefined && from.search !== undefined) yield* joinSearch(into.search, from.search);
}

/** Lets go of what is not found but used to find; before a state leaves its thread. */
export function settleKeys({ search }: KeyState): void {
  if (search !== undefined) search.lookup = undefined;
  for (const pile of search?.collected ?? []) if (pile !== undefined) trimPile(pile);
}

/** Looks for the wanted ranks among what was collected, in pieces; what {@link finishKeys} would do at once. */
export function* prepareKeys(state: KeyState): Generator<void, void> {
  const { search, progress, question } = state;
  if (search === undefined || progress === undefined || state.narrowed !== undefined) return;
  state.narrowed = yield* narrowSearch(search, wantedRanks(question, progress.total));
}

/** The quantiles, or what the next pass has to look for. */
export function finishKeys(
  state: KeyState,
  limits: KeyLimits,
): { readonly done: QuantileAnswer } | { readonly next: KeyProgress } {
  const { question, type } = state;
  const total = state.progress?.total ?? state.n;
  if (total === 0 || state.nans > 0) return { done: answer(question, () => Number.NaN, 0) };
  const ranks = wantedRanks(question, total);
  const known = [...(state.progress?.known ?? [])];
  let targets: KeyTarget[];
  if (state.search === undefined) {
    const bits = (state.high - state.low).toString(2).length;
    targets = plan([{ from: state.low, bits, below: 0, size: total, collect: false }], limits);
  } else {
    atOnce(prepareKeys(state));
    const found = nextTargets(state.search, state.narrowed!, ranks, limits);
    known.push(...found.known);
    targets = found.targets;
  }
  if (targets.length > 0) return { next: { type, total, digitBits: digitsFor(targets, limits), known, targets } };
  return { done: answer(question, (rank) => orderValue(type, keyAt(known, rank)), total) };
}

/** Targets that are counted by digits of full length; of more, each takes less memory. */
const FEW = 4;

/** Bits of a digit where many targets are counted. */
const SHORT_DIGIT = 12;

/** Bits of a digit in a pass over these targets. */
export function digitsFor(targets: readonly KeyTarget[], { digitBits }: KeyLimits): number {
  const counted = targets.filter(({ collect }) => !collect).length;
  return counted <= FEW ? digitBits : Math.min(digitBits, SHORT_DIGIT);
}

/** What `finish` answers for the next pass's options. */
export function finishedKeys(
  state: KeyState,
  limits: KeyLimits,
  options: { readonly [name: string]: unknown },
): Finished<QuantileAnswer> {
  const finished = finishKeys(state, limits);
  if ("done" in finished) return finished;
  return { again: { kind: "quantiles", columns: [], options: { ...options, keys: finished.next } as never } };
}
