/**
 * The B-tree of a dataset's chunks, version 1.
 * @module
 */
import type { ChunkIndex } from "../model.js";
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt } from "./problem.js";

/** What the tree is read against. */
export interface ChunkedShape {
  /** Extents of the dataset in elements. */
  readonly shape: readonly number[];
  /** Extents of a chunk in elements. */
  readonly chunk: readonly number[];
  /** Bytes of one element. */
  readonly elementSize: number;
}

/** Levels a tree may have: the library splits nodes of 64, which at this depth hold more than 2^53 chunks. */
const DEEPEST = 12;

/** A stored chunk may be longer than its elements by frames, checksums and what a codec adds to noise. */
const MOST_OVERHEAD = 65_536;

/** Nodes between two turns of the caller's thread: about 2 ms. */
const TURN_NODES = 256;

/** The chunks an address leads to; none when it is undefined. `what` names the dataset. @throws CorruptData */
export function readChunkIndex(
  image: FileImage,
  address: number | undefined,
  shape: ChunkedShape,
  what: string,
): ChunkIndex {
  const reading = walk(image, address, shape, what);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/** {@link readChunkIndex} in turns, so that the caller's thread is not held by a large tree. */
export async function readChunkIndexInTurns(
  image: FileImage,
  address: number | undefined,
  shape: ChunkedShape,
  what: string,
): Promise<ChunkIndex> {
  const reading = walk(image, address, shape, what);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* walk(
  image: FileImage,
  address: number | undefined,
  { shape, chunk, elementSize }: ChunkedShape,
  what: string,
): Generator<undefined, ChunkIndex> {
  const axes = shape.map((n, axis) => Math.ceil(n / chunk[axis]!));
  const grid = axes.reduce((product, n) => product * n, 1);
  const raw = chunk.reduce((product, n) => product * n, elementSize);
  const found: { numbers: number[]; addresses: number[]; sizes: number[] } = { numbers: [], addresses: [], sizes: [] };
  const keyBytes = 8 + (shape.length + 1) * 8;
  const seen = new Set<number>();
  const stack: { address: number; level: number | undefined }[] =
    address === undefined ? [] : [{ address, level: undefined }];
  for (let nodes = 1; stack.length > 0; nodes++) {
    const at = stack.pop()!;
    const about = `chunk index of ${what} at byte ${at.address}`;
    if (seen.has(at.address)) throw corrupt(image.path, `${about} leads in a circle`);
    seen.add(at.address);
    const head = new Cursor(image.read(at.address, 24, about), image.path, about);
    head.signature("TREE");
    if (head.u8() !== 1) throw head.broken("not a tree of chunks");
    const level = head.u8();
    const count = head.u16();
    if (level > DEEPEST || (at.level !== undefined && level !== at.level)) throw head.broken(`level ${level}`);
    const cursor = new Cursor(image.read(at.address + 24, count * (keyBytes + 8), about), image.path, about);
    const children: { address: number; level: number }[] = [];
    for (let i = 0; i < count; i++) {
      const size = cursor.u32();
      const mask = cursor.u32();
      let number = 0;
      let outside = false;
      for (let axis = 0; axis < shape.length; axis++) {
        const offset = cursor.u64();
        const position = offset / chunk[axis]!;
        if (!Number.isInteger(position)) throw cursor.broken(`a chunk at element ${offset} of axis ${axis}`);
        // a dataset that was made shorter keeps no chunk outside, one that a writer died over may
        if (position >= axes[axis]!) outside = true;
        number = number * axes[axis]! + position;
      }
      cursor.skip(8);
      const child = cursor.u64();
      if (level > 0) {
        children.push({ address: child, level: level - 1 });
        continue;
      }
      if (outside) continue;
      const last = found.numbers.at(-1);
      if (last !== undefined && number <= last) throw cursor.broken(`chunk ${number} after chunk ${last}`);
      if (child + size > image.size)
        throw cursor.broken(`chunk ${number} takes ${size} bytes at byte ${child}, the file has ${image.size}`);
      if (size === 0 || size > raw + (raw >> 1) + MOST_OVERHEAD)
        throw cursor.broken(`chunk ${number} of ${raw} bytes is stored in ${size}`);
      found.numbers.push(number);
      found.addresses.push(child);
      found.sizes.push(size, mask);
    }
    for (const child of children.reverse()) stack.push(child);
    if (nodes % TURN_NODES === 0) yield;
  }
  return packIndex(found.numbers, found.addresses, found.sizes, grid);
}

/** Puts an index into shared memory. `sizes` has stored bytes and filter mask of each chunk in turn. */
export function packIndex(
  numbers: readonly number[],
  addresses: readonly number[],
  sizes: readonly number[],
  grid: number,
): ChunkIndex {
  const count = numbers.length;
  const buffer = new SharedArrayBuffer(count * 24);
  new Float64Array(buffer, 0, count).set(numbers);
  new Float64Array(buffer, count * 8, count).set(addresses);
  new Uint32Array(buffer, count * 16, count * 2).set(sizes);
  return { count, grid, buffer };
}

/** Where one chunk is. */
export interface StoredChunk {
  readonly address: number;
  /** Stored bytes. */
  readonly size: number;
  /** Bit `i` says that the `i`-th filter was left out. */
  readonly mask: number;
}

/** Finds chunks by number; undefined for those that were never written. */
export function chunkFinder({ count, grid, buffer }: ChunkIndex): (number: number) => StoredChunk | undefined {
  const numbers = new Float64Array(buffer, 0, count);
  const addresses = new Float64Array(buffer, count * 8, count);
  const sizes = new Uint32Array(buffer, count * 16, count * 2);
  const all = count === grid;
  return (number) => {
    const at = all ? number : search(numbers, number);
    if (at < 0 || at >= count) return undefined;
    return { address: addresses[at]!, size: sizes[at * 2]!, mask: sizes[at * 2 + 1]! };
  };
}

function search(numbers: Float64Array, number: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] === number) return middle;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
