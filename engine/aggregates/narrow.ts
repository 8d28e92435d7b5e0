/**
 * Values of some ranks among values collected, found by radix refinement: piles are counted by the next 16 bits of
 * their keys, and only bins that hold a wanted rank are kept. In pieces, so that the caller's thread is never held.
 * @module
 */
import { DIGITS } from "../simd/kernels.js";
import type { Pile } from "./pile.js";
import { digitOf } from "./radix.js";

/** Values of which the least has rank `below`, in no order. */
export interface KnownValues {
  readonly below: number;
  readonly values: Float64Array;
}

/** A 16-bit digit of the value whose words begin at `i`, low word first. */
type DigitOf = (words: Uint32Array, i: number, depth: number) => number;

/** Values looked at between turns. */
export const PIECE = 32_768;

/** So few values are not counted any more. */
const FEW = 4096;

/** Digits of a key. */
const ALL_DIGITS = 4;

/**
 * Few values around each rank that is in the pile; one `yield` for every {@link PIECE} values looked at.
 * @param below  rank of the least value
 * @param depth  16-bit digits that all values have in common
 * @param digit  a digit of the value whose words begin at a place; default that of float64's keys
 */
export function* narrow(
  pile: Pile,
  below: number,
  ranks: readonly number[],
  depth: number,
  digit: DigitOf = digitOf,
): Generator<void, KnownValues[]> {
  const parts = pile.chunks.map((chunk, c) =>
    chunk.subarray(0, chunk.length - (c + 1 < pile.chunks.length ? 0 : pile.room)),
  );
  return yield* narrowed(parts, below, ranks, depth, digit);
}

function* narrowed(
  chunks: readonly Uint8Array[],
  below: number,
  ranks: readonly number[],
  depth: number,
  digit: DigitOf,
): Generator<void, KnownValues[]> {
  const n = chunks.reduce((sum, { length }) => sum + length, 0) / 8;
  const here = ranks.filter((rank) => rank >= below && rank < below + n);
  if (here.length === 0) return [];
  if (n <= FEW || depth === ALL_DIGITS) return [{ below, values: valuesOf(chunks, depth === ALL_DIGITS ? 1 : n) }];
  const counts = new Uint32Array(DIGITS);
  for (const words of piecesOf(chunks)) {
    for (let i = 0; i < words.length; i += 2) counts[digit(words, i, depth)]!++;
    yield;
  }
  const bins = binsOf(counts, below, here);
  for (const words of piecesOf(chunks)) {
    for (let i = 0; i < words.length; i += 2) {
      const bin = bins.get(digit(words, i, depth));
      if (bin === undefined) continue;
      bin.words[bin.filled++] = words[i]!;
      bin.words[bin.filled++] = words[i + 1]!;
    }
    yield;
  }
  const known: KnownValues[] = [];
  for (const bin of bins.values()) {
    const bytes = new Uint8Array(bin.words.buffer);
    known.push(...(yield* narrowed([bytes], bin.below, here, depth + 1, digit)));
  }
  return known;
}

/** The bins that hold ranks, by digit, with room for their values. */
function binsOf(counts: Uint32Array, below: number, ranks: readonly number[]): Map<number, Bin> {
  const bins = new Map<number, Bin>();
  const wanted = Float64Array.from(ranks).sort();
  let at = below;
  for (let digit = 0, r = 0; r < wanted.length; digit++) {
    const size = counts[digit]!;
    if (wanted[r]! < at + size) bins.set(digit, { below: at, words: new Uint32Array(size * 2), filled: 0 });
    at += size;
    while (r < wanted.length && wanted[r]! < at) r++;
  }
  return bins;
}

interface Bin {
  readonly below: number;
  readonly words: Uint32Array;
  filled: number;
}

/** Words of the values, low word first; the array is used again for the next piece. */
function* piecesOf(chunks: readonly Uint8Array[]): Generator<Uint32Array, void> {
  const piece = new Float64Array(PIECE);
  const bytes = new Uint8Array(piece.buffer);
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += bytes.length) {
      const part = chunk.subarray(at, at + bytes.length);
      bytes.set(part);
      yield new Uint32Array(piece.buffer, 0, part.length / 4);
    }
}

function valuesOf(chunks: readonly Uint8Array[], n: number): Float64Array {
  const values = new Float64Array(n);
  const bytes = new Uint8Array(values.buffer);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return values;
}
