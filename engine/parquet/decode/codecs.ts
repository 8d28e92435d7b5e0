/**
 * Compressors by the numbers of the format.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/compression/
 * @module
 */
import { gunzipSync } from "node:zlib";
import { CODEC_BYTES } from "../../hdf5/decode/decoders.js";
import type { PageWorkshop } from "./kernels.js";
import type { Room } from "./memory.js";

/** No compressor. */
export const UNCOMPRESSED = 0;
const [SNAPPY, GZIP, ZSTD, LZ4_RAW] = [1, 2, 6, 7];

/** Decodes `n` bytes at `from` into exactly `length` bytes at `to`; false when they are damaged. */
export type Undo = (codec: number, from: number, n: number, to: number, length: number) => boolean;

/** Decoding over a workshop's memory. @param tables a room for the codecs' tables */
export function undoWith({ memory, kernels, decoders }: PageWorkshop, tables: Room): Undo {
  return (codec, from, n, to, length) => {
    // pages without values may be stored as nothing at all
    if (length === 0) return true;
    switch (codec) {
      case SNAPPY:
        return kernels.snappy(from, n, to, length) === length;
      case ZSTD:
        return decoders.zstd(from, n, to, length, tables.of(CODEC_BYTES)) === length;
      case LZ4_RAW:
        return decoders.lz4(from, n, to, length) === length;
      case GZIP:
        return gunzip(new Uint8Array(memory.buffer, from, n), new Uint8Array(memory.buffer, to, length));
      default:
        if (n !== length) return false;
        new Uint8Array(memory.buffer).copyWithin(to, from, from + n);
        return true;
    }
  };
}

function gunzip(stored: Uint8Array, to: Uint8Array): boolean {
  let found: Uint8Array;
  try {
    found = gunzipSync(stored, { maxOutputLength: to.length });
  } catch {
    return false;
  }
  to.set(found);
  return found.length === to.length;
}
