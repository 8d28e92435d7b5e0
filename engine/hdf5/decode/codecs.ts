/**
 * Compressors by name.
 * @module
 */
import { inflateSync } from "node:zlib";
import type { DecodeZstd } from "../../native/zstd.js";
import type { Decoders } from "./decoders.js";

/** Compressors that chunks are read with. */
export type CodecName = "blosclz" | "lz4" | "zlib" | "zstd";

/**
 * Decodes `n` bytes at `from` into exactly `length` bytes at `to`; false when they are damaged or give another number
 * of bytes.
 */
export type Decode = (name: CodecName, from: number, n: number, to: number, length: number) => boolean;

/** Decoding over a memory. @param zstd loaded when the file needs it */
export function decodeWith(decoders: Decoders, zstd: DecodeZstd | undefined): Decode {
  const { memory } = decoders;
  const put = (bytes: Uint8Array | undefined, to: number, length: number): boolean => {
    if (bytes?.length !== length) return false;
    new Uint8Array(memory.buffer, to, length).set(bytes);
    return true;
  };
  return (name, from, n, to, length) => {
    if (name === "lz4") return decoders.lz4(from, n, to, length) === length;
    if (name === "blosclz") return decoders.blosclz(from, n, to, length) === length;
    const source = new Uint8Array(memory.buffer, from, n);
    return put(name === "zlib" ? inflated(source, length) : unpacked(zstd, source, length), to, length);
  };
}

function inflated(bytes: Uint8Array, length: number): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { chunkSize: Math.max(64, length), maxOutputLength: Math.max(1, length) });
  } catch {
    return undefined;
  }
}

function unpacked(zstd: DecodeZstd | undefined, bytes: Uint8Array, length: number): Uint8Array | undefined {
  try {
    return zstd?.(bytes, length);
  } catch {
    return undefined;
  }
}
