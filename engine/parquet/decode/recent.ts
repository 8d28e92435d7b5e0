/**
 * Chunks whose pages were looked for; those used last are kept.
 * @module
 */
import { type ChunkPages, type ChunkPlace, chunkPages } from "./pages.js";

/** A chunk and its pages, as far as they are known. */
export interface OpenChunk {
  readonly place: ChunkPlace;
  readonly pages: ChunkPages;
}

/** Chunks of a column that are kept. */
const KEEP = 8;

/** Gives a chunk by its key; a new one is begun from its place. */
export function recentChunks(): (key: number, place: () => ChunkPlace) => OpenChunk {
  const chunks = new Map<number, OpenChunk>();
  return (key, placeOf) => {
    let chunk = chunks.get(key);
    if (chunk === undefined) {
      const place = placeOf();
      chunk = { place, pages: chunkPages(place) };
      if (chunks.size >= KEEP) chunks.delete(chunks.keys().next().value!);
      chunks.set(key, chunk);
    }
    return chunk;
  };
}
