/**
 * Blosc chunks, of both generations: a header, then blocks, each of one stream or one for each byte of an element.
 * Blosc 1: https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst; Blosc 2: README_CHUNK_FORMAT.rst and
 * README_CFRAME_FORMAT.rst of c-blosc2.
 * @module
 */
import type { CodecName, Decode } from "./codecs.js";

/** Bytes in memory after a codec. */
export interface Run {
  readonly at: number;
  readonly bytes: number;
  /** Bytes of the elements that were shuffled; 0 when they lie as they are. */
  readonly shuffled: number;
}

/** Why a chunk cannot be decoded, in a few words; thrown, and told with the chunk's place by who knows it. */
export class BadChunk extends Error {}

const CODEC: readonly (CodecName | undefined)[] = ["blosclz", "lz4", undefined, "zlib", "zstd"];

/** A header's fields. */
interface Head {
  readonly flags: number;
  readonly typeSize: number;
  readonly bytes: number;
  readonly blockSize: number;
  readonly stored: number;
}

/** Reads the first 16 bytes, which both generations share. @throws BadChunk */
function readHead(view: DataView, at: number, size: number, headSize: number, expected: number): Head {
  if (size < headSize) throw new BadChunk(`${size} bytes are too few for a blosc header`);
  const head: Head = {
    flags: view.getUint8(at + 2),
    typeSize: view.getUint8(at + 3),
    bytes: view.getUint32(at + 4, true),
    blockSize: view.getUint32(at + 8, true),
    stored: view.getUint32(at + 12, true),
  };
  if (head.bytes !== expected) throw new BadChunk(`its blosc header says ${head.bytes} bytes, expected ${expected}`);
  if (head.stored > size || head.stored < headSize)
    throw new BadChunk(`its blosc header says ${head.stored} stored bytes, there are ${size}`);
  if (head.typeSize === 0) throw new BadChunk("its blosc header has elements of 0 bytes");
  return head;
}

/** Decodes a Blosc 1 chunk of `size` bytes at `at` into exactly `expected` bytes at `to`. @throws BadChunk */
export function decodeBlosc(
  buffer: ArrayBufferLike,
  at: number,
  size: number,
  to: number,
  expected: number,
  decode: Decode,
): Run[] {
  const view = new DataView(buffer);
  const head = readHead(view, at, size, 16, expected);
  if (view.getUint8(at) > 2) throw new BadChunk(`a blosc chunk of version ${view.getUint8(at)}`);
  if ((head.flags & 2) !== 0) return storedRaw(head, at, 16);
  if ((head.flags & 4) !== 0) throw new BadChunk("its bits are shuffled although the filter says bytes");
  const shuffled = (head.flags & 1) !== 0 && head.typeSize > 1 ? head.typeSize : 0;
  const mayNotSplit = (head.flags & 16) !== 0 || head.typeSize > 16;
  return decodeBlocks(view, head, at, 16, to, shuffled, mayNotSplit, false, decode);
}

/**
 * Decodes what the blosc2 filter stores: a contiguous frame of one chunk.
 * @throws BadChunk
 */
export function decodeBlosc2(
  buffer: ArrayBufferLike,
  at: number,
  size: number,
  to: number,
  expected: number,
  decode: Decode,
): Run[] {
  const view = new DataView(buffer);
  if (size < 96 || view.getUint32(at + 2) !== 0x62326672) throw new BadChunk("it is no blosc2 frame");
  const headerLength = view.getUint32(at + 11);
  const frameLength = Number(view.getBigUint64(at + 16));
  if (headerLength < 87 || headerLength > size || frameLength > size)
    throw new BadChunk(`its frame of ${frameLength} bytes with a header of ${headerLength} is in ${size}`);
  return decodeChunk2(view, at + headerLength, frameLength - headerLength, to, expected, decode);
}

function decodeChunk2(view: DataView, at: number, size: number, to: number, expected: number, decode: Decode): Run[] {
  const head = readHead(view, at, size, 32, expected);
  if (view.getUint8(at) > 5 || (head.flags & 5) !== 5) throw new BadChunk("its frame holds no blosc2 chunk");
  const special = (view.getUint8(at + 31) >> 4) & 7;
  if (special !== 0) return [{ at: to, bytes: fillSpecial(view, special, head, at, to), shuffled: 0 }];
  if ((head.flags & 2) !== 0) return storedRaw(head, at, 32);
  if ((view.getUint8(at + 31) & 1) !== 0) throw new BadChunk("it is compressed with a dictionary");
  let shuffled = 0;
  for (let slot = 16; slot < 22; slot++) {
    const filter = view.getUint8(at + slot);
    if (filter === 1 && slot === 21) shuffled = head.typeSize > 1 ? head.typeSize : 0;
    else if (filter !== 0) throw new BadChunk(`it went through blosc2's filter ${filter}`);
  }
  return decodeBlocks(view, head, at, 32, to, shuffled, (head.flags & 16) !== 0, true, decode);
}

function storedRaw(head: Head, at: number, headSize: number): Run[] {
  if (head.stored < head.bytes + headSize) throw new BadChunk(`${head.stored} bytes hold ${head.bytes} as they are`);
  return [{ at: at + headSize, bytes: head.bytes, shuffled: 0 }];
}

/** Chunks of one value: zeros, NaN, or any element repeated. */
function fillSpecial(view: DataView, special: number, head: Head, at: number, to: number): number {
  const out = new Uint8Array(view.buffer, to, head.bytes);
  const width = head.typeSize;
  if (special === 1 || special === 4) out.fill(0);
  else if (special === 3) {
    if (head.stored < 32 + width) throw new BadChunk("its repeated value is cut off");
    const element = new Uint8Array(view.buffer, at + 32, width);
    for (let i = 0; i < out.length; i++) out[i] = element[i % width]!;
  } else if (special === 2 && (width === 4 || width === 8) && out.length % width === 0) {
    const nan = new DataView(view.buffer, to, head.bytes);
    for (let i = 0; i < out.length; i += width)
      if (width === 4) nan.setFloat32(i, Number.NaN, true);
      else nan.setFloat64(i, Number.NaN, true);
  } else throw new BadChunk(`a blosc2 chunk of special kind ${special}`);
  return head.bytes;
}

function decodeBlocks(
  view: DataView,
  head: Head,
  at: number,
  headSize: number,
  to: number,
  shuffled: number,
  mayNotSplit: boolean,
  second: boolean,
  decode: Decode,
): Run[] {
  const { bytes, blockSize, typeSize, stored } = head;
  const codec = CODEC[head.flags >> 5];
  if (codec === undefined) throw new BadChunk(`it is compressed with blosc's codec ${head.flags >> 5}`);
  if (blockSize === 0 || (blockSize > bytes && bytes > 0))
    throw new BadChunk(`blocks of ${blockSize} of ${bytes} bytes`);
  const blocks = Math.ceil(bytes / blockSize);
  if (headSize + blocks * 4 > stored) throw new BadChunk(`${blocks} blocks do not fit into ${stored} bytes`);
  const runs: Run[] = [];
  for (let block = 0; block < blocks; block++) {
    const start = block * blockSize;
    const length = Math.min(blockSize, bytes - start);
    const isShort = length < blockSize;
    const split = !mayNotSplit && !isShort && (second || blockSize / typeSize >= 128) && length % typeSize === 0;
    const streams = split ? typeSize : 1;
    const streamLength = length / streams;
    let from = view.getUint32(at + headSize + block * 4, true);
    for (let stream = 0; stream < streams; stream++) {
      if (from + 4 > stored) throw new BadChunk(`block ${block} begins behind its end`);
      const packed = view.getInt32(at + from, true);
      from += 4;
      const target = to + start + stream * streamLength;
      if (second && packed <= 0) {
        from = repeated(view, at, from, stored, packed, target, streamLength);
        continue;
      }
      if (packed <= 0 || from + packed > stored) throw new BadChunk(`block ${block} has a stream of ${packed} bytes`);
      if (packed === streamLength) new Uint8Array(view.buffer).copyWithin(target, at + from, at + from + packed);
      else if (!decode(codec, at + from, packed, target, streamLength))
        throw new BadChunk(`block ${block} is no ${codec} data of ${streamLength} bytes`);
      from += packed;
    }
    runs.push({ at: to + start, bytes: length, shuffled });
  }
  return runs;
}

/** A stream of one byte repeated: zeros, or with a token the byte that the length's sign hides. */
function repeated(
  view: DataView,
  at: number,
  from: number,
  stored: number,
  packed: number,
  target: number,
  length: number,
): number {
  const out = new Uint8Array(view.buffer, target, length);
  if (packed === 0) {
    out.fill(0);
    return from;
  }
  if (packed < -255 || from + 1 > stored || (view.getUint8(at + from) & 1) === 0)
    throw new BadChunk(`a stream of ${packed} bytes`);
  out.fill(-packed);
  return from + 1;
}
