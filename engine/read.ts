/**
 * Reading a whole column into memory.
 * @module
 */
import type { IndexedSource, TypedArray } from "../contract/index.js";
import { isDTypeName, viewOf, zeros } from "./dtype.js";
import { EngineError } from "./errors.js";
import { BATCH_BYTES } from "./plan.js";
import { openReader } from "./sources/registry.js";
import { borrowBench, returnBench } from "./workers/bench.js";

/** Milliseconds of reading between turns of the caller's thread. */
const TURN_MS = 8;

/** All values of one column. @throws UnsupportedType for columns that are not numbers */
export async function readColumn(source: IndexedSource, position: number): Promise<TypedArray> {
  const { type } = source.columns[position]!;
  if (!isDTypeName(type))
    throw new EngineError("UnsupportedType", `a ${type} column has no typed array; use toRows() or toArrow()`);
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
  return values;
}
