/**
 * One column of laid-out rows → its values, in the kernels' memory.
 * @module
 */
import { viewOf } from "../dtype.js";
import { BAD, parseField, rangeOf } from "./field.js";
import { type CsvColumn, type CsvFormat, kindOf } from "./format.js";
import type { CsvKernels, Marks } from "./kernels.js";
import type { Report, Room } from "./layout.js";
import { wrongValue } from "./line.js";

/** A column in memory: pointers to values and validity. */
export interface ReadColumn {
  /** Bytes of one value. */
  readonly width: number;
  readonly values: number;
  readonly validity: number;
  readonly nulls: number;
}

/** What reading a column needs. */
export interface ColumnWork {
  readonly kernels: CsvKernels;
  readonly format: CsvFormat;
  readonly marks: Marks;
  readonly room: Room;
  readonly report: Report;
  /** Rows to leave out, with `onError: "skip"`. */
  readonly bad: Set<number>;
}

const WIDTHS: { readonly [type: string]: number } = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
};

/** A bitmap of ones. */
export function freshBits(kernels: CsvKernels, rows: number, room: Room): number {
  const bytes = (rows + 7) >> 3;
  const at = room.alloc(bytes);
  new Uint8Array(kernels.memory.buffer, at, bytes).fill(255);
  return at;
}

/** Reads column `k`, which is not text. */
export function readValues(work: ColumnWork, k: number): ReadColumn {
  const { kernels, format, marks, room } = work;
  const column = format.columns[k]!;
  const kind = kindOf(column.type);
  const last = k === format.columns.length - 1;
  const values = room.alloc(marks.rows * 8);
  const validity = freshBits(kernels, marks.rows, room);
  const doubts = room.alloc(marks.rows * 4);
  let rows: Iterable<number>;
  let nulls = 0;
  if (kind === "time" || kind === "string") rows = Array(marks.rows).keys();
  else {
    const parsed = kernels.parse(kind, marks, k, last, { values, validity, doubts });
    nulls = parsed.nulls;
    rows = new Uint32Array(kernels.memory.buffer, doubts, parsed.doubts).slice();
  }
  nulls += settleDoubts(work, k, rows, values, validity);
  if (kind === "integer" || kind === "float") nulls += nullNumbers(work, k, values, validity);
  const width = WIDTHS[column.type] ?? 8;
  if (width < 8 && column.type !== "bool") nulls += narrow(work, k, values, validity);
  return { width, values, validity, nulls };
}

/** Text of a field. */
export function fieldText({ kernels, format, marks }: ColumnWork, k: number, row: number): string {
  const [begin, end] = fieldAt(kernels, marks, k, row);
  const text = Buffer.from(kernels.memory.buffer, begin, Math.max(0, end - begin)).toString();
  return k === format.columns.length - 1 && text.endsWith("\r") ? text.slice(0, -1) : text;
}

function fieldAt(kernels: CsvKernels, { at, stride }: Marks, k: number, row: number): readonly [number, number] {
  const [before, end] = new Uint32Array(kernels.memory.buffer, at + (row * stride + k) * 4, 2);
  return [before! + 1, end!];
}

/** Reads the fields that the kernel left, one by one; gives the number of nulls among them. */
function settleDoubts(work: ColumnWork, k: number, rows: Iterable<number>, values: number, validity: number): number {
  const { format, kernels } = work;
  const column = format.columns[k]!;
  const float = kindOf(column.type) === "float";
  const bool = column.type === "bool";
  const view = new DataView(kernels.memory.buffer);
  let nulls = 0;
  for (const row of rows) {
    const text = fieldText(work, k, row);
    const value = parseField(text, float ? "float64" : bool ? "bool" : wide(column), format.nullWords);
    if (value === BAD || value === null) {
      nulls += refuse(work, k, row, validity, value === BAD ? text : undefined);
      if (float) view.setFloat64(values + row * 8, Number.NaN, true);
      else if (!bool) view.setBigInt64(values + row * 8, 0n, true);
    } else if (float) view.setFloat64(values + row * 8, value as number, true);
    else if (bool) view.setUint8(values + row, Number(value));
    else view.setBigInt64(values + row * 8, value as bigint, true);
  }
  return nulls;
}

/** Makes a row's value null; with a text it is one that is no value. Gives 1 when it was none before. */
function refuse(work: ColumnWork, k: number, row: number, validity: number, text: string | undefined): number {
  const { name, type } = work.format.columns[k]!;
  if (text !== undefined && !work.bad.has(row)) {
    work.report.bad(fieldAt(work.kernels, work.marks, k, row)[0], wrongValue(name, text, type));
    if (work.format.onError === "skip") work.bad.add(row);
  }
  const bits = new Uint8Array(work.kernels.memory.buffer, validity + (row >> 3), 1);
  const before = (bits[0]! >> (row & 7)) & 1;
  bits[0]! &= ~(1 << (row & 7));
  return before;
}

/** Null words that are numbers themselves: the kernel has read them. */
function nullNumbers(work: ColumnWork, k: number, values: number, validity: number): number {
  const { format, kernels, marks } = work;
  const column = format.columns[k]!;
  const float = kindOf(column.type) === "float";
  let nulls = 0;
  for (const word of format.nullWords) {
    const value = parseField(word, float ? "float64" : wide(column), []);
    if (value === BAD || value === null || Number.isNaN(value)) continue;
    const all = viewOf(float ? "float64" : "int64", kernels.memory.buffer, values, marks.rows);
    for (let row = 0; row < marks.rows; row++) {
      if (all[row] === value && fieldText(work, k, row).trim() === word)
        nulls += refuse(work, k, row, validity, undefined);
    }
  }
  return nulls;
}

function wide(column: CsvColumn): CsvColumn["type"] {
  return kindOf(column.type) === "integer" ? "int64" : column.type;
}

/** Brings eight-byte values to the width of their type, in place; gives the number of nulls that this made. */
function narrow(work: ColumnWork, k: number, values: number, validity: number): number {
  const { format, kernels, marks } = work;
  const { type } = format.columns[k]!;
  const { buffer } = kernels.memory;
  if (type === "float32") {
    new Float32Array(buffer, values, marks.rows).set(new Float64Array(buffer, values, marks.rows).slice());
    return 0;
  }
  const from = new BigInt64Array(buffer, values, marks.rows);
  const to = viewOf(type as "int32", buffer, values, marks.rows);
  const [least, greatest] = rangeOf(type);
  let nulls = 0;
  for (let row = 0; row < marks.rows; row++) {
    const value = from[row]!;
    const fits = value >= least && value <= greatest;
    if (!fits) nulls += refuse(work, k, row, validity, fieldText(work, k, row));
    to[row] = fits ? Number(value) : 0;
  }
  return nulls;
}
