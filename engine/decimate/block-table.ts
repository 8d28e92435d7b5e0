/**
 * The extremes of fixed blocks of rows: the ground of a pyramid, made in one pass on all cores.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateOf } from "../aggregates/state.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { addStretch, areSorted, type RowStretch } from "./row-stretches.js";
import { valuesOf } from "./values-of.js";

/** Kind of the aggregate in the registry. */
export const BLOCK_TABLE = "blockTable";

/** Rows of a block. The table of float64 then takes 0.08 % of the column's bytes. */
export const PYRAMID_ROWS = 4096;

/** In place of an offset: the block holds no value. */
export const NO_ROW = 65_535;

/**
 * What is kept of each block of {@link PYRAMID_ROWS} rows. Offsets count from the block's first row and are
 * {@link NO_ROW}, and values NaN, where a block holds no value; of equal values the first row counts.
 */
export interface BlockTable {
  readonly rows: number;
  /** Whether no value is less than the one before it, and none is NaN or null. */
  readonly sorted: boolean;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly argmin: Uint16Array;
  readonly argmax: Uint16Array;
  /** First and last row that is not NaN. */
  readonly first: Uint16Array;
  readonly last: Uint16Array;
}

/** Asks for the table of a column of `rows` rows. */
export function blockTable(rows: number): AggregateRequest<BlockTable> {
  return { kind: BLOCK_TABLE, columns: [], options: { rows } };
}

interface State extends BlockTable {
  sorted: boolean;
  stretches: RowStretch[];
}

/** The `"blockTable"` aggregate. */
export function blockTableAggregate(kernels: Kernels): Aggregate<State, BlockTable> {
  return aggregateOf<State, BlockTable>({
    kind: BLOCK_TABLE,
    init: ({ options }) => ({ ...emptyTable(options["rows"] as number), sorted: true, stretches: [] }),
    update(state, batch, columns, arena) {
      if (batch.firstRow === undefined)
        throw new EngineError("UnsupportedType", "a source without row numbers has no pyramid; count its rows");
      if (batch.rows === 0) return;
      const column = batch.columns[columns[0]!]!;
      const out = arena.alloc(24);
      const at = valuesOf(column, batch.rows, arena, kernels);
      const values = new Float64Array(arena.buffer, at, batch.rows);
      const answer = new Float64Array(arena.buffer, out, 3);
      const stop = batch.firstRow + batch.rows;
      state.sorted &&= kernels.ascends(at, batch.rows);
      if (state.sorted) {
        const ends = { start: batch.firstRow, stop, low: values[0]!, high: values[batch.rows - 1]! };
        state.sorted = addStretch(state.stretches, ends);
      }
      for (let row = batch.firstRow; row < stop; ) {
        const block = Math.floor(row / PYRAMID_ROWS);
        const end = Math.min(stop, (block + 1) * PYRAMID_ROWS);
        const from = row - batch.firstRow;
        kernels.extremes(at + from * 8, end - row, out);
        const [min, max, missing] = [answer[0]!, answer[1]!, answer[2]!];
        if (missing < end - row) {
          const offset = row - block * PYRAMID_ROWS;
          join(state, block, {
            min,
            max,
            argmin: offset + kernels.locate(at + from * 8, end - row, min),
            argmax: offset + kernels.locate(at + from * 8, end - row, max),
            first: missing === 0 ? offset : offset + firstValue(values, from) - from,
            last: missing === 0 ? offset + end - row - 1 : offset + lastValue(values, from + end - row - 1) - from,
          });
        }
        row = end;
      }
    },
    merge(into, from) {
      into.sorted &&= from.sorted;
      for (const stretch of from.stretches) into.sorted &&= addStretch(into.stretches, stretch);
      for (let block = 0; block < from.min.length; block++) {
        if (from.first[block]! !== NO_ROW) join(into, block, blockOf(from, block));
      }
    },
    finish: ({ stretches, sorted, ...table }) => ({ done: { ...table, sorted: sorted && areSorted(stretches) } }),
  });
}

/** A table of empty blocks. */
export function emptyTable(rows: number): Omit<BlockTable, "sorted"> {
  const blocks = Math.ceil(rows / PYRAMID_ROWS);
  const values = (): Float64Array => new Float64Array(blocks).fill(Number.NaN);
  const offsets = (): Uint16Array => new Uint16Array(blocks).fill(NO_ROW);
  return {
    rows,
    min: values(),
    max: values(),
    argmin: offsets(),
    argmax: offsets(),
    first: offsets(),
    last: offsets(),
  };
}

interface Block {
  readonly min: number;
  readonly max: number;
  readonly argmin: number;
  readonly argmax: number;
  readonly first: number;
  readonly last: number;
}

function blockOf(table: BlockTable, block: number): Block {
  return {
    min: table.min[block]!,
    max: table.max[block]!,
    argmin: table.argmin[block]!,
    argmax: table.argmax[block]!,
    first: table.first[block]!,
    last: table.last[block]!,
  };
}

/** A block whose rows came in parts is the best of its parts. */
function join(state: State, block: number, part: Block): void {
  const empty = state.first[block]! === NO_ROW;
  if (empty || part.first < state.first[block]!) state.first[block] = part.first;
  if (empty || part.last > state.last[block]!) state.last[block] = part.last;
  const [least, most] = [state.min[block]!, state.max[block]!];
  if (empty || part.min < least || (part.min === least && part.argmin < state.argmin[block]!)) {
    state.min[block] = part.min;
    state.argmin[block] = part.argmin;
  }
  if (empty || part.max > most || (part.max === most && part.argmax < state.argmax[block]!)) {
    state.max[block] = part.max;
    state.argmax[block] = part.argmax;
  }
}

function firstValue(values: Float64Array, from: number): number {
  let at = from;
  while (Number.isNaN(values[at]!)) at++;
  return at;
}

function lastValue(values: Float64Array, from: number): number {
  let at = from;
  while (Number.isNaN(values[at]!)) at--;
  return at;
}
