/**
 * Moments over fixed blocks of rows, merged in a fixed binary tree: however the rows are split among chunks and
 * workers, the same additions happen in the same order.
 * @module
 */
import { BLOCK_ROWS } from "../../contract/index.js";
import { blockMoments } from "../simd/plain.js";

/** Count, mean, and sums of the 2nd to 4th power of the distance to the mean. */
export type Moments = readonly [n: number, mean: number, m2: number, m3: number, m4: number];

/** Part of a block, seen at the ragged end of a morsel; kept until its other rows come. */
interface Piece {
  /** First row, and rows covered, selected or not. */
  readonly row: number;
  readonly covered: number;
  readonly values: Float64Array;
}

/** What has been seen so far: subtrees of the fixed tree, and pieces of unfinished blocks by block number. */
export interface BlockTree {
  readonly nodes: Map<number, Moments>;
  readonly pieces: Map<number, Piece[]>;
}

/** Node key: level · 2^40 + position; position p on level l covers blocks p·2^l to (p+1)·2^l. */
const LEVEL = 2 ** 40;

/** A tree that has seen nothing. */
export function createTree(): BlockTree {
  return { nodes: new Map(), pieces: new Map() };
}

/** Adds a block's moments, joining what becomes whole. */
export function addBlock(tree: BlockTree, block: number, moments: Moments): void {
  addNode(tree, 0, block, moments);
}

/** Adds a piece of a block: `covered` rows from `row` on, of which `values` count. */
export function addPiece(tree: BlockTree, row: number, covered: number, values: Float64Array): void {
  const block = Math.floor(row / BLOCK_ROWS);
  const pieces = [...(tree.pieces.get(block) ?? []), { row, covered, values }];
  if (pieces.reduce((sum, piece) => sum + piece.covered, 0) < BLOCK_ROWS) tree.pieces.set(block, pieces);
  else {
    tree.pieces.delete(block);
    addNode(tree, 0, block, momentsOfPieces(pieces));
  }
}

/** Adds all of `from`. */
export function addTree(into: BlockTree, from: BlockTree): void {
  for (const [key, moments] of from.nodes) addNode(into, Math.floor(key / LEVEL), key % LEVEL, moments);
  for (const pieces of from.pieces.values())
    for (const piece of pieces) addPiece(into, piece.row, piece.covered, piece.values);
}

/** The moments of everything seen: subtrees are joined as the fixed tree has them, missing ones count nothing. */
export function treeMoments(tree: BlockTree): Moments {
  const rest: BlockTree = { nodes: new Map(tree.nodes), pieces: new Map() };
  for (const [block, pieces] of tree.pieces) addNode(rest, 0, block, momentsOfPieces(pieces));
  for (let level = 0; rest.nodes.size > 1; level++) {
    const here = [...rest.nodes].filter(([key]) => Math.floor(key / LEVEL) === level);
    for (const [key, moments] of here) {
      rest.nodes.delete(key);
      addNode(rest, level + 1, Math.floor((key % LEVEL) / 2), moments);
    }
  }
  const [root] = rest.nodes.values();
  return root ?? [0, 0, 0, 0, 0];
}

/** Moments of two disjoint parts together: Chan et al. 1979 for m2, Pébay 2008 for m3 and m4. */
export function joinMoments(a: Moments, b: Moments): Moments {
  if (a[0] === 0) return b;
  if (b[0] === 0) return a;
  const [na, meanA, m2a, m3a, m4a] = a;
  const [nb, meanB, m2b, m3b, m4b] = b;
  const n = na + nb;
  const d = meanB - meanA;
  const dn = d / n;
  const cross = d * dn * na * nb;
  const m2 = m2a + m2b + cross;
  const m3 = m3a + m3b + cross * dn * (na - nb) + 3 * dn * (na * m2b - nb * m2a);
  const m4 =
    m4a +
    m4b +
    cross * dn * dn * (na * na - na * nb + nb * nb) +
    6 * dn * dn * (na * na * m2b + nb * nb * m2a) +
    4 * dn * (na * m3b - nb * m3a);
  return [n, meanA + dn * nb, m2, m3, m4];
}

function addNode(tree: BlockTree, level: number, position: number, moments: Moments): void {
  const odd = position % 2 === 1;
  const sibling = level * LEVEL + (odd ? position - 1 : position + 1);
  const other = tree.nodes.get(sibling);
  if (other === undefined) {
    tree.nodes.set(level * LEVEL + position, moments);
    return;
  }
  tree.nodes.delete(sibling);
  addNode(tree, level + 1, Math.floor(position / 2), odd ? joinMoments(other, moments) : joinMoments(moments, other));
}

function momentsOfPieces(pieces: readonly Piece[]): Moments {
  const sorted = [...pieces].sort((a, b) => a.row - b.row);
  const n = sorted.reduce((sum, piece) => sum + piece.values.length, 0);
  if (n === 0) return [0, 0, 0, 0, 0];
  const values = new Float64Array(n);
  let at = 0;
  for (const piece of sorted) {
    values.set(piece.values, at);
    at += piece.values.length;
  }
  return [n, ...blockMoments(values, 4)];
}
