/**
 * Whole lines in memory → where the fields of their rows lie.
 * @module
 */
import type { CsvFormat } from "./format.js";
import type { CsvKernels, Marks } from "./kernels.js";
import { wrongFields } from "./line.js";

/** Takes problems with the line that holds the byte at a pointer. */
export interface Report {
  /** A bad row or value; throws where those stop the work. */
  bad(pointer: number, why: string): void;
  /** The error of what no reader of plain text gets around. */
  fatal(pointer: number, why: string): Error;
}

const QUOTE = 34;
const RETURN = 13;
const LINE_END = 10;

/** A bump allocator over the kernels' memory. */
export interface Room {
  alloc(bytes: number): number;
}

/** Room from a pointer on. */
export function roomFrom(kernels: CsvKernels, from: number): Room {
  let top = (from + 63) & ~63;
  return {
    alloc(bytes) {
      const at = top;
      top = (at + bytes + 63) & ~63;
      kernels.reserve(top + 64);
      return at;
    },
  };
}

/**
 * Finds the fields of the lines `from..to`; the last byte is a line end.
 * @throws CorruptData for quotes and lone carriage returns, which this reader does not know
 */
export function layoutOf(
  kernels: CsvKernels,
  format: CsvFormat,
  from: number,
  to: number,
  room: Room,
  report: Report,
): Marks {
  const fields = format.columns.length;
  const marks = room.alloc((to - from) * 4 + 8);
  new Uint32Array(kernels.memory.buffer, marks, 1)[0] = from - 1;
  const found = kernels.scan(from, to, format.delimiter.charCodeAt(0), marks + 4);
  if (found.quotes) throw irregular(kernels, from, to, QUOTE, report);
  if (found.strayReturns) throw irregular(kernels, from, to, RETURN, report);
  // in a file of one column blank lines look like any other
  if (fields > 1 && kernels.isRegular(marks + 4, found.marks, found.lines, fields))
    return { at: marks, stride: fields, rows: found.lines };
  const keep = format.onError === "null";
  const out = room.alloc((found.lines + 1) * (fields + 1) * 4);
  const odd = room.alloc((found.lines + 1) * 16);
  const grouped = kernels.regroup(marks + 4, found.marks, from, fields, keep, out, odd);
  const words = new Uint32Array(kernels.memory.buffer, odd, grouped.odd * 4);
  for (let i = 0; i < grouped.odd; i++) report.bad(words[i * 4]!, wrongFields(words[i * 4 + 2]!, fields));
  return { at: out, stride: fields + 1, rows: grouped.rows };
}

/** The same rows but for some, which are given in ascending order. */
export function withoutRows(
  kernels: CsvKernels,
  marks: Marks,
  fields: number,
  bad: ReadonlySet<number>,
  room: Room,
): Marks {
  const rows = marks.rows - bad.size;
  const at = room.alloc(rows * (fields + 1) * 4);
  const from = new Uint32Array(kernels.memory.buffer, marks.at, marks.rows * marks.stride + 1);
  const to = new Uint32Array(kernels.memory.buffer, at, rows * (fields + 1));
  let next = 0;
  for (let row = 0; row < marks.rows; row++) {
    if (bad.has(row)) continue;
    const first = row * marks.stride;
    to.set(from.subarray(first, first + fields + 1), next);
    next += fields + 1;
  }
  return { at, stride: fields + 1, rows };
}

function irregular(kernels: CsvKernels, from: number, to: number, sign: number, report: Report): Error {
  const bytes = new Uint8Array(kernels.memory.buffer, 0, to);
  let at = bytes.indexOf(sign, from);
  while (sign === RETURN && bytes[at + 1] === LINE_END) at = bytes.indexOf(sign, at + 1);
  const what = sign === QUOTE ? "a quote" : "a carriage return that ends no line";
  return report.fatal(at, `${what}, of which the samples had none; read the files with reader: "duckdb"`);
}
