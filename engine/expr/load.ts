/**
 * Columns of a batch → vectors.
 * @module
 */
import type { ColumnBatch } from "../../contract/index.js";
import { isDTypeName, memoryWidth, viewOf } from "../dtype.js";
import { type Block, type Step, VECTOR_ROWS, type WideArray } from "./vectors.js";

/** Not-a-time of NumPy, which stands for null. */
const NAT = -(2n ** 63n);

/** A numeric column as float64. 64-bit integers are rounded. */
export function loadNumbers(slot: number): Step<Float64Array> {
  const out = new Float64Array(VECTOR_ROWS);
  const nulls = nullLoader(slot);
  return (block) => {
    const view = slice(block, slot);
    if (view instanceof Float64Array) return { values: view, nulls: nulls(block) };
    if (view instanceof BigInt64Array || view instanceof BigUint64Array)
      for (let i = 0; i < block.count; i++) out[i] = Number(view[i]!);
    else out.set(view);
    return { values: out, nulls: nulls(block) };
  };
}

/** A column of 64-bit integers. */
export function loadWides(slot: number): Step<WideArray> {
  const nulls = nullLoader(slot);
  return (block) => ({ values: slice(block, slot) as WideArray, nulls: nulls(block) });
}

/** A column of booleans; any byte but 0 is true. */
export function loadBooleans(slot: number): Step<Uint8Array> {
  const out = new Uint8Array(VECTOR_ROWS);
  const nulls = nullLoader(slot);
  return (block) => {
    const bytes = slice(block, slot) as Uint8Array;
    for (let i = 0; i < block.count; i++) out[i] = bytes[i] === 0 ? 0 : 1;
    return { values: out, nulls: nulls(block) };
  };
}

/** A column of times, in its own unit; NumPy's NaT is null. */
export function loadTimes(slot: number): Step<BigInt64Array> {
  const nulls = nullLoader(slot);
  const own = new Uint8Array(VECTOR_ROWS);
  return (block) => {
    const column = columnOf(block, slot);
    const values = new BigInt64Array(block.arena.buffer, column.values + block.start * 8, block.count);
    const stored = nulls(block);
    let some = stored !== undefined;
    for (let i = 0; i < block.count; i++) {
      own[i] = values[i] === NAT ? 1 : (stored?.[i] ?? 0);
      if (own[i] === 1) some = true;
    }
    return { values, nulls: some ? own : undefined };
  };
}

/** A column of strings. */
export function loadStrings(slot: number): Step<string[]> {
  const out = new Array<string>(VECTOR_ROWS).fill("");
  const nulls = nullLoader(slot);
  return (block) => {
    const column = columnOf(block, slot);
    if (column.dictionary !== undefined) {
      const codes = codesOf(block, column);
      for (let i = 0; i < block.count; i++) out[i] = column.dictionary[codes[i]!] ?? "";
    } else {
      const { bytes, offsets } = bytesOf(block, column);
      for (let i = 0; i < block.count; i++) out[i] = bytes.toString("utf8", offsets[i]!, offsets[i + 1]!);
    }
    return { values: out, nulls: nulls(block) };
  };
}

/**
 * A test of each string of a column. Entries of a dictionary are tested once, other strings one by one.
 */
export function testStrings(slot: number, test: (text: string) => boolean): Step<Uint8Array> {
  const out = new Uint8Array(VECTOR_ROWS);
  const nulls = nullLoader(slot);
  const tables = new WeakMap<readonly string[], Uint8Array>();
  return (block) => {
    const column = columnOf(block, slot);
    if (column.dictionary !== undefined) {
      const table = tables.get(column.dictionary) ?? Uint8Array.from(column.dictionary, (text) => (test(text) ? 1 : 0));
      tables.set(column.dictionary, table);
      const codes = codesOf(block, column);
      for (let i = 0; i < block.count; i++) out[i] = table[codes[i]!] ?? 0;
    } else {
      const { bytes, offsets } = bytesOf(block, column);
      for (let i = 0; i < block.count; i++) out[i] = test(bytes.toString("utf8", offsets[i]!, offsets[i + 1]!)) ? 1 : 0;
    }
    return { values: out, nulls: nulls(block) };
  };
}

/** Only the nulls of a column; the values are not read. */
export function loadNulls(slot: number): Step<unknown> {
  const nulls = nullLoader(slot);
  return (block) => ({ values: undefined, nulls: nulls(block) });
}

function columnOf(block: Block, slot: number): ColumnBatch {
  return block.batch.columns[block.positions[slot]!]!;
}

function slice(block: Block, slot: number): ReturnType<typeof viewOf> {
  const column = columnOf(block, slot);
  const type = isDTypeName(column.type) ? column.type : "int64";
  return viewOf(type, block.arena.buffer, column.values + block.start * memoryWidth(type), block.count);
}

function codesOf(block: Block, column: ColumnBatch): Int32Array {
  return new Int32Array(block.arena.buffer, column.values + block.start * 4, block.count);
}

function bytesOf(block: Block, column: ColumnBatch): { bytes: Buffer; offsets: Int32Array } {
  const offsets = new Int32Array(block.arena.buffer, column.offsets! + block.start * 4, block.count + 1);
  return { bytes: Buffer.from(block.arena.buffer as ArrayBuffer, column.values), offsets };
}

function nullLoader(slot: number): (block: Block) => Uint8Array | undefined {
  const out = new Uint8Array(VECTOR_ROWS);
  return (block) => {
    const { validity } = columnOf(block, slot);
    if (validity === undefined) return undefined;
    const bits = new Uint8Array(block.arena.buffer, validity);
    for (let i = 0, row = block.start; i < block.count; i++, row++) out[i] = ((bits[row >> 3]! >> (row & 7)) & 1) ^ 1;
    return out;
  };
}
