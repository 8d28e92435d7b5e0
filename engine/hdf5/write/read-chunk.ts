/**
 * Stored chunks back into columns, for those who change them.
 * @module
 */
import { EngineError } from "../../errors.js";
import { createMemory } from "../../simd/memory.js";
import { BadChunk } from "../decode/blosc.js";
import { decodeWith } from "../decode/codecs.js";
import { CODEC_BYTES, SLACK, wasmDecoders } from "../decode/decoders.js";
import { alignedRuns, pipelineOf, undoFilters } from "../decode/pipeline.js";
import type { Filter } from "../model.js";
import { chunkAt } from "./chunk-index.js";
import { pipelineOf as filtersOfCoding } from "./filters.js";
import { type OutputFile, readAt } from "./output.js";
import type { TableTarget } from "./target.js";

/** Reads chunks of one table as rows. */
export interface ChunkReader {
  /** The rows of a chunk as they are stored, unfiltered; rows of defaults where there is no chunk. */
  read(number: number): Uint8Array;
}

/** First byte that decoders leave free. */
const BASE = 1024;
const PAGE = 65_536;

/** Makes a reader. */
export function createChunkReader(file: OutputFile, target: TableTarget): ChunkReader {
  const { layout, fill } = target;
  const { rowBytes, chunkRows, coding } = layout;
  const bytes = rowBytes * chunkRows;
  const filters: readonly Filter[] = filtersOfCoding(coding, rowBytes, chunkRows);
  const pipeline = pipelineOf(filters, rowBytes);
  const room = bytes + SLACK;
  const memory = createMemory(Math.ceil((BASE + CODEC_BYTES + 5 * room) / PAGE), 32_768);
  const decoders = wasmDecoders(memory);
  const decode = decodeWith(decoders, () => BASE);
  return {
    read(number) {
      const stored = chunkAt(target.index, number);
      if (stored === undefined) return emptyRows(bytes, fill);
      if (stored.size > 2 * bytes + 4096) throw damaged(file, target, number, `it takes ${stored.size} bytes`);
      // [tables] [stored: two rooms and a little] [decoded] [spare]
      const from = BASE + CODEC_BYTES;
      const to = from + 2 * room + 4096;
      const place = { at: from, size: stored.size, mask: stored.mask, to, spare: () => to + room, bytes };
      const needed = Math.ceil((to + 2 * room) / PAGE) - memory.buffer.byteLength / PAGE;
      if (needed > 0) memory.grow(needed);
      new Uint8Array(memory.buffer).set(readAt(file, stored.address, stored.size), from);
      try {
        const rows = new Uint8Array(bytes);
        let at = 0;
        for (const run of alignedRuns(undoFilters(pipeline, place, decoders, decode), rowBytes, place, decoders)) {
          put(rows, at, new Uint8Array(memory.buffer, run.at, run.bytes), run.shuffled);
          at += run.bytes;
        }
        return rows;
      } catch (error) {
        if (error instanceof BadChunk) throw damaged(file, target, number, error.message);
        throw error;
      }
    },
  };
}

/** Copies bytes, undoing a shuffle of `width` bytes. */
function put(rows: Uint8Array, at: number, from: Uint8Array, width: number): void {
  if (width <= 1) {
    rows.set(from, at);
    return;
  }
  const count = from.length / width;
  for (let b = 0; b < width; b++) for (let i = 0; i < count; i++) rows[at + i * width + b] = from[b * count + i]!;
}

function emptyRows(bytes: number, fill: Uint8Array | undefined): Uint8Array {
  const rows = new Uint8Array(bytes);
  if (fill !== undefined) for (let at = 0; at < bytes; at += fill.length) rows.set(fill, at);
  return rows;
}

/** Columns, in native order, of some rows of a chunk. */
export function columnsOfRows({ layout }: TableTarget, rows: Uint8Array, first: number, count: number): Uint8Array[] {
  const { rowBytes } = layout;
  return layout.columns.map(({ offset, width, swap }) => {
    const column = new Uint8Array(count * width);
    for (let row = 0; row < count; row++) {
      const from = (first + row) * rowBytes + offset;
      column.set(rows.subarray(from, from + width), row * width);
    }
    if (swap > 1) reverse(column, swap);
    return column;
  });
}

function reverse(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

function damaged(file: OutputFile, { path }: TableTarget, number: number, why: string): EngineError {
  return new EngineError("CorruptData", `'${file.path}': chunk ${number} of table '${path}' is damaged: ${why}`);
}
