/**
 * The inner loops of reading pages: WebAssembly SIMD. Every pointer is a byte offset.
 * @module
 */
import { readFileSync } from "node:fs";
import { type Decoders, wasmDecoders } from "../../hdf5/decode/decoders.js";
import { type CompiledModule, compile, instantiate } from "../../simd/memory.js";
import { type DecodeMemory, decodeMemory } from "./memory.js";

/** Bytes of the state of a {@link PageKernels.startRuns}. */
export const RUN_STATE = 96;

/** Rows that are decoded at once: their values stay in a core's cache. */
export const BLOCK = 32_768;

/** The inner loops. Those that give a number give 0 or -1 for damage. */
export interface PageKernels {
  /** Decodes a Snappy block of `n` bytes into at most `room`; gives their number. */
  snappy(from: number, n: number, to: number, room: number): number;
  /** Begins with runs of values of `width` bits. */
  startRuns(state: number, from: number, stop: number, width: number): void;
  /** The next `n` levels of 0 or 1 as a validity bitmap; gives how many are 1. */
  takeLevels(state: number, n: number, bitmap: number): number;
  /** The values of the next `n` codes, of 4 or 8 bytes; `codes` has room for 1024 uint32. */
  takeCodes(
    width: 4 | 8,
    state: number,
    n: number,
    dictionary: number,
    count: number,
    codes: number,
    to: number,
  ): number;
  /** Values of valid rows to their rows; null rows become 0. */
  spread(width: 1 | 4 | 8, from: number, bitmap: number, n: number, to: number): void;
  /** int32 days as int64 seconds. */
  days(from: number, n: number, to: number): void;
  /** int64 milliseconds as microseconds, 0 where one does not fit. */
  millis(from: number, n: number, to: number): number;
  /** The low bytes of int32. */
  narrow(width: 1 | 2, from: number, n: number, to: number): void;
  /** Bits from bit `first` on as bytes. */
  unpackBits(from: number, first: number, n: number, to: number): void;
  /** Texts behind their lengths: `n + 1` ends, and their bytes; gives the bytes read. */
  readTexts(from: number, stop: number, n: number, ends: number, to: number): number;
  /**
   * The next `n` codes to `codes` and the ends of their texts to `ends`; gives the bytes of all, -2 for more than 2 GiB.
   * @param dictionary ends of the dictionary's `count` texts
   */
  takeTexts(state: number, n: number, dictionary: number, count: number, codes: number, ends: number): number;
  /** The texts of codes, one behind the other. */
  copyTexts(n: number, dictionary: number, texts: number, codes: number, to: number): void;
  /** Ends of the texts of all rows from those of the valid ones. */
  spreadEnds(from: number, bitmap: number, n: number, to: number): void;
}

/** Kernels and decoders over a memory of their own. */
export interface PageWorkshop extends DecodeMemory {
  readonly kernels: PageKernels;
  readonly decoders: Decoders;
}

let compiled: CompiledModule | undefined;

/** Workshops of this thread that no reader uses now, and how many of what size are kept. */
const idle: PageWorkshop[] = [];
const KEEP = 2;
const KEEP_BYTES: number = 64 << 20;

/** A workshop that nobody else uses until it is given back. */
export function takeWorkshop(): PageWorkshop {
  return idle.pop() ?? makeWorkshop();
}

/** Gives a workshop back. */
export function giveWorkshop(workshop: PageWorkshop): void {
  workshop.clear();
  if (idle.length < KEEP && workshop.memory.buffer.byteLength <= KEEP_BYTES) idle.push(workshop);
}

function makeWorkshop(): PageWorkshop {
  const own = decodeMemory();
  compiled ??= compile(readFileSync(new URL("../../simd/parquet.wasm", import.meta.url)));
  const call = instantiate(compiled, own.memory);
  const { snappy, startRuns, takeLevels, days, millis, unpackBits, readTexts, gatherTexts, spreadEnds } = call;
  const codes = { 4: call["takeCodes4"]!, 8: call["takeCodes8"]! };
  const spreads = { 1: call["spread1"]!, 4: call["spread4"]!, 8: call["spread8"]! };
  const narrows = { 1: call["narrow1"]!, 2: call["narrow2"]! };
  const kernels: PageKernels = {
    snappy: (from, n, to, room) => snappy!(from, n, to, room),
    startRuns: (state, from, stop, width) => void startRuns!(state, from, stop, width),
    takeLevels: (state, n, bitmap) => takeLevels!(state, n, bitmap),
    takeCodes: (width, state, n, dictionary, count, room, to) => codes[width](state, n, dictionary, count, room, to),
    spread: (width, from, bitmap, n, to) => void spreads[width](from, bitmap, n, to),
    days: (from, n, to) => void days!(from, n, to),
    millis: (from, n, to) => millis!(from, n, to),
    narrow: (width, from, n, to) => void narrows[width](from, n, to),
    unpackBits: (from, first, n, to) => void unpackBits!(from, first, n, to),
    readTexts: (from, stop, n, ends, to) => readTexts!(from, stop, n, ends, to),
    takeTexts: (state, n, dictionary, count, room, ends) => gatherTexts!(state, n, dictionary, count, 0, room, ends, 0),
    copyTexts: (n, dictionary, texts, room, to) => void gatherTexts!(0, n, dictionary, 0, texts, room, 0, to),
    spreadEnds: (from, bitmap, n, to) => void spreadEnds!(from, bitmap, n, to),
  };
  return { ...own, kernels, decoders: wasmDecoders(own.memory) };
}
