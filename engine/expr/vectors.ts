/**
 * What flows between the steps of a compiled expression: blocks of values, computed column-wise, so that the inner
 * loops are few and tight (as numexpr's virtual machine does it).
 * @module
 */
import { type Arena, type Batch, BLOCK_ROWS } from "../../contract/index.js";
import type { Typed } from "./types.js";

/** Rows of a block; its vectors stay in the processor's cache. */
export const VECTOR_ROWS: number = BLOCK_ROWS;

/** 64-bit integers, as numbers of either sign. */
export type WideArray = BigInt64Array | BigUint64Array;

/** Values of one block; `nulls[i]` is 1 for a null row, whose value means nothing. Overwritten by the next block. */
export interface Vector<V> {
  readonly values: V;
  readonly nulls: Uint8Array | undefined;
}

/** A block of rows of a batch. */
export interface Block {
  readonly batch: Batch;
  readonly arena: Arena;
  /** Position in `batch.columns` of each column of the program. */
  readonly positions: readonly number[];
  readonly start: number;
  /** At most {@link VECTOR_ROWS}. */
  readonly count: number;
}

/** Computes one node for a block. */
export type Step<V> = (block: Block) => Vector<V>;

/** Makes the step of a node as the asked kind of values, converting where the node is of another kind. */
export interface Compiler {
  numbers(node: Typed): Step<Float64Array>;
  booleans(node: Typed): Step<Uint8Array>;
  wides(node: Typed, kind: "int64" | "uint64"): Step<WideArray>;
  strings(node: Typed): Step<string[]>;
  times(node: Typed): Step<BigInt64Array>;
  nulls(node: Typed): Step<unknown>;
  /** Position of a column of the schema among the columns the program reads. */
  slot(column: number): number;
}

/** A step that always gives the same values. */
export function constant<V>(values: V): Step<V> {
  const vector = { values, nulls: undefined };
  return () => vector;
}

/** The same steps with the values changed: nulls stay. */
export function mapped<A, V>(step: Step<A>, out: V, change: (values: A, out: V, count: number) => void): Step<V> {
  return (block) => {
    const { values, nulls } = step(block);
    change(values, out, block.count);
    return { values: out, nulls };
  };
}

/** Joins two steps; a row is null when either is. */
export function joined<A, B, V>(
  left: Step<A>,
  right: Step<B>,
  out: V,
  join: (a: A, b: B, out: V, count: number) => void,
): Step<V> {
  const scratch = new Uint8Array(VECTOR_ROWS);
  return (block) => {
    const a = left(block);
    const b = right(block);
    join(a.values, b.values, out, block.count);
    return { values: out, nulls: eitherNull(a.nulls, b.nulls, scratch, block.count) };
  };
}

/** `where(condition, a, b)`: picks row by row; null where the condition or the picked value is. */
export function chosen<T, V extends { [row: number]: T }>(
  condition: Step<Uint8Array>,
  yes: Step<V>,
  no: Step<V>,
  out: V,
): Step<V> {
  const nulls = new Uint8Array(VECTOR_ROWS);
  return (block) => {
    const [c, a, b] = [condition(block), yes(block), no(block)];
    for (let i = 0; i < block.count; i++) out[i] = (c.values[i] === 1 ? a.values[i] : b.values[i]) as T & V[number];
    if (c.nulls === undefined && a.nulls === undefined && b.nulls === undefined)
      return { values: out, nulls: undefined };
    for (let i = 0; i < block.count; i++)
      nulls[i] = (c.nulls?.[i] ?? 0) | ((c.values[i] === 1 ? a : b).nulls?.[i] ?? 0);
    return { values: out, nulls };
  };
}

function eitherNull(
  a: Uint8Array | undefined,
  b: Uint8Array | undefined,
  out: Uint8Array,
  count: number,
): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  for (let i = 0; i < count; i++) out[i] = a[i]! | b[i]!;
  return out;
}
