/**
 * Counts that grow over a whole task: uint32 tables in linear memory where kernels add, emptied into float64.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";

/** Slots of counts, and the kernels' tables that hold what is not yet in them. */
export interface CountTable {
  readonly counts: Float64Array;
  /** Tables side by side, each of `counts.length` slots. */
  readonly copies: number;
  /** Offset of the tables while a task runs, -1 outside. */
  at: number;
  /** Values counted since the tables were last emptied. */
  pending: number;
}

/** A slot could overflow after this many values. */
const MOST_PENDING = 2 ** 31;

/** A table of zeros. */
export function createCounts(slots: number, copies: number): CountTable {
  return { counts: new Float64Array(slots), copies, at: -1, pending: 0 };
}

/**
 * Lets `count` add `n` values to tables at the offset it is given. The tables are kept from batch to batch when there
 * is room, and emptied after each batch otherwise.
 */
export function countValues(
  table: CountTable,
  kernels: Kernels,
  arena: Arena,
  n: number,
  count: (tables: number) => void,
): void {
  const bytes = table.counts.length * table.copies * 4;
  if (table.at < 0) table.at = kernels.keep(bytes) ?? -1;
  if (table.at >= 0) {
    count(table.at);
    table.pending += n;
    if (table.pending >= MOST_PENDING) empty(table, kernels, table.at);
    return;
  }
  const at = arena.alloc(bytes);
  new Uint8Array(arena.buffer, at, bytes).fill(0);
  count(at);
  empty(table, kernels, at);
}

/** Moves what the tables hold into the counts; before a state leaves its thread. */
export function settleCounts(table: CountTable, kernels: Kernels): void {
  if (table.at >= 0 && table.pending > 0) empty(table, kernels, table.at);
  table.at = -1;
}

function empty(table: CountTable, kernels: Kernels, at: number): void {
  const { counts, copies } = table;
  const tables = new Uint32Array(kernels.memory.buffer, at, counts.length * copies);
  for (let i = 0; i < tables.length; i++) counts[i % counts.length]! += tables[i]!;
  tables.fill(0);
  table.pending = 0;
}
