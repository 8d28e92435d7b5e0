/**
 * A text column of laid-out rows → codes of a dictionary while there are few distinct texts, bytes and offsets else.
 * @module
 */
import { DISTINCT, SLOT_BYTES } from "./kernels.js";
import { type ColumnWork, fieldText, freshBits } from "./values.js";

/** A text column in memory. */
export interface TextColumn {
  /** Codes, or bytes. */
  readonly values: number;
  readonly bytes: number;
  readonly offsets?: number;
  readonly dictionary?: readonly string[];
  readonly validity: number;
  readonly nulls: number;
}

/** Reads column `k` as text. @param code whether a dictionary is worth a try */
export function readTexts(work: ColumnWork, k: number, code: boolean): TextColumn {
  const coded = code ? codes(work, k) : undefined;
  return coded ?? plain(work, k);
}

function codes(work: ColumnWork, k: number): TextColumn | undefined {
  const { kernels, marks, room, format } = work;
  const last = k === format.columns.length - 1;
  const values = room.alloc(marks.rows * 4);
  const first = room.alloc(DISTINCT * 4);
  const slots = room.alloc(SLOT_BYTES);
  new Uint8Array(kernels.memory.buffer, slots, SLOT_BYTES).fill(0);
  const distinct = kernels.encodeTexts(marks, k, last, values, first, slots);
  if (distinct < 0) return undefined;
  const dictionary = Array.from(new Uint32Array(kernels.memory.buffer, first, distinct), (row) =>
    fieldText(work, k, row),
  );
  const validity = freshBits(kernels, marks.rows, room);
  const isNull = dictionary.map((text) => text === "" || format.nullWords.includes(text));
  let nulls = 0;
  if (isNull.includes(true)) {
    const all = new Int32Array(kernels.memory.buffer, values, marks.rows);
    const bits = new Uint8Array(kernels.memory.buffer, validity, (marks.rows + 7) >> 3);
    for (let row = 0; row < marks.rows; row++) {
      if (!isNull[all[row]!]) continue;
      bits[row >> 3]! &= ~(1 << (row & 7));
      nulls++;
    }
  }
  return { values, bytes: marks.rows * 4, dictionary, validity, nulls };
}

function plain({ kernels, marks, room, format }: ColumnWork, k: number): TextColumn {
  const last = k === format.columns.length - 1;
  const bytes = kernels.textBytes(marks, k, last);
  const values = room.alloc(bytes);
  const offsets = room.alloc((marks.rows + 1) * 4);
  const validity = freshBits(kernels, marks.rows, room);
  kernels.copyTexts(marks, k, last, values, offsets);
  const at = new Int32Array(kernels.memory.buffer, offsets, marks.rows + 1);
  const text = Buffer.from(kernels.memory.buffer, values, bytes);
  const bits = new Uint8Array(kernels.memory.buffer, validity, (marks.rows + 7) >> 3);
  const words = format.nullWords.map((word) => Buffer.from(word));
  let nulls = 0;
  for (let row = 0; row < marks.rows; row++) {
    const size = at[row + 1]! - at[row]!;
    const same = (word: Buffer): boolean => word.length === size && word.compare(text, at[row]!, at[row + 1]!) === 0;
    if (size > 0 && !words.some(same)) continue;
    bits[row >> 3]! &= ~(1 << (row & 7));
    nulls++;
  }
  return { values, bytes, offsets, validity, nulls };
}
