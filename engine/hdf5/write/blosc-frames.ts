/**
 * What stands around compressed bytes in blosc's formats: the chunk header of Blosc 1, and Blosc 2's contiguous frame
 * (README_CHUNK_FORMAT and README_CFRAME_FORMAT of c-blosc and c-blosc2, checked against files of PyTables 3.11.1).
 * One block a chunk, never split into streams.
 * @module
 */
import { byteWriter } from "./bytes.js";
import type { BloscCodec } from "./filters.js";

/** Codec numbers in a chunk's flags: lz4 and lz4hc have one format. */
const FORMATS: { readonly [codec in BloscCodec]: number } = { blosclz: 0, lz4: 1, lz4hc: 1, zlib: 3, zstd: 4 };
/** Codec numbers of a frame's header. */
const COMPRESSORS: { readonly [codec in BloscCodec]: number } = { blosclz: 0, lz4: 1, lz4hc: 2, zlib: 4, zstd: 5 };

/** Bytes in front of the compressed ones: header, one block start, one stream size. */
export const BLOSC1_HEAD: number = 16 + 4 + 4;
const BLOSC2_CHUNK_HEAD: number = 32;
const FRAME_HEAD: number = 97;
/** Bytes in front of the compressed ones in a frame. */
export const BLOSC2_HEAD: number = FRAME_HEAD + BLOSC2_CHUNK_HEAD + 4 + 4;

/** What the headers say. */
export interface BloscChunk {
  readonly codec: BloscCodec;
  readonly level: number;
  readonly shuffle: boolean;
  /** Bytes of a row, or 1 where it is longer than 255. */
  readonly typesize: number;
  /** Bytes of the chunk, uncompressed. */
  readonly size: number;
}

/** Blosc 1: what stands in front of `packed` compressed bytes. */
export function blosc1Head({ codec, shuffle, typesize, size }: BloscChunk, packed: number): Uint8Array {
  return byteWriter()
    .u8(2, 1, (shuffle ? 1 : 0) | 16 | (FORMATS[codec] << 5), typesize)
    .u32(size)
    .u32(size)
    .u32(BLOSC1_HEAD + packed)
    .u32(20)
    .u32(packed)
    .done();
}

/** Blosc 2: what stands in front of `packed` compressed bytes; as they are when `stored`. */
export function blosc2Head(chunk: BloscChunk, packed: number, stored: boolean): Uint8Array {
  const { codec, shuffle, typesize, size } = chunk;
  const inner = stored ? BLOSC2_CHUNK_HEAD + packed : BLOSC2_CHUNK_HEAD + 8 + packed;
  const writer = byteWriter().bytes(frameHead(chunk, inner));
  writer
    .u8(5, 1, 5 | (stored ? 2 : 0) | 16 | (FORMATS[codec] << 5), typesize)
    .u32(size)
    .u32(size)
    .u32(inner)
    .u8(0, 0, 0, 0, 0, shuffle ? 1 : 0, COMPRESSORS[codec], 0)
    .zeros(8);
  if (!stored) writer.u32(BLOSC2_CHUNK_HEAD + 4).u32(packed);
  return writer.done();
}

/** MessagePack, big-endian: the sizes, the codec, the filters; no metalayers. */
function frameHead({ codec, level, shuffle, typesize, size }: BloscChunk, inner: number): Uint8Array {
  const bytes = Buffer.alloc(FRAME_HEAD);
  bytes.set([0x9e, 0xa8]);
  bytes.write("b2frame", 2, "latin1");
  bytes[10] = 0xd2;
  bytes.writeInt32BE(FRAME_HEAD, 11);
  bytes[15] = 0xcf;
  bytes.writeBigUInt64BE(BigInt(FRAME_HEAD + inner + BLOSC2_TAIL.length), 16);
  bytes.set([0xa4, 0x12, 0, (level << 4) | COMPRESSORS[codec], 3], 24);
  bytes[29] = 0xd3;
  bytes.writeBigInt64BE(BigInt(size), 30);
  bytes[38] = 0xd3;
  bytes.writeBigInt64BE(BigInt(inner), 39);
  [typesize, size, size].forEach((value, i) => {
    bytes[47 + i * 5] = 0xd2;
    bytes.writeInt32BE(value, 48 + i * 5);
  });
  bytes.set([0xd1, 0, 1, 0xd1, 0, 1, 0xc2, 0xd8, 6], 62);
  bytes.set([0, 0, 0, 0, 0, shuffle ? 1 : 0, COMPRESSORS[codec]], 71);
  bytes.set([0x93, 0xcd, 0, 7, 0xde, 0, 0, 0xdc, 0, 0], 87);
  return bytes;
}

/** After the chunk: the offsets of all chunks (one, at 0) as a chunk of their own, and the trailer. */
export const BLOSC2_TAIL: Uint8Array = byteWriter()
  .u8(5, 1, 7, 8)
  .u32(8)
  .u32(8)
  .u32(40)
  .zeros(8)
  .u8(1)
  .zeros(7)
  .zeros(8)
  .u8(0x94, 1, 0x93, 0xcd, 0, 6, 0xde, 0, 0, 0xdc, 0, 0, 0xce, 0, 0, 0, 35, 0xd8, 0)
  .zeros(16)
  .done();

/** Room that a chunk of that many bytes takes at most, with everything around it. */
export function mostStored(chunkBytes: number): number {
  return chunkBytes + BLOSC2_HEAD + BLOSC2_TAIL.length + 64;
}
