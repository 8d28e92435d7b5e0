/**
 * From a column's block table to the extremes of bins: whole blocks from the table, the rows around a bin's edges from
 * the column.
 * @module
 */
import type { ScanOptions } from "../options.js";
import { signalOf } from "../options.js";
import { openReader } from "../sources/registry.js";
import { borrowBench, returnBench } from "../workers/bench.js";
import { type BinExtremes, binExtremes, binExtremesAggregate, joinBin } from "./bin-extremes.js";
import { blockRanges } from "./block-range.js";
import { type BlockTable, PYRAMID_ROWS } from "./block-table.js";
import type { Decimatable } from "./scan-column.js";

/** Blocks that both bins of an edge must span so that it may be moved to a block's border. */
const WIDE = 8;

/** Milliseconds of reading between turns of the caller's thread. */
const TURN_MS = 8;

/**
 * Edges moved to the nearest border of a block where that moves them by at most a sixteenth of the bins beside them;
 * the outer ones stay.
 */
export function snappedEdges(edges: Float64Array): Float64Array {
  const snapped = edges.slice();
  for (let k = 1; k < edges.length - 1; k++) {
    const narrower = Math.min(edges[k]! - edges[k - 1]!, edges[k + 1]! - edges[k]!);
    if (narrower >= WIDE * PYRAMID_ROWS) snapped[k] = Math.round(edges[k]! / PYRAMID_ROWS) * PYRAMID_ROWS;
  }
  return snapped;
}

/** The extremes of bins, as {@link binExtremes} finds them in a pass. @param edges row numbers, ascending */
export async function binsFromTable(
  column: Decimatable,
  table: BlockTable,
  edges: Float64Array,
  options: ScanOptions,
): Promise<BinExtremes> {
  const bench = borrowBench(options.kernels ?? "auto");
  const aggregate = binExtremesAggregate(bench.kernels);
  const bins = aggregate.init(binExtremes(edges), 1);
  const { run } = blockRanges(table);
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const blocks = run(Math.ceil(edges[bin]! / PYRAMID_ROWS), wholeStop(table.rows, edges[bin + 1]!));
    if (blocks.least < 0) continue;
    joinBin(bins, bin, {
      first: blocks.first * PYRAMID_ROWS + table.first[blocks.first]!,
      last: blocks.last * PYRAMID_ROWS + table.last[blocks.last]!,
      argmin: blocks.least * PYRAMID_ROWS + table.argmin[blocks.least]!,
      argmax: blocks.most * PYRAMID_ROWS + table.argmax[blocks.most]!,
      min: table.min[blocks.least]!,
      max: table.max[blocks.most]!,
    });
  }
  const signal = signalOf(options);
  let reader: Awaited<ReturnType<typeof openReader>> | undefined;
  let turn = performance.now();
  const mark = bench.arena.mark();
  try {
    for (const block of cutBlocks(edges, table.rows)) {
      reader ??= await openReader(column.source.descriptor);
      bench.arena.reset(mark);
      const start = Math.max(block * PYRAMID_ROWS, edges[0]!);
      const stop = Math.min((block + 1) * PYRAMID_ROWS, edges.at(-1)!);
      const batch = await reader.readBatch({ rows: { start, stop } }, [column.position], bench.arena);
      aggregate.update(bins, batch, [0], bench.arena, undefined, undefined);
      if (performance.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      turn = performance.now();
    }
  } finally {
    reader?.close();
    bench.arena.reset(mark);
    returnBench(options.kernels ?? "auto", bench);
  }
  return bins;
}

/** The last block may be shorter and still be whole. */
function wholeStop(rows: number, edge: number): number {
  return edge === rows ? Math.ceil(rows / PYRAMID_ROWS) : Math.floor(edge / PYRAMID_ROWS);
}

/** Blocks that an edge cuts in two, ascending. */
function* cutBlocks(edges: Float64Array, rows: number): Generator<number> {
  let last = -1;
  for (const edge of edges) {
    const block = Math.floor(edge / PYRAMID_ROWS);
    if (edge % PYRAMID_ROWS === 0 || edge === rows || block === last) continue;
    last = block;
    yield block;
  }
}
