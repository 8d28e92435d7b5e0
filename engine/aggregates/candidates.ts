/**
 * Rows that may be in a sample: those of the lowest keys so far, in arrays.
 * @module
 */
import { type PackedColumn, packColumn } from "../group/packed-keys.js";
import { selectRank } from "../select.js";
import type { CellValue } from "./cells.js";

/** Values of rows: numbers and 64-bit integers take 8 bytes each. */
type Values = Float64Array | BigInt64Array | CellValue[];

/** Rows with their keys and values; the first `n` places are taken. */
export interface Candidates {
  n: number;
  /** Places there can be. */
  readonly most: number;
  keys: Float64Array;
  rows: Float64Array;
  values: Values;
}

/** Places at first. */
const FIRST = 16;

/** No rows. @param most rows there will ever be between two calls of {@link keepLowest} */
export function createCandidates(most: number): Candidates {
  return { n: 0, most, keys: new Float64Array(FIRST), rows: new Float64Array(FIRST), values: [] };
}

/** Adds a row; values of a column are of one type. */
export function addCandidate(to: Candidates, key: number, row: number, value: CellValue): void {
  const at = to.n++;
  if (at === 0) to.values = storeFor(value, to.keys.length);
  if (at === to.keys.length) {
    const places = Math.min(at * 2, to.most);
    to.keys = longer(to.keys, new Float64Array(places));
    to.rows = longer(to.rows, new Float64Array(places));
    if (to.values instanceof Float64Array) to.values = longer(to.values, new Float64Array(places));
    else if (to.values instanceof BigInt64Array) to.values = longer(to.values, new BigInt64Array(places));
  }
  to.keys[at] = key;
  to.rows[at] = row;
  if (typeof value === "bigint" && to.values instanceof BigInt64Array && BigInt.asIntN(64, value) !== value)
    to.values = [...to.values.subarray(0, at)];
  (to.values as CellValue[])[at] = value;
}

function storeFor(value: CellValue, length: number): Values {
  if (typeof value === "number") return new Float64Array(length);
  return typeof value === "bigint" ? new BigInt64Array(length) : [];
}

function longer<T extends Float64Array | BigInt64Array>(from: T, to: T): T {
  (to as Float64Array).set(from as Float64Array);
  return to;
}

/**
 * Keeps the `n` rows of the lowest keys, equal keys by row, in the order they came; the greatest key kept, Infinity
 * when all were.
 * @param scratch as long as there are places
 */
export function keepLowest(of: Candidates, n: number, scratch: Float64Array): number {
  if (of.n <= n) return Number.POSITIVE_INFINITY;
  const { keys, rows, values } = of;
  const copy = scratch.subarray(0, of.n);
  copy.set(keys.subarray(0, of.n));
  const limit = selectRank(copy, n - 1);
  const tied: number[] = [];
  let below = 0;
  for (let i = 0; i < of.n; i++) {
    if (keys[i]! < limit) below++;
    else if (keys[i] === limit) tied.push(rows[i]!);
  }
  const lastRow = tied.sort((a, b) => a - b)[n - below - 1]!;
  let at = 0;
  for (let i = 0; i < of.n; i++) {
    const key = keys[i]!;
    if (key > limit || (key === limit && rows[i]! > lastRow)) continue;
    keys[at] = key;
    rows[at] = rows[i]!;
    values[at] = values[i]!;
    at++;
  }
  of.n = at;
  if (Array.isArray(values)) values.length = at;
  return limit;
}

/** Candidates in ascending order of their rows. */
export interface SampleRun {
  readonly keys: Float64Array;
  readonly rows: Float64Array;
  readonly values: PackedColumn;
}

/** Makes a run. */
export function runOf({ n, keys, rows, values }: Candidates): SampleRun {
  const [ownKeys, ownRows] = [keys.subarray(0, n), rows.subarray(0, n)];
  if (ownRows.every((row, i) => i === 0 || row > ownRows[i - 1]!))
    return { keys: ownKeys, rows: ownRows, values: packed(values, n) };
  const order = Uint32Array.from(ownRows.keys()).sort((a, b) => ownRows[a]! - ownRows[b]!);
  return { keys: inOrder(ownKeys, order), rows: inOrder(ownRows, order), values: packed(inOrder(values, order), n) };
}

function inOrder<V extends Values>(values: V, order: Uint32Array): V {
  const ordered = Array.isArray(values)
    ? new Array<CellValue>(order.length)
    : new (values.constructor as new (length: number) => Float64Array | BigInt64Array)(order.length);
  for (let i = 0; i < order.length; i++) ordered[i] = values[order[i]!]!;
  return ordered as V;
}

function packed(values: Values, n: number): PackedColumn {
  if (values instanceof Float64Array) return { numbers: values.subarray(0, n) };
  if (values instanceof BigInt64Array) return { integers: values.subarray(0, n) };
  return packColumn(Array.from(values));
}

/** Bytes held. */
export function candidateBytes({ keys, values }: Candidates): number {
  return keys.byteLength * 2 + values.length * 8;
}
