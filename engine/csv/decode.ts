/**
 * Whole lines of CSV text → a batch of columns.
 * @module
 */
import { isUtf8 } from "node:buffer";
import type { Arena, ColumnBatch } from "../../contract/index.js";
import type { CsvFormat } from "./format.js";
import type { CsvKernels, Marks } from "./kernels.js";
import { layoutOf, type Report, type Room, roomFrom, withoutRows } from "./layout.js";
import { readTexts } from "./texts.js";
import { type ColumnWork, readValues } from "./values.js";

/** Rows of a piece of text. */
export interface Decoded {
  readonly rows: number;
  readonly columns: readonly ColumnBatch[];
}

/** Lines in the kernels' memory. */
export interface Lines {
  readonly from: number;
  readonly to: number;
  readonly free: number;
}

/** Turns text in the kernels' memory into columns in an arena. */
export interface Decoder {
  readonly kernels: CsvKernels;
  /**
   * Reads some columns of the lines `from..to`; the last byte is a line end. Memory from `free` on is used.
   * @throws what `report` throws or makes
   */
  decode(text: Lines, columns: readonly number[], arena: Arena, report: Report): Decoded;
}

/** A decoder for files of a format. */
export function createDecoder(kernels: CsvKernels, format: CsvFormat): Decoder {
  /** Text columns that had too many distinct texts for a dictionary. */
  const various = new Set<number>();
  const isText = (k: number): boolean => format.columns[k]!.type === "string";

  function read(work: ColumnWork, k: number, arena: Arena): ColumnBatch {
    if (!isText(k)) {
      const { width, values, validity, nulls } = readValues(work, k);
      const type = format.columns[k]!.type;
      return { type, values: moved(arena, values, work.marks.rows * width), ...bits(arena, work, validity, nulls) };
    }
    const text = readTexts(work, k, !various.has(k));
    if (text.dictionary === undefined) various.add(k);
    return {
      type: "string",
      values: moved(arena, text.values, text.bytes),
      ...(text.offsets === undefined ? {} : { offsets: moved(arena, text.offsets, (work.marks.rows + 1) * 4) }),
      ...(text.dictionary === undefined ? {} : { dictionary: text.dictionary }),
      ...bits(arena, work, text.validity, text.nulls),
    };
  }

  function bits(arena: Arena, work: ColumnWork, validity: number, nulls: number): { validity?: number } {
    return nulls === 0 ? {} : { validity: moved(arena, validity, (work.marks.rows + 7) >> 3) };
  }

  function moved(arena: Arena, from: number, bytes: number): number {
    const to = arena.alloc(bytes);
    new Uint8Array(arena.buffer, to, bytes).set(new Uint8Array(kernels.memory.buffer, from, bytes));
    return to;
  }

  /** Rows without those in which any column holds what is no value of it. */
  function sound(marks: Marks, room: Room, report: Report): Marks {
    const bad = new Set<number>();
    const work: ColumnWork = { kernels, format, marks, room, report, bad };
    for (const k of format.columns.keys()) if (!isText(k)) readValues(work, k);
    return bad.size === 0 ? marks : withoutRows(kernels, marks, format.columns.length, bad, room);
  }

  return {
    kernels,
    decode({ from, to, free }, columns, arena, report) {
      if (columns.some(isText) && !isUtf8(new Uint8Array(kernels.memory.buffer, from, to - from)))
        throw notUtf8(kernels, from, to, report);
      const room = roomFrom(kernels, free + 64);
      let marks = layoutOf(kernels, format, from, to, room, report);
      if (format.onError === "skip") marks = sound(marks, room, report);
      const work: ColumnWork = { kernels, format, marks, room, report, bad: new Set() };
      return { rows: marks.rows, columns: columns.map((k) => read(work, k, arena)) };
    },
  };
}

function notUtf8(kernels: CsvKernels, from: number, to: number, report: Report): Error {
  const bytes = new Uint8Array(kernels.memory.buffer);
  let line = from;
  for (let end = bytes.indexOf(10, line); end < to && isUtf8(bytes.subarray(line, end)); end = bytes.indexOf(10, line))
    line = end + 1;
  return report.fatal(line, 'bytes that are no UTF-8; name the encoding of the files, such as encoding: "latin1"');
}
