/**
 * Blocks of equal numbers of rows with their extremes: the ground level of a pyramid.
 * @module
 */
import type { BinExtremes } from "./bin-extremes.js";
import { type BlockTable, PYRAMID_ROWS } from "./block-table.js";

/** Extremes of blocks of rows; the last block may be shorter. Values are NaN where a block holds none. */
export interface Blocks {
  /** Rows of one block. */
  readonly rows: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Edges of at most `most` blocks over `rows` rows. */
export function blockEdges(rows: number, most: number): Float64Array {
  const block = Math.max(1, Math.ceil(rows / most));
  const blocks = Math.ceil(rows / block);
  return Float64Array.from({ length: blocks + 1 }, (_, k) => Math.min(rows, k * block));
}

/** The blocks that were counted along edges made by {@link blockEdges}. */
export function blocksOf(edges: Float64Array, { min, max }: BinExtremes): Blocks {
  return { rows: edges[1] ?? 1, min, max };
}

/** At most `most` blocks, each of as many whole blocks of a column's table. */
export function blocksFromTable({ min, max }: BlockTable, most: number): Blocks {
  const factor = Math.max(1, Math.ceil(min.length / most));
  return factor === 1 ? { rows: PYRAMID_ROWS, min, max } : coarser({ rows: PYRAMID_ROWS, min, max }, factor);
}

/** Blocks of `factor` times as many rows. */
export function coarser({ rows, min, max }: Blocks, factor: number): Blocks {
  const n = Math.ceil(min.length / factor);
  const least = new Float64Array(n).fill(Number.NaN);
  const most = new Float64Array(n).fill(Number.NaN);
  for (let k = 0; k < min.length; k++) {
    const into = Math.floor(k / factor);
    if (!(least[into]! <= min[k]!) && !Number.isNaN(min[k]!)) least[into] = min[k]!;
    if (!(most[into]! >= max[k]!) && !Number.isNaN(max[k]!)) most[into] = max[k]!;
  }
  return { rows: rows * factor, min: least, max: most };
}
