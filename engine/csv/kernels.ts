/**
 * The inner loops over CSV text: WebAssembly SIMD in a memory of its own. Every pointer is a byte offset into it.
 * @module
 */
import { readFileSync } from "node:fs";
import { type CompiledModule, compile, createMemory, instantiate, type LinearMemory } from "../simd/memory.js";
import { POWERS_BYTES, powersOfFive } from "./powers.js";

/** Where the fields of rows lie; see {@link CsvKernels.isRegular}. */
export interface Marks {
  /**
   * Byte offset of uint32 positions: field `k` of row `r` lies between marks `r · stride + k` and `r · stride + k + 1`.
   */
  readonly at: number;
  readonly stride: number;
  readonly rows: number;
}

/** What a scan over text found. */
export interface Scanned {
  /** Delimiters and line ends together. */
  readonly marks: number;
  readonly lines: number;
  readonly quotes: boolean;
  /** A carriage return that no line end follows. */
  readonly strayReturns: boolean;
}

/** Where a column's values are read to. */
export interface Target {
  readonly values: number;
  /** Bitmap, all ones before. */
  readonly validity: number;
  /** Room for a uint32 per row: rows that the kernel leaves to the caller. */
  readonly doubts: number;
}

/** How many rows of a column were empty, and how many are left to the caller. */
export interface Parsed {
  readonly nulls: number;
  readonly doubts: number;
}

/** The inner loops. */
export interface CsvKernels {
  readonly memory: LinearMemory;
  /** First byte that callers may use. */
  readonly base: number;
  /** Lets the memory have at least so many bytes. */
  reserve(bytes: number): void;
  /** Marks delimiters and line ends of `from..to`; 64 bytes behind `to` may be read. */
  scan(from: number, to: number, delimiter: number, out: number): Scanned;
  /** Number of line ends in `from..to`; 64 bytes behind `to` may be read. */
  countLines(from: number, to: number): number;
  /** Whether every row has `fields` fields and none is blank. */
  isRegular(marks: number, count: number, lines: number, fields: number): boolean;
  /**
   * Lays rows out `fields + 1` marks each. Odd lines take four uint32 at `odd`: begin, end, fields, row number.
   */
  regroup(
    marks: number,
    count: number,
    start: number,
    fields: number,
    keep: boolean,
    out: number,
    odd: number,
  ): { readonly rows: number; readonly odd: number };
  /** Reads column `k`; `last` allows a carriage return behind it. */
  parse(kind: "integer" | "float" | "bool", marks: Marks, k: number, last: boolean, to: Target): Parsed;
  textBytes(marks: Marks, k: number, last: boolean): number;
  copyTexts(marks: Marks, k: number, last: boolean, out: number, offsets: number): void;
  /** Codes of texts, and the row in which each code is first; -1 for more distinct texts than `DISTINCT`. */
  encodeTexts(marks: Marks, k: number, last: boolean, codes: number, first: number, slots: number): number;
}

/** Distinct texts of a batch that are coded. */
export const DISTINCT = 1024;

/** Bytes of the table that {@link CsvKernels.encodeTexts} needs, zeroed. */
export const SLOT_BYTES: number = DISTINCT * 4 * 4;

/** As the kernel has it; its own data lie between the words of `INFO_AT` and this. */
const POWERS_AT = 4096;
const INFO_AT = 512;
const PAGE = 65_536;
const MAXIMUM_PAGES = 16_384;
const PARSERS = { integer: "parseIntegers", float: "parseFloats", bool: "parseBooleans" } as const;

let compiled: CompiledModule | undefined;
let powers: BigUint64Array | undefined;

/** Kernels of this thread that no reader uses. The collector does not see their memory, and would let it pile up. */
const idle: CsvKernels[] = [];
/** Kernels that are kept, and bytes of the largest memory. */
const KEPT = 4;
const KEPT_BYTES = 32 << 20;

/** Takes idle kernels of this thread, or makes some. */
export function borrowCsvKernels(): CsvKernels {
  return idle.pop() ?? createCsvKernels();
}

/** Gives kernels back. */
export function returnCsvKernels(kernels: CsvKernels): void {
  if (idle.length < KEPT && kernels.memory.buffer.byteLength <= KEPT_BYTES) idle.push(kernels);
}

/** Makes kernels over a new memory. Module and table are made once per thread, in a few milliseconds. */
export function createCsvKernels(): CsvKernels {
  compiled ??= compile(readFileSync(new URL("../simd/csv.wasm", import.meta.url)));
  powers ??= powersOfFive();
  const memory = createMemory(2, MAXIMUM_PAGES);
  const call = instantiate(compiled, memory);
  new BigUint64Array(memory.buffer, POWERS_AT, powers.length).set(powers);
  const info = (): Uint32Array => new Uint32Array(memory.buffer, INFO_AT, 4);
  return {
    memory,
    base: (POWERS_AT + POWERS_BYTES + 63) & ~63,
    reserve(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    },
    scan(from, to, delimiter, out) {
      const marks = call["scan"]!(from, to, delimiter, out, INFO_AT);
      const [lines, quotes, strays] = info();
      return { marks, lines: lines!, quotes: quotes !== 0, strayReturns: strays !== 0 };
    },
    countLines: (from, to) => call["countLines"]!(from, to),
    isRegular: (marks, count, lines, fields) => call["isRegular"]!(marks, count, lines, fields) !== 0,
    regroup(marks, count, start, fields, keep, out, odd) {
      const rows = call["regroup"]!(marks, count, start, fields, Number(keep), out, odd, INFO_AT);
      return { rows, odd: info()[0]! };
    },
    parse(kind, { at, stride, rows }, k, last, { values, validity, doubts }) {
      const left = call[PARSERS[kind]]!(at, stride, k, Number(last), rows, values, validity, doubts, INFO_AT);
      return { nulls: info()[0]!, doubts: left };
    },
    textBytes: ({ at, stride, rows }, k, last) => call["textBytes"]!(at, stride, k, Number(last), rows),
    copyTexts({ at, stride, rows }, k, last, out, offsets) {
      call["copyTexts"]!(at, stride, k, Number(last), rows, out, offsets);
    },
    encodeTexts: ({ at, stride, rows }, k, last, codes, first, slots) =>
      call["encodeTexts"]!(at, stride, k, Number(last), rows, codes, first, slots, DISTINCT * 4),
  };
}
