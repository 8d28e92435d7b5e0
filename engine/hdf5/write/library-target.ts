/**
 * A table as the HDF5 library sees it, for whoever changes it through the library.
 * @module
 */
import { EngineError } from "../../errors.js";
import { loadLibrary } from "../../native/h5wasm.js";
import { fingerprint } from "../../sources/fingerprint.js";
import { attempt } from "../library-error.js";
import { libraryTree } from "../library-tree.js";
import type { Filter } from "../model.js";
import { splitPath, type Tree } from "../tree.js";
import { indexedTable } from "./paths.js";
import { type StoredLeaf, storedLeaves } from "./stored-leaves.js";

/** A table that the library writes. */
export interface LibraryTarget {
  readonly node: string;
  readonly leaves: readonly StoredLeaf[];
  /** Bytes of a row in the library's memory: a text of variable length is a pointer there. */
  readonly rowBytes: number;
  readonly rows: number;
  /** Rows that it can have at most. */
  readonly most: number;
  /** Whether rows can be added and taken out: chunked. */
  readonly resizable: boolean;
  readonly layout: string;
  readonly filters: readonly Filter[];
  /** Whether texts of variable length are among its columns. */
  readonly hasTexts: boolean;
  /** Whether it has PyTables' attribute NROWS. */
  readonly counted: boolean;
}

/** Looks at a table. @throws InvalidArgument for what is no table; Unavailable with PyTables' indexes, and for types that cannot be written */
export async function libraryTarget(path: string, node: string): Promise<LibraryTarget> {
  const library = await loadLibrary(path);
  const tree = libraryTree(library, path, fingerprint(path));
  try {
    return attempt(path, `'${node}'`, () => targetIn(tree, path, node));
  } finally {
    tree.close();
  }
}

function targetIn(tree: Tree, path: string, node: string): LibraryTarget {
  const entry = tree.entry(node);
  if (entry?.kind !== "dataset" || entry.info.type.kind !== "compound" || entry.info.space.shape?.length !== 1)
    throw new EngineError("InvalidArgument", `node '${node}' of '${path}' is no table; rows can be appended to tables`);
  const { type, space, layout, filters } = entry.info;
  const { parent, name } = splitPath(node);
  const group = tree.entry(parent);
  if (group?.kind === "group" && group.names.includes(`_i_${name}`)) throw indexedTable(path, node);
  const leaves = storedLeaves(type, node, true);
  const [rows] = space.shape as readonly [number];
  const limit = space.limits === undefined ? rows : space.limits[0];
  return {
    node,
    leaves,
    rowBytes: type.size,
    rows,
    most: limit ?? Number.MAX_SAFE_INTEGER,
    resizable: layout.kind === "chunked",
    layout: layout.kind,
    filters,
    hasTexts: leaves.some((leaf) => leaf.type.kind === "text"),
    counted: entry.attributes.some((attribute) => attribute.name === "NROWS"),
  };
}
