/**
 * The index of a table's chunks: a B-tree of version 1 (HDF5 File Format Specification 3.0, III.A.1). Nodes that
 * changed are written to new places; the others stay.
 * @module
 */
import { EngineError } from "../../errors.js";
import { byteWriter, UNDEFINED } from "./bytes.js";
import { allocate, type OutputFile, readAt, release, writeAt } from "./output.js";

/** One stored chunk. */
export interface StoredChunk {
  /** Bytes as stored, and which filters were left out. */
  readonly size: number;
  readonly mask: number;
  readonly address: number;
}

/** A leaf of the tree: chunks in the order of their rows. */
interface Leaf {
  /** Chunk numbers: first row / rows in a chunk. */
  readonly numbers: number[];
  readonly chunks: StoredChunk[];
  /** Where it stands in the file; undefined while it has changes. */
  address: number | undefined;
}

/** A table's chunks, to be looked up, replaced, added to and committed. */
export interface ChunkIndex {
  readonly chunkRows: number;
  readonly rowBytes: number;
  /** Half the most entries of a node. */
  readonly rank: number;
  readonly leaves: Leaf[];
  /** The inner nodes as they stand in the file. */
  inner: number[];
}

const KEY = 24;
const MOST_LEVELS = 20;

/** An index without chunks. */
function emptyIndex(file: OutputFile, chunkRows: number, rowBytes: number): ChunkIndex {
  return { chunkRows, rowBytes, rank: file.ranks.chunks, leaves: [], inner: [] };
}

function nodeBytes(file: OutputFile): number {
  return 24 + (2 * file.ranks.chunks + 1) * KEY + 2 * file.ranks.chunks * 8;
}

/** Reads the index at `root`; undefined addresses have no chunks. @throws CorruptData */
export function readIndex(file: OutputFile, root: bigint, chunkRows: number, rowBytes: number): ChunkIndex {
  const index = emptyIndex(file, chunkRows, rowBytes);
  if (root === UNDEFINED) return index;
  const visit = (address: number, depth: number): void => {
    const node = readAt(file, address, nodeBytes(file));
    const count = node.readUInt16LE(6);
    const level = node[5]!;
    const sane = node.toString("latin1", 0, 4) === "TREE" && node[4] === 1;
    if (!sane || count > 2 * file.ranks.chunks || depth > MOST_LEVELS) throw damaged(file, address);
    const leaf: Leaf = { numbers: [], chunks: [], address };
    for (let i = 0; i < count; i++) {
      const at = 24 + i * (KEY + 8);
      const child = Number(node.readBigUInt64LE(at + KEY));
      if (level > 0) visit(child, depth + 1);
      else {
        const row = Number(node.readBigUInt64LE(at + 8));
        if (row % chunkRows !== 0) throw damaged(file, address);
        leaf.numbers.push(row / chunkRows);
        leaf.chunks.push({ size: node.readUInt32LE(at), mask: node.readUInt32LE(at + 4), address: child });
      }
    }
    if (level > 0) index.inner.push(address);
    else if (count > 0) index.leaves.push(leaf);
  };
  visit(Number(root), 0);
  const numbers = index.leaves.flatMap((leaf) => [leaf.numbers[0]!, leaf.numbers.at(-1)!]);
  if (numbers.some((number, i) => i > 0 && number < numbers[i - 1]!)) throw damaged(file, Number(root));
  return index;
}

/** Position of the leaf that holds, or would hold, a chunk. */
function leafOf(index: ChunkIndex, number: number): number {
  let low = 0;
  let high = index.leaves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index.leaves[middle]!.numbers.at(-1)! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stored chunk of that number, if there is one. */
export function chunkAt(index: ChunkIndex, number: number): StoredChunk | undefined {
  const leaf = index.leaves[leafOf(index, number)];
  const at = leaf?.numbers.indexOf(number) ?? -1;
  return at < 0 ? undefined : leaf!.chunks[at];
}

/** Adds a chunk, or puts it in the place of the one of that number; the index in the file stays as it is. */
export function setChunk(index: ChunkIndex, number: number, chunk: StoredChunk): void {
  const most = 2 * index.rank;
  let at = leafOf(index, number);
  if (at === index.leaves.length) {
    const last = index.leaves[at - 1];
    if (last !== undefined && last.numbers.length < most) at--;
    else index.leaves.push({ numbers: [], chunks: [], address: undefined });
  }
  const leaf = touch(index, at);
  let place = leaf.numbers.findIndex((each) => each >= number);
  if (place < 0) place = leaf.numbers.length;
  const found = leaf.numbers[place] === number;
  leaf.numbers.splice(place, found ? 1 : 0, number);
  leaf.chunks.splice(place, found ? 1 : 0, chunk);
  if (leaf.numbers.length <= most) return;
  const half = leaf.numbers.length >> 1;
  const rest: Leaf = { numbers: leaf.numbers.splice(half), chunks: leaf.chunks.splice(half), address: undefined };
  index.leaves.splice(at + 1, 0, rest);
}

/** Leaves out all chunks from a number on; returns those that go. */
export function dropChunks(index: ChunkIndex, from: number): StoredChunk[] {
  const dropped: StoredChunk[] = [];
  for (let at = index.leaves.length - 1; at >= 0; at--) {
    const place = index.leaves[at]!.numbers.findIndex((number) => number >= from);
    if (place < 0) break;
    const leaf = touch(index, at);
    leaf.numbers.splice(place);
    dropped.push(...leaf.chunks.splice(place));
    if (place === 0) index.leaves.splice(at, 1);
  }
  return dropped;
}

function touch(index: ChunkIndex, at: number): Leaf {
  const leaf = index.leaves[at]!;
  if (leaf.address !== undefined) {
    index.inner.push(leaf.address);
    leaf.address = undefined;
  }
  return leaf;
}

/** A written index that becomes the table's when the header says so. */
export interface WrittenIndex {
  /** Address of the root, undefined without chunks. */
  readonly root: number | bigint;
  /** To be called once it is the table's: gives the space of the former nodes back. */
  settle(): void;
}

/**
 * Writes the leaves that changed and the nodes above them to new places.
 */
export function writeIndex(file: OutputFile, index: ChunkIndex): WrittenIndex {
  const former = index.inner;
  const settle = (): void => {
    for (const address of former) release(file, address, nodeBytes(file));
  };
  const { leaves } = index;
  if (leaves.length === 0) {
    index.inner = [];
    return { root: UNDEFINED, settle };
  }
  const fresh = leaves.map((leaf) => leaf.address === undefined);
  leaves.forEach((leaf, i) => {
    if (fresh[i]) leaf.address = allocate(file, nodeBytes(file));
  });
  let level: Level[] = leaves.map((leaf, i) => ({
    address: leaf.address!,
    first: { size: leaf.chunks[0]!.size, mask: leaf.chunks[0]!.mask, number: leaf.numbers[0]! },
    body: fresh[i] ? leafBody(leaf) : undefined,
    count: leaf.numbers.length,
    after: leaf.numbers.at(-1)! + 1,
  }));
  index.inner = [];
  for (let depth = 0; ; depth++) {
    writeLevel(file, index, level, depth);
    if (level.length === 1) return { root: level[0]!.address, settle };
    level = parents(file, level);
    index.inner.push(...level.map(({ address }) => address));
  }
}

interface Key {
  readonly size: number;
  readonly mask: number;
  readonly number: number;
}

/** A node to be written, or one that stands. */
interface Level {
  readonly address: number;
  readonly first: Key;
  readonly count: number;
  /** Number of the chunk after its last. */
  readonly after: number;
  /** Keys and children without the last key; undefined for a node that is in the file already. */
  readonly body: readonly { readonly key: Key; readonly child: number }[] | undefined;
}

function leafBody({ numbers, chunks }: Leaf): { readonly key: Key; readonly child: number }[] {
  return chunks.map(({ size, mask, address }, i) => ({ key: { size, mask, number: numbers[i]! }, child: address }));
}

function parents(file: OutputFile, level: readonly Level[]): Level[] {
  const most = 2 * file.ranks.chunks;
  const above: Level[] = [];
  for (let at = 0; at < level.length; at += most) {
    const group = level.slice(at, at + most);
    const body = group.map(({ first, address }) => ({ key: first, child: address }));
    const address = allocate(file, nodeBytes(file));
    above.push({ address, first: group[0]!.first, count: group.length, after: group.at(-1)!.after, body });
  }
  return above;
}

function writeLevel(
  file: OutputFile,
  { chunkRows, rowBytes }: ChunkIndex,
  level: readonly Level[],
  depth: number,
): void {
  const bytes = nodeBytes(file);
  level.forEach(({ address, body, count, after }, i) => {
    if (body === undefined) return;
    const writer = byteWriter().text("TREE").u8(1, depth).u16(count);
    writer.u64(level[i - 1]?.address ?? UNDEFINED).u64(level[i + 1]?.address ?? UNDEFINED);
    for (const { key, child } of body)
      writer
        .u32(key.size)
        .u32(key.mask)
        .u64(key.number * chunkRows)
        .u64(0)
        .u64(child);
    const next = level[i + 1]?.first;
    if (next !== undefined)
      writer
        .u32(next.size)
        .u32(next.mask)
        .u64(next.number * chunkRows)
        .u64(0);
    else
      writer
        .u32(0)
        .u32(0)
        .u64(after * chunkRows)
        .u64(rowBytes);
    writeAt(file, address, writer.zeros(bytes - writer.length).done());
  });
}

function damaged(file: OutputFile, address: number): EngineError {
  return new EngineError("CorruptData", `'${file.path}': the chunk index at byte ${address} is damaged`);
}
