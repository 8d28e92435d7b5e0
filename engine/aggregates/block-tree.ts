/**
 * A statistic over fixed blocks of rows, merged in a fixed binary tree: however the rows are split among chunks and
 * workers, the same additions happen in the same order.
 * @module
 */
import { type Arena, BLOCK_ROWS } from "../../contract/index.js";
import type { Packed } from "./values.js";

/** What a tree holds for each block, `T`, and how it comes about. */
export interface BlockFold<T> {
  /** For a block of which no row counts. */
  readonly none: T;
  /** Of the values of a block that count, one or more: `n` float64 at byte offset `at` of the arena. */
  ofMemory(arena: Arena, at: number, n: number): T;
  /** The same of values kept aside; the same bits as {@link ofMemory}. */
  ofValues(values: Float64Array): T;
  /** Of two neighbours, the left one from earlier rows. */
  join(left: T, right: T): T;
}

/** Part of a block, seen at the ragged end of a morsel; kept until its other rows come. */
interface Piece {
  /** First row, and rows covered, selected or not. */
  readonly row: number;
  readonly covered: number;
  readonly values: Float64Array;
}

/** What has been seen so far: subtrees of the fixed tree, and pieces of unfinished blocks by block number. */
export interface BlockTree<T> {
  readonly nodes: Map<number, T>;
  readonly pieces: Map<number, Piece[]>;
}

/** Node key: level · 2^40 + position; position p on level l covers blocks p·2^l to (p+1)·2^l. */
const LEVEL = 2 ** 40;

/** A tree that has seen nothing. */
export function createTree<T>(): BlockTree<T> {
  return { nodes: new Map(), pieces: new Map() };
}

/** Takes in packed values of the rows from `first` on, which are `rows` with those that do not count. */
export function addRows<T>(
  tree: BlockTree<T>,
  fold: BlockFold<T>,
  packed: Packed,
  first: number,
  rows: number,
  arena: Arena,
): void {
  let position = 0;
  for (let row = first; row < first + rows; ) {
    const block = Math.floor(row / BLOCK_ROWS);
    const stop = Math.min((block + 1) * BLOCK_ROWS, first + rows);
    const from = position;
    if (packed.rows === undefined) position += stop - row;
    else {
      const positions = new Uint32Array(arena.buffer, packed.rows, packed.n);
      while (position < packed.n && positions[position]! < stop - first) position++;
    }
    const n = position - from;
    const at = packed.at + from * 8;
    if (stop - row === BLOCK_ROWS) addNode(tree, fold, 0, block, n === 0 ? fold.none : fold.ofMemory(arena, at, n));
    else
      addPiece(tree, fold, { row, covered: stop - row, values: new Float64Array(arena.buffer, at, n).slice() }, arena);
    row = stop;
  }
}

/** Adds all of `from`. */
export function addTree<T>(into: BlockTree<T>, from: BlockTree<T>, fold: BlockFold<T>): void {
  for (const [key, node] of from.nodes) addNode(into, fold, Math.floor(key / LEVEL), key % LEVEL, node);
  for (const pieces of from.pieces.values()) for (const piece of pieces) addPiece(into, fold, piece);
}

/** The statistic of everything seen: subtrees are joined as the fixed tree has them, missing ones count nothing. */
export function treeRoot<T>(tree: BlockTree<T>, fold: BlockFold<T>): T {
  const rest: BlockTree<T> = { nodes: new Map(tree.nodes), pieces: new Map() };
  for (const [block, pieces] of tree.pieces) addNode(rest, fold, 0, block, ofPieces(pieces, fold));
  for (let level = 0; rest.nodes.size > 1; level++) {
    const here = [...rest.nodes].filter(([key]) => Math.floor(key / LEVEL) === level);
    for (const [key, node] of here) {
      rest.nodes.delete(key);
      addNode(rest, fold, level + 1, Math.floor((key % LEVEL) / 2), node);
    }
  }
  const [root] = rest.nodes.values();
  return root ?? fold.none;
}

function addPiece<T>(tree: BlockTree<T>, fold: BlockFold<T>, piece: Piece, arena?: Arena): void {
  const block = Math.floor(piece.row / BLOCK_ROWS);
  const pieces = [...(tree.pieces.get(block) ?? []), piece];
  if (pieces.reduce((sum, { covered }) => sum + covered, 0) < BLOCK_ROWS) tree.pieces.set(block, pieces);
  else {
    tree.pieces.delete(block);
    addNode(tree, fold, 0, block, ofPieces(pieces, fold, arena));
  }
}

function addNode<T>(tree: BlockTree<T>, fold: BlockFold<T>, level: number, position: number, node: T): void {
  const odd = position % 2 === 1;
  const sibling = level * LEVEL + (odd ? position - 1 : position + 1);
  const other = tree.nodes.get(sibling);
  if (other === undefined) {
    tree.nodes.set(level * LEVEL + position, node);
    return;
  }
  tree.nodes.delete(sibling);
  addNode(tree, fold, level + 1, Math.floor(position / 2), odd ? fold.join(other, node) : fold.join(node, other));
}

/** The pieces of a block together; in memory where there is an arena, which has the kernels. */
function ofPieces<T>(pieces: readonly Piece[], fold: BlockFold<T>, arena?: Arena): T {
  const sorted = [...pieces].sort((a, b) => a.row - b.row);
  const n = sorted.reduce((sum, piece) => sum + piece.values.length, 0);
  if (n === 0) return fold.none;
  const mark = arena?.mark();
  const from = arena?.alloc(n * 8) ?? 0;
  const values = arena === undefined ? new Float64Array(n) : new Float64Array(arena.buffer, from, n);
  let at = 0;
  for (const piece of sorted) {
    values.set(piece.values, at);
    at += piece.values.length;
  }
  if (arena === undefined) return fold.ofValues(values);
  const found = fold.ofMemory(arena, from, n);
  arena.reset(mark);
  return found;
}
