/**
 * Keys of many groups as they are met, and those of one group after the other once all are there. A log that grows too
 * long keeps a random part of itself.
 * @module
 */
import { narrow } from "../aggregates/narrow.js";
import { plainDigit } from "../aggregates/radix.js";
import { LENT_BYTES } from "../simd/kernels.js";

/** 64-bit keys with the numbers of their groups. */
export interface KeyLog {
  readonly chunks: LogChunk[];
  /** Keys in all chunks. */
  length: number;
  /** State of the random numbers. */
  seed: number;
  /** Where memory for many keys comes from. */
  readonly lend: Lend;
}

/** A buffer of {@link LENT_BYTES}, to be given back at the end of a task. */
type Lend = () => Uint8Array;

/** The first `n` places are taken. */
export interface LogChunk {
  readonly ids: Uint32Array;
  /** Words of the keys, low word first. */
  readonly words: Uint32Array;
  n: number;
}

/** Bytes of a key with its group. */
export const ENTRY_BYTES = 12;

/** Keys in the first chunk, and in one of lent memory, where words begin on an even place. */
const FIRST_CHUNK = 256;
const LENT_CHUNK: number = Math.floor(LENT_BYTES / ENTRY_BYTES / 2) * 2;

/** An empty log. */
export function createLog(lend: Lend = () => new Uint8Array(LENT_BYTES)): KeyLog {
  return { chunks: [], length: 0, seed: 0x2545_f491, lend };
}

/** The chunks' arrays without free places, groups and words in turn. */
export function arraysOfLog({ chunks }: KeyLog): Uint32Array[] {
  return chunks.flatMap(({ ids, words, n }) => [ids.subarray(0, n), words.subarray(0, n * 2)]);
}

/** A log of such arrays. */
export function logOf(arrays: readonly Uint32Array[]): KeyLog {
  const log = createLog();
  for (let i = 0; i + 1 < arrays.length; i += 2) {
    log.chunks.push({ ids: arrays[i]!, words: arrays[i + 1]!, n: arrays[i]!.length });
    log.length += arrays[i]!.length;
  }
  return log;
}

/** Takes a key in. */
export function addToLog(log: KeyLog, id: number, low: number, high: number): void {
  let chunk = log.chunks[log.chunks.length - 1];
  if (chunk === undefined || chunk.n === chunk.ids.length) chunk = addChunk(log);
  const at = chunk.n++;
  chunk.ids[at] = id;
  chunk.words[2 * at] = low;
  chunk.words[2 * at + 1] = high;
  log.length++;
}

function addChunk(log: KeyLog): LogChunk {
  const size = Math.min(LENT_CHUNK, Math.max(FIRST_CHUNK, log.length));
  const { buffer, byteOffset } = size < LENT_CHUNK ? new Uint8Array(size * ENTRY_BYTES) : log.lend();
  const words = new Uint32Array(buffer, byteOffset, size * 2);
  const chunk = { ids: new Uint32Array(buffer, byteOffset + words.byteLength, size), words, n: 0 };
  log.chunks.push(chunk);
  return chunk;
}

/** Random 32 bits (Marsaglia's xorshift); the same for the same keys in the same order. */
export function randomBits(log: KeyLog): number {
  let x = log.seed;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  log.seed = x;
  return x >>> 0;
}

/** Keys moved, or looked at, between turns of the caller's thread. */
const PIECE = 32_768;

/** Keeps each key with probability one half; one `yield` for each chunk. */
export function* thin(log: KeyLog): Generator<void, void> {
  const { chunks } = log;
  let [into, at, kept] = [0, 0, 0];
  for (const { ids, words, n } of chunks) {
    for (let i = 0; i < n; i++) {
      if (randomBits(log) >>> 31 === 0) continue;
      if (at === chunks[into]!.ids.length) {
        chunks[into++]!.n = at;
        at = 0;
      }
      const target = chunks[into]!;
      target.ids[at] = ids[i]!;
      target.words[2 * at] = words[2 * i]!;
      target.words[2 * at + 1] = words[2 * i + 1]!;
      at++;
      kept++;
    }
    yield;
  }
  if (into < chunks.length) chunks[into]!.n = at;
  chunks.length = Math.min(chunks.length, into + 1);
  log.length = kept;
}

/** Adds all of `from`, whose chunks are shared afterwards. @param map the groups of `from` as `into` numbers them */
export function* joinLogs(into: KeyLog, from: KeyLog, map: Uint32Array | undefined): Generator<void, void> {
  for (const chunk of from.chunks) {
    for (let i = 0; map !== undefined && i < chunk.n; i++) {
      chunk.ids[i] = map[chunk.ids[i]!]!;
      if (i % PIECE === PIECE - 1) yield;
    }
    into.chunks.push({ ids: chunk.ids.subarray(0, chunk.n), words: chunk.words.subarray(0, chunk.n * 2), n: chunk.n });
    into.length += chunk.n;
    yield;
  }
}

/** Keys that are sorted by group at once, unless a group has more. */
const SLICE = 2 ** 20;

/** Slices at most: the whole log is looked through for each. */
const SLICES = 8;

/** Keys of groups visited between turns, a group counting as some. */
const TURN = 8192;
const GROUP_COST = 8;

/** What is wanted of the keys of groups. */
export interface LogReader {
  /** Places, among a group's keys in order, of the keys to be found, ascending; undefined when the group is done. */
  ask(group: number, keys: number): readonly number[] | undefined;
  /** Takes the keys of these places. */
  take(group: number, found: readonly bigint[]): void;
}

/** Finds keys of each of `groups` groups, in order; in pieces. */
export function* readLog(log: KeyLog, groups: number, reader: LogReader): Generator<void, void> {
  const sizes = new Uint32Array(groups);
  for (const { ids, n } of log.chunks) {
    for (let i = 0; i < n; i++) sizes[ids[i]!]!++;
    yield;
  }
  const most = Math.max(SLICE, Math.ceil(log.length / SLICES));
  let due = 0;
  for (let from = 0, to: number; from < groups; from = to) {
    let size = 0;
    for (to = from; to < groups && (to === from || size + sizes[to]! <= most); to++) size += sizes[to]!;
    const starts = new Uint32Array(to - from + 1);
    for (let g = from; g < to; g++) starts[g - from + 1] = starts[g - from]! + sizes[g]!;
    yield;
    const keys = yield* slice(log, from, starts, size);
    for (let g = from; g < to; g++) {
      const mine = keys.subarray(starts[g - from], starts[g - from + 1]);
      const places = reader.ask(g, mine.length);
      if (places !== undefined) {
        if (mine.length > FEW) reader.take(g, yield* narrowedKeys(mine, places));
        else {
          mine.sort();
          reader.take(
            g,
            places.map((place) => mine[place]!),
          );
        }
        due += mine.length + places.length;
      }
      due += GROUP_COST;
      if (due < TURN) continue;
      due = 0;
      yield;
    }
  }
}

/** Keys of the groups from `first` on, group by group, each from where `starts` says. */
function* slice(log: KeyLog, first: number, starts: Uint32Array, size: number): Generator<void, BigUint64Array> {
  const keys = new BigUint64Array(size);
  const into = new Uint32Array(keys.buffer);
  const next = starts.slice();
  const groups = starts.length - 1;
  for (const { ids, words, n } of log.chunks)
    for (let from = 0; from < n; from += PIECE) {
      for (let i = from; i < Math.min(from + PIECE, n); i++) {
        const group = ids[i]! - first;
        if (group < 0 || group >= groups) continue;
        const at = 2 * next[group]!++;
        into[at] = words[2 * i]!;
        into[at + 1] = words[2 * i + 1]!;
      }
      yield;
    }
  return keys;
}

/** So few keys are sorted at once. */
const FEW = 4096;

/** The keys of some ranks, given in ascending order, among many. */
function* narrowedKeys(keys: BigUint64Array, ranks: readonly number[]): Generator<void, bigint[]> {
  const bytes = new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength);
  const parts = (yield* narrow({ chunks: [bytes], room: 0 }, 0, ranks, 0, plainDigit))
    .map(({ below, values }) => ({ below, keys: new BigUint64Array(values.buffer, 0, values.length).sort() }))
    .sort((a, b) => a.below - b.below);
  let part = 0;
  return ranks.map((rank) => {
    while (part + 1 < parts.length && parts[part + 1]!.below <= rank) part++;
    const { below, keys: near } = parts[part]!;
    return near[Math.min(rank - below, near.length - 1)]!;
  });
}
