/**
 * Columns of a batch that are being filled, some rows after the others.
 * @module
 */
import type { Arena, ColumnBatch, ColumnType, RowsColumn } from "../../contract/index.js";
import { memoryWidth } from "../dtype.js";
import { EngineError } from "../errors.js";
import { isValid } from "../rows/cells.js";
import { isText, storageOf } from "../rows/layout.js";
import type { Block } from "./decode/column.js";

/** Bytes that int32 offsets can reach. */
const TEXT_LIMIT = 2 ** 31 - 1;

/** A column of a batch. Rows are put in order, each once. */
export interface Target {
  /** Adds a block of rows that lie in another memory. */
  put(block: Block, from: ArrayBufferLike): void;
  /** Adds `rows` rows that are null. */
  skip(rows: number): void;
  /** Adds rows of a column in memory. */
  append(column: RowsColumn, rows: number): void;
  /** The column; nothing is added afterwards. */
  finish(): ColumnBatch;
}

/** Makes a column of `rows` rows. */
export function makeTarget(name: string, type: ColumnType, rows: number, arena: Arena): Target {
  const validity = validityOf(rows);
  const fill = isText(type) ? texts(name, rows, arena) : numbers(memoryWidth(storageOf(type)), rows, arena);
  let at = 0;
  return {
    put(block, from) {
      fill.put(block, from, at);
      if (block.validity !== 0)
        validity.copy(new Uint8Array(from, block.validity, (block.rows + 7) >> 3), at, block.rows);
      at += block.rows;
    },
    skip(count) {
      fill.skip(at, count);
      validity.clear(at, count);
      at += count;
    },
    append(column, count) {
      fill.append(column, at, count);
      if (column.validity !== undefined) validity.copy(column.validity, at, count);
      at += count;
    },
    finish() {
      const bits = validity.bits();
      const placed = fill.finish();
      if (bits === undefined) return { type, ...placed };
      const place = arena.alloc(bits.length);
      new Uint8Array(arena.buffer, place, bits.length).set(bits);
      return { type, ...placed, validity: place };
    },
  };
}

interface Fill {
  put(block: Block, from: ArrayBufferLike, at: number): void;
  skip(at: number, rows: number): void;
  append(column: RowsColumn, at: number, rows: number): void;
  finish(): Pick<ColumnBatch, "values" | "offsets">;
}

function numbers(width: number, rows: number, arena: Arena): Fill {
  const values = arena.alloc(rows * width);
  const place = (at: number, n: number): Uint8Array => new Uint8Array(arena.buffer, values + at * width, n * width);
  return {
    put(block, from, at) {
      place(at, block.rows).set(new Uint8Array(from, block.values, block.rows * width));
    },
    skip: (at, n) => void place(at, n).fill(0),
    append(column, at, n) {
      const { buffer, byteOffset } = column.values;
      place(at, n).set(new Uint8Array(buffer, byteOffset, n * width));
    },
    finish: () => ({ values }),
  };
}

function texts(name: string, rows: number, arena: Arena): Fill {
  const offsets = arena.alloc((rows + 1) * 4);
  const pieces: Uint8Array[] = [];
  let length = 0;
  const add = (ends: Int32Array, bytes: Uint8Array, at: number, n: number): void => {
    const first = ends[0]!;
    const size = ends[n]! - first;
    if (length + size > TEXT_LIMIT)
      throw new EngineError(
        "InvalidArgument",
        `${rows} rows of column '${name}' hold more than 2 GiB of text, which does not fit in memory at once; read fewer rows`,
      );
    const out = new Int32Array(arena.buffer, offsets, rows + 1);
    for (let i = 0; i < n; i++) out[at + i] = ends[i]! - first + length;
    pieces.push(bytes.slice(first, first + size));
    length += size;
  };
  return {
    put(block, from, at) {
      const ends = new Int32Array(from, block.ends, block.rows + 1);
      add(ends, new Uint8Array(from, block.values, ends[block.rows]!), at, block.rows);
    },
    skip: (at, n) => void new Int32Array(arena.buffer, offsets + at * 4, n).fill(length),
    append: (column, at, n) => add(column.offsets as Int32Array, column.values as Uint8Array, at, n),
    finish() {
      new Int32Array(arena.buffer, offsets, rows + 1)[rows] = length;
      const values = arena.alloc(length);
      const all = new Uint8Array(arena.buffer, values, length);
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return { values, offsets };
    },
  };
}

/** Validity bits, none until the first null. */
function validityOf(rows: number): {
  copy(from: Uint8Array, at: number, n: number): void;
  clear(at: number, n: number): void;
  bits(): Uint8Array | undefined;
} {
  let bits: Uint8Array | undefined;
  const some = (): Uint8Array => {
    bits ??= new Uint8Array((rows + 7) >> 3).fill(0xff);
    return bits;
  };
  const clear = (to: Uint8Array, row: number): void => {
    to[row >> 3]! &= ~(1 << (row & 7));
  };
  return {
    copy(from, at, n) {
      const to = some();
      let row = 0;
      if ((at & 7) === 0) {
        to.set(from.subarray(0, n >> 3), at >> 3);
        row = n & ~7;
      }
      for (; row < n; row++) if (!isValid(from, row)) clear(to, at + row);
    },
    clear(at, n) {
      const to = some();
      for (let row = at; row < at + n; row++) clear(to, row);
    },
    bits: () => bits,
  };
}
