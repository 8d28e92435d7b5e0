/**
 * Compressors by name.
 * @module
 */
import type { Decoders } from "./decoders.js";

/** Compressors that chunks are read with. */
export type CodecName = "blosclz" | "lz4" | "zlib" | "zstd";

/**
 * Decodes `n` bytes at `from` into exactly `length` bytes at `to`; false when they are damaged or give another number
 * of bytes.
 */
export type Decode = (name: CodecName, from: number, n: number, to: number, length: number) => boolean;

/** Decoding over a memory. @param tables gives a place for `CODEC_BYTES`; asked for when a codec needs it */
export function decodeWith(decoders: Decoders, tables: () => number): Decode {
  return (name, from, n, to, length) => {
    switch (name) {
      case "lz4":
        return decoders.lz4(from, n, to, length) === length;
      case "blosclz":
        return decoders.blosclz(from, n, to, length) === length;
      case "zlib":
        return decoders.inflate(from, n, to, length, tables()) === length;
      case "zstd":
        return decoders.zstd(from, n, to, length, tables()) === length;
    }
  };
}
