/**
 * Reading a whole column into memory.
 * @module
 */
import type { ColumnType, DTypeName, IndexedSource } from "../contract/index.js";
import { isDTypeName, viewOf, zeros } from "./dtype.js";
import { BATCH_BYTES } from "./plan.js";
import { type ArrayOf, arrayOf } from "./rows/arrays.js";
import { readRows } from "./rows/read.js";
import { openReader } from "./sources/registry.js";
import { borrowBench, returnBench } from "./workers/bench.js";

/** Milliseconds of reading between turns of the caller's thread. */
const TURN_MS = 8;

/** All values of one column: a typed array, or an array of strings or bytes. @param D what the caller knows it to be */
export async function readColumn<D extends ColumnType = DTypeName>(
  source: IndexedSource,
  position: number,
): Promise<ArrayOf<D>> {
  const { type, shape } = source.columns[position]!;
  if (!isDTypeName(type) || shape.length > 0) {
    const { columns, length } = await readRows({ source, columns: [position] });
    return arrayOf<D>(columns[0]!, length);
  }
  const values = zeros(type, source.length);
  const reader = await openReader(source.descriptor);
  const bench = borrowBench("auto");
  const rows = Math.max(source.chunkRows, Math.floor(BATCH_BYTES / 8));
  const { arena } = bench;
  let turn = performance.now();
  try {
    for (let start = 0; start < source.length; start += rows) {
      const mark = arena.mark();
      const stop = Math.min(start + rows, source.length);
      const batch = await reader.readBatch({ rows: { start, stop } }, [position], arena);
      const read = viewOf(type, arena.buffer, batch.columns[0]!.values, stop - start);
      (values as Uint8Array).set(read as Uint8Array, start);
      arena.reset(mark);
      if (performance.now() - turn > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
    }
  } finally {
    arena.reset();
    returnBench("auto", bench);
    reader.close();
  }
  return values as ArrayOf<D>;
}
