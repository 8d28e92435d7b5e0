/**
 * Columns in memory from pieces: whole, or some rows of each.
 * @module
 */
import type { ColumnSchema, RowsColumn, RowsParts, TypedArray } from "../../contract/index.js";
import { zeros } from "../dtype.js";
import { EngineError } from "../errors.js";
import { isValid, textReader } from "./cells.js";
import { elementsOf, isText, storageOf } from "./layout.js";

/** Takes pieces in; pieces are copied, so they may be views of memory that is used again. */
export interface RowsBuilder {
  /** Rows so far. */
  readonly length: number;
  /**
   * Adds rows.
   * @param columns in the order of the schema
   * @param rows rows of the columns
   * @param picked row numbers of those to take, in the order wanted; all without it
   */
  append(columns: readonly RowsColumn[], rows: number, picked?: ArrayLike<number>): void;
  /** The columns. The builder is not used afterwards. */
  finish(): RowsParts;
}

/** Bytes that int32 offsets can reach. */
const TEXT_LIMIT = 2 ** 31 - 1;

/**
 * Makes a builder.
 * @param capacity rows to reserve room for; it grows by itself
 * @throws InvalidArgument (from `append`) when the text of one column exceeds 2 GiB
 */
export function rowsBuilder(
  schema: readonly Pick<ColumnSchema, "name" | "type" | "shape">[],
  capacity = 0,
): RowsBuilder {
  const columns = schema.map((column) => columnBuilder(column, capacity));
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(pieces, rows, picked) {
      for (const [i, column] of columns.entries()) column.append(pieces[i]!, rows, picked, length);
      length += picked?.length ?? rows;
    },
    finish: () => ({ length, columns: columns.map((column) => column.finish(length)) }),
  };
}

interface ColumnBuilder {
  append(piece: RowsColumn, rows: number, picked: ArrayLike<number> | undefined, at: number): void;
  finish(length: number): RowsColumn;
}

type Named = Pick<ColumnSchema, "name" | "type" | "shape">;

function columnBuilder(schema: Named, capacity: number): ColumnBuilder {
  let inner: Store | undefined;
  const bits = bitsBuilder();
  return {
    append(piece, rows, picked, at) {
      inner ??= isText(schema.type) ? textsStore(piece, elementsOf(schema), capacity) : fixedStore(schema, capacity);
      inner.append(piece, rows, picked, at);
      bits.append(piece.validity, rows, picked, at);
    },
    finish(length) {
      const { name, type, shape } = schema;
      const stored = inner?.finish(length) ?? emptyStore(schema);
      const validity = bits.finish(length);
      return { name, type, shape, ...stored, ...(validity === undefined ? {} : { validity }) };
    },
  };
}

type Stored = Pick<RowsColumn, "values" | "offsets" | "dictionary">;

interface Store {
  append(piece: RowsColumn, rows: number, picked: ArrayLike<number> | undefined, at: number): void;
  finish(length: number): Stored;
}

function emptyStore({ type }: Named): Stored {
  const values = zeros(storageOf(type), 0);
  return isText(type) ? { values, offsets: new Int32Array(1) } : { values };
}

function fixedStore({ type, shape }: Named, capacity: number): Store {
  const size = elementsOf({ shape });
  let values: TypedArray = zeros(storageOf(type), capacity * size);
  return {
    append(piece, rows, picked, at) {
      const n = picked?.length ?? rows;
      if ((at + n) * size > values.length) {
        const larger = zeros(storageOf(type), Math.max((at + n) * size, values.length * 2));
        (larger as Uint8Array).set(values.subarray(0, at * size) as Uint8Array);
        values = larger;
      }
      copyValues(piece.values, rows, size, picked, values, at);
    },
    finish: (length) => ({ values: values.length === length * size ? values : values.slice(0, length * size) }),
  };
}

function copyValues(
  from: TypedArray,
  rows: number,
  size: number,
  picked: ArrayLike<number> | undefined,
  to: TypedArray,
  at: number,
): void {
  if (picked === undefined) {
    (to as Uint8Array).set(from.subarray(0, rows * size) as Uint8Array, at * size);
    return;
  }
  const [source, target] = [wordsOf(from), wordsOf(to)];
  if (size === 1) for (let i = 0; i < picked.length; i++) target[at + i] = source[picked[i]!]!;
  else
    for (let i = 0; i < picked.length; i++)
      for (let k = 0; k < size; k++) target[(at + i) * size + k] = source[picked[i]! * size + k]!;
}

/** Elements as opaque words; floats would lose the bits of signalling NaN. */
function wordsOf(array: TypedArray): { [index: number]: number | bigint } {
  const { buffer, byteOffset, length } = array;
  if (array instanceof Float64Array) return new BigUint64Array(buffer, byteOffset, length);
  return array instanceof Float32Array ? new Uint32Array(buffer, byteOffset, length) : array;
}

/** Texts, `size` of them a row. */
function textsStore(first: RowsColumn, size: number, capacity: number): Store {
  const store = textStore(first, capacity * size);
  if (size === 1) return store;
  return {
    append(piece, rows, picked, at) {
      const each =
        picked &&
        Uint32Array.from({ length: picked.length * size }, (_, i) => picked[Math.floor(i / size)]! * size + (i % size));
      store.append(piece, rows * size, each, at * size);
    },
    finish: (length) => store.finish(length * size),
  };
}

/** Text keeps the form of the first piece: codes of a dictionary, or bytes with offsets. */
function textStore(first: RowsColumn, capacity: number): Store {
  return first.dictionary === undefined ? bytesStore(capacity) : codesStore(capacity);
}

function bytesStore(capacity: number): Store {
  let bytes = new Uint8Array(0);
  let offsets = new Int32Array(capacity + 1);
  let end = 0;
  const room = (n: number, rows: number): void => {
    if (end + n > TEXT_LIMIT)
      throw new EngineError(
        "InvalidArgument",
        "a column of more than 2 GiB of text does not fit in memory at once; read fewer rows",
      );
    if (end + n > bytes.length) bytes = resized(bytes, Math.min(TEXT_LIMIT, Math.max(end + n, bytes.length * 2)));
    if (rows + 1 > offsets.length) offsets = resized(offsets, Math.max(rows + 1, offsets.length * 2));
  };
  return {
    append(given, rows, picked, at) {
      const piece = given.dictionary === undefined ? given : spelledOut(given, rows);
      const from = piece.offsets!;
      const source = piece.values as Uint8Array;
      const n = picked?.length ?? rows;
      let size = 0;
      if (picked === undefined) size = from[rows]! - from[0]!;
      else for (let i = 0; i < n; i++) size += from[picked[i]! + 1]! - from[picked[i]!]!;
      room(size, at + n);
      if (picked === undefined) {
        bytes.set(source.subarray(from[0]!, from[rows]!), end);
        const shift = end - from[0]!;
        for (let i = 1; i <= n; i++) offsets[at + i] = from[i]! + shift;
        end += size;
        return;
      }
      for (let i = 0; i < n; i++) {
        for (let k = from[picked[i]!]!; k < from[picked[i]! + 1]!; k++) bytes[end++] = source[k]!;
        offsets[at + i + 1] = end;
      }
    },
    finish: (length) => ({
      values: bytes.slice(0, end),
      offsets: offsets.length === length + 1 ? offsets : offsets.slice(0, length + 1),
    }),
  };
}

function resized<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}

/** A column of codes as bytes and offsets. */
export function spelledOut({ values, dictionary, ...column }: RowsColumn, rows: number): RowsColumn {
  const parts = dictionary!.map((text) => Buffer.from(text));
  const codes = values as Int32Array;
  const offsets = new Int32Array(rows + 1);
  for (let i = 0; i < rows; i++) offsets[i + 1] = offsets[i]! + (parts[codes[i]!]?.length ?? 0);
  const bytes = new Uint8Array(offsets[rows]!);
  for (let i = 0; i < rows; i++) bytes.set(parts[codes[i]!] ?? [], offsets[i]!);
  return { ...column, values: bytes, offsets };
}

function codesStore(capacity: number): Store {
  let codes = new Int32Array(capacity);
  const texts: string[] = [];
  const known = new Map<string, number>();
  let last: { readonly dictionary: readonly string[]; readonly map: Int32Array } | undefined;
  const codeOf = (text: string): number => {
    let code = known.get(text);
    if (code === undefined) {
      code = texts.push(text) - 1;
      known.set(text, code);
    }
    return code;
  };
  return {
    append(piece, rows, picked, at) {
      const n = picked?.length ?? rows;
      if (at + n > codes.length) codes = resized(codes, Math.max(at + n, codes.length * 2));
      const { dictionary } = piece;
      if (dictionary === undefined) {
        const read = textReader(piece);
        for (let i = 0; i < n; i++) {
          const row = picked === undefined ? i : picked[i]!;
          codes[at + i] = isValid(piece.validity, row) ? codeOf(read(row)) : 0;
        }
        return;
      }
      if (last?.dictionary !== dictionary) last = { dictionary, map: Int32Array.from(dictionary, codeOf) };
      const from = piece.values as Int32Array;
      for (let i = 0; i < n; i++) codes[at + i] = last.map[from[picked === undefined ? i : picked[i]!]!] ?? 0;
    },
    finish: (length) => ({ values: codes.slice(0, length), dictionary: texts }),
  };
}

/** Validity bits; none until the first null. */
function bitsBuilder(): {
  append(validity: Uint8Array | undefined, rows: number, picked: ArrayLike<number> | undefined, at: number): void;
  finish(length: number): Uint8Array | undefined;
} {
  let bits: Uint8Array | undefined;
  const clear = (row: number): void => {
    const least = (row >> 3) + 1;
    if (bits === undefined || bits.length < least) {
      const larger = new Uint8Array(Math.max(least, (bits?.length ?? 0) * 2)).fill(0xff);
      larger.set(bits ?? []);
      bits = larger;
    }
    bits[row >> 3]! &= ~(1 << (row & 7));
  };
  return {
    append(validity, rows, picked, at) {
      if (validity === undefined) return;
      const n = picked?.length ?? rows;
      for (let i = 0; i < n; i++) if (!isValid(validity, picked === undefined ? i : picked[i]!)) clear(at + i);
    },
    finish(length) {
      if (bits === undefined) return undefined;
      const whole = new Uint8Array((length + 7) >> 3).fill(0xff);
      whole.set(bits.subarray(0, whole.length));
      return whole;
    },
  };
}
