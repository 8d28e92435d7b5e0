/**
 * Groups of the older style: a B-tree of names, their texts in a local heap.
 * @module
 */
import type { Link } from "../model.js";
import { Cursor } from "./cursor.js";
import type { FileImage } from "./image.js";
import { corrupt, Elsewhere } from "./problem.js";

/** Levels a tree may have; 16 children a node make 16^16 names. */
const DEEPEST = 16;

/** Where the names of a group are. */
export interface SymbolTable {
  /** Address of the B-tree of names. */
  readonly tree: number;
  /** Address of the local heap of names. */
  readonly heap: number;
}

/**
 * Links of a group, in the order of the file: sorted by name, byte by byte.
 * @param what names the group, for errors
 * @throws CorruptData, Elsewhere for kinds of links that only later versions have
 */
export function readSymbolTable(image: FileImage, { tree, heap }: SymbolTable, what: string): Link[] {
  const names = readHeap(image, heap, what);
  const links: Link[] = [];
  const seen = new Set<number>();
  const visit = (address: number, level: number | undefined): void => {
    if (seen.has(address)) throw corrupt(image.path, `names of ${what} lead in a circle`);
    seen.add(address);
    if (level === -1) {
      for (const link of readSymbols(image, address, names, what)) links.push(link);
      return;
    }
    const about = `names of ${what} at byte ${address}`;
    const head = new Cursor(image.read(address, 24, about), image.path, about);
    head.signature("TREE");
    if (head.u8() !== 0) throw head.broken("not a tree of names");
    const here = head.u8();
    const count = head.u16();
    if (here !== (level ?? here) || here > DEEPEST) throw head.broken(`level ${here}`);
    const cursor = new Cursor(image.read(address + 24, 8 + count * 16, about), image.path, about);
    cursor.skip(8);
    for (let i = 0; i < count; i++) {
      visit(cursor.u64(), here - 1);
      cursor.skip(8);
    }
  };
  visit(tree, undefined);
  return links;
}

function readHeap(image: FileImage, address: number, what: string): Uint8Array {
  const about = `local heap of ${what}`;
  const cursor = new Cursor(image.read(address, 32, about), image.path, about);
  cursor.signature("HEAP");
  const version = cursor.u8();
  if (version !== 0) throw cursor.broken(`version ${version}, expected 0`);
  cursor.skip(3);
  const size = cursor.u64();
  cursor.skip(8);
  return image.read(cursor.u64(), size, about).slice();
}

function readSymbols(image: FileImage, address: number, names: Uint8Array, what: string): Link[] {
  const about = `symbols of ${what} at byte ${address}`;
  const head = new Cursor(image.read(address, 8, about), image.path, about);
  head.signature("SNOD");
  const version = head.u8();
  if (version !== 1) throw head.broken(`version ${version}, expected 1`);
  head.skip(1);
  const count = head.u16();
  const cursor = new Cursor(image.read(address + 8, count * 40, about), image.path, about);
  const text = (offset: number): string => {
    if (offset >= names.length) throw cursor.broken(`a name at byte ${offset} of a heap of ${names.length}`);
    return new Cursor(names.subarray(offset), image.path, about).zeroTerminated();
  };
  return Array.from({ length: count }, (): Link => {
    const name = text(cursor.u64());
    if (name === "" || name.includes("/")) throw cursor.broken(`a link named ${JSON.stringify(name)}`);
    const to = cursor.address();
    const cache = cursor.u32();
    cursor.skip(4);
    const scratch = new Cursor(cursor.bytes(16), image.path, about);
    if (cache === 2) return { kind: "soft", name, target: text(scratch.u32()) };
    if (cache > 2) throw new Elsewhere(`a link of kind ${cache}`);
    if (to === undefined) throw cursor.broken(`'${name}' leads nowhere`);
    return { kind: "hard", name, address: to };
  });
}
