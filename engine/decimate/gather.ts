/**
 * Values of scattered rows.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import { isDTypeName, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import { openReader } from "../sources/registry.js";
import { createBench } from "../workers/bench.js";

/** Rows of a source without chunks are read together when they lie this close to each other. */
const NEAR_ROWS = 64;

/** Rows read at once at most. */
const MOST_ROWS = 32_768;

/**
 * Values of ascending rows of a numeric column as float64; every chunk of the source is read once.
 * @throws UnsupportedType for columns that are not numbers
 */
export async function gatherRows(source: IndexedSource, position: number, rows: Float64Array): Promise<Float64Array> {
  const { type } = source.columns[position]!;
  if (!isDTypeName(type))
    throw new EngineError("UnsupportedType", `a ${type} column has no numbers to draw; cast it first`);
  const values = new Float64Array(rows.length);
  const reader = await openReader(source.descriptor);
  const { arena, kernels } = createBench("auto");
  try {
    for (let done = 0; done < rows.length; ) {
      const { stop, next } = together(rows, done, source);
      const mark = arena.mark();
      const start = rows[done]!;
      const batch = await reader.readBatch({ rows: { start, stop } }, [position], arena);
      const column = batch.columns[0]!;
      const at = arena.alloc((stop - start) * 8);
      kernels.toFloat64(type, column.values, stop - start, at);
      const read = viewOf("float64", arena.buffer, at, stop - start);
      for (; done < next; done++) values[done] = read[rows[done]! - start]!;
      arena.reset(mark);
    }
  } finally {
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
