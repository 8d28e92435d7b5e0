/**
 * Where values of a sorted column pass edges, by its block table.
 * @module
 */
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { type BlockTable, PYRAMID_ROWS } from "./block-table.js";
import { countAtMost, type EdgeRows } from "./edge-rows.js";
import type { Decimatable } from "./scan-column.js";
import { numbersOf } from "./values-of.js";

/** {@link EdgeRows} of a column; only blocks that hold an edge are read. @param edges ascending */
export async function rowsFromTable(column: Decimatable, table: BlockTable, edges: Float64Array): Promise<EdgeRows> {
  if (!table.sorted) return { sorted: false, rows: new Float64Array(edges.length) };
  const reader = await openReader(column.source.descriptor);
  const bench = borrowBench("auto");
  const { arena, kernels } = bench;
  const mark = arena.mark();
  const rows = new Float64Array(edges.length);
  let block = -1;
  let values: Float64Array = new Float64Array(0);
  try {
    for (const [position, edge] of edges.entries()) {
      // the last block that begins at or below the edge
      const last = countAtMost(table.min, edge) - 1;
      if (last < 0) continue;
      if (last !== block && edge < table.max[last]!) {
        arena.reset(mark);
        const stop = Math.min(table.rows, (last + 1) * PYRAMID_ROWS);
        const batch = await reader.readBatch({ rows: { start: last * PYRAMID_ROWS, stop } }, [column.position], arena);
        const at = numbersOf(batch.columns[0]!, batch.rows, arena, kernels);
        values = new Float64Array(arena.buffer, at, batch.rows);
        block = last;
      }
      const inside = edge >= table.max[last]! ? PYRAMID_ROWS : countAtMost(values, edge);
      rows[position] = Math.min(table.rows, last * PYRAMID_ROWS + inside);
    }
  } finally {
    reader.close();
    arena.reset(mark);
    returnBench("auto", bench);
  }
  return { sorted: true, rows };
}
