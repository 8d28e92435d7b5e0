/**
 * Values of scattered rows.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import { viewOf } from "../dtype.js";
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { drawableType, valuesOf } from "./values-of.js";

/** Rows of a source without chunks are read together when they lie this close to each other. */
const NEAR_ROWS = 64;

/** Rows read at once at most. */
const MOST_ROWS = 32_768;

/**
 * Values of ascending rows of a numeric column as float64; every chunk of the source is read once.
 * @throws UnsupportedType for columns that are not numbers
 */
export async function gatherRows(source: IndexedSource, position: number, rows: Float64Array): Promise<Float64Array> {
  drawableType(source.columns[position]!.type);
  const values = new Float64Array(rows.length);
  const reader = await openReader(source.descriptor);
  const bench = borrowBench("auto");
  const { arena, kernels } = bench;
  try {
    for (let done = 0; done < rows.length; ) {
      const { stop, next } = together(rows, done, source);
      const mark = arena.mark();
      const start = rows[done]!;
      const batch = await reader.readBatch({ rows: { start, stop } }, [position], arena);
      const column = batch.columns[0]!;
      const at = valuesOf(column, stop - start, arena, kernels);
      const read = viewOf("float64", arena.buffer, at, stop - start);
      for (; done < next; done++) values[done] = read[rows[done]! - start]!;
      arena.reset(mark);
    }
  } finally {
    arena.reset();
    returnBench("auto", bench);
    reader.close();
  }
  return values;
}

/** The rows from `from` on that one read serves. */
function together(rows: Float64Array, from: number, source: IndexedSource): { stop: number; next: number } {
  const start = rows[from]!;
  const chunked = source.chunkRows > 1;
  const limit = chunked ? (Math.floor(start / source.chunkRows) + 1) * source.chunkRows : start + MOST_ROWS;
  let next = from + 1;
  const near = chunked ? source.chunkRows : NEAR_ROWS;
  while (next < rows.length && rows[next]! < limit && rows[next]! - rows[next - 1]! <= near) next++;
  return { stop: Math.min(source.length, rows[next - 1]! + 1), next };
}
