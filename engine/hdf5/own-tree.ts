/**
 * The tree as our own reader sees it.
 * @module
 */

import type { Fingerprint } from "../../contract/index.js";
import { readChunkIndexInTurns } from "./format/chunks.js";
import { readSymbolTable } from "./format/group.js";
import type { FileImage } from "./format/image.js";
import { readAttributes, readObject } from "./format/object.js";
import { corrupt } from "./format/problem.js";
import { readSuperblock } from "./format/superblock.js";
import type { Link } from "./model.js";
import { hdf5Source, whyNotOwn } from "./source.js";
import { childPath, type Entry, splitPath, type Tree } from "./tree.js";

/** Our own tree, which knows where objects are. */
export interface OwnTree extends Tree {
  /** Address of the object header at a path. @throws CorruptData, Elsewhere */
  address(path: string): number | undefined;
}

/**
 * The tree of a file in the older format. Objects are read when asked for, links of a group once.
 * @throws CorruptData; Elsewhere when the file, and later when an object, is in another format
 */
export function ownTree(image: FileImage, fingerprint: Fingerprint, close: () => void): OwnTree {
  const { root } = readSuperblock(image);
  const groups = new Map<string, ReadonlyMap<string, Link>>();

  const linksOf = (path: string): ReadonlyMap<string, Link> | undefined => {
    const known = groups.get(path);
    if (known !== undefined) return known;
    const at = path === "/" ? root : address(path);
    if (at === undefined) return undefined;
    const { info } = readObject(image, at, `'${path}'`);
    if (info.kind !== "group") return undefined;
    const found = "links" in info ? info.links : readSymbolTable(image, info.symbols, `'${path}'`);
    const links = new Map(found.map((link) => [link.name, link]));
    groups.set(path, links);
    return links;
  };

  const linkAt = (path: string): Link | undefined => {
    const { parent, name } = splitPath(path);
    return linksOf(parent)?.get(name);
  };

  const address = (path: string): number | undefined => {
    if (path === "/") return root;
    const link = linkAt(path);
    return link?.kind === "hard" ? link.address : undefined;
  };

  return {
    address,
    entry(path) {
      if (path !== "/") {
        const link = linkAt(path);
        if (link === undefined) return undefined;
        if (link.kind === "soft") return { kind: "soft", target: link.target };
        if (link.kind === "external") return { kind: "external", file: link.file, target: link.target };
      }
      const what = `'${path}'`;
      const { info, messages } = readObject(image, address(path)!, what);
      const attributes = readAttributes(image, messages, what);
      if (info.kind === "group") return { kind: "group", attributes, names: [...linksOf(path)!.keys()] };
      if (info.kind === "datatype") return { kind: "datatype", attributes, type: info.type };
      const reason = whyNotOwn(info);
      const chosen = reason === undefined ? { reader: "own" as const } : { reader: "h5wasm" as const, reason };
      return { kind: "dataset", attributes, info, ...chosen };
    },
    async source(path) {
      const what = `'${path}'`;
      const { info } = readObject(image, address(path)!, what);
      if (info.kind !== "dataset") throw corrupt(image.path, `${what} is no dataset`);
      const { layout, space, type } = info;
      if (layout.kind !== "chunked") return hdf5Source(path, info, undefined, fingerprint);
      const shape = { shape: space.shape!, chunk: layout.chunk, elementSize: type.size };
      const index = await readChunkIndexInTurns(image, layout.address, shape, what);
      return hdf5Source(path, info, index, fingerprint);
    },
    close,
  };
}

/** Every path below a group, parents first, up to a number of objects. */
export function* walk(tree: Tree, from = "/"): Generator<{ readonly path: string; readonly entry: Entry }> {
  const entry = tree.entry(from);
  if (entry === undefined) return;
  yield { path: from, entry };
  if (entry.kind !== "group") return;
  for (const name of entry.names) yield* walk(tree, childPath(from, name));
}
