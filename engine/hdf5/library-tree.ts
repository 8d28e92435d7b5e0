/**
 * The tree as the HDF5 library sees it.
 * @module
 */
import type { Fingerprint } from "../../contract/index.js";
import type { Library, LibraryFile } from "../native/h5wasm-types.js";
import { attempt, closeQuietly } from "./library-error.js";
import { librarySource } from "./library-source.js";
import { attributeFrom, spaceFrom, typeFrom } from "./library-types.js";
import type { DatasetInfo, Filter, StoredAttribute } from "./model.js";
import type { Entry, Tree } from "./tree.js";

/** The tree of any HDF5 file. @throws CorruptData when the library cannot open it */
export function libraryTree(library: Library, path: string, fingerprint: Fingerprint): Tree {
  const file = attempt(path, "the file", () => library.open(path));
  return {
    entry: (at) => attempt(path, `'${at}'`, () => entryOf(file, at)),
    source: async (at) => {
      const info = attempt(path, `'${at}'`, () => infoOf(file, at));
      return librarySource(at, info, fingerprint);
    },
    close: () => closeQuietly(file),
  };
}

function entryOf(file: LibraryFile, path: string): Entry | undefined {
  const found = file.kind(path);
  if (found === undefined) return undefined;
  if (found.kind === "soft" || found.kind === "external") return found;
  const attributes = attributesOf(file, path);
  if (found.kind === "group") return { kind: "group", attributes, names: file.names(path) };
  if (found.kind === "datatype") return { kind: "datatype", attributes, type: typeFrom(file.datatype(path)) };
  return { kind: "dataset", attributes, info: infoOf(file, path), reader: "h5wasm" };
}

function infoOf(file: LibraryFile, path: string): DatasetInfo {
  const found = file.dataset(path);
  const type = typeFrom(found);
  const space = spaceFrom(found);
  const bytes = (space.shape ?? []).reduce((product, n) => product * n, type.size);
  const filters = file.filters(path).map(
    ({ id, name, cd_values }): Filter => ({
      id,
      name,
      optional: true,
      values: cd_values,
    }),
  );
  const layout =
    found.chunks === null
      ? ({ kind: "contiguous", address: undefined, size: bytes } as const)
      : ({ kind: "chunked", address: undefined, chunk: found.chunks } as const);
  return { kind: "dataset", type, space, layout, filters, fill: undefined };
}

function attributesOf(file: LibraryFile, path: string): StoredAttribute[] {
  return file.attributeNames(path).map((name) => {
    const found = file.attribute(path, name);
    const elements = found.shape === null ? 0 : found.shape.reduce((product, n) => product * n, 1);
    if (elements === 0) {
      const type = typeFrom(found);
      return { name, type, space: spaceFrom(found), data: new Uint8Array(0) };
    }
    return file.readAttribute(path, name, elements * found.size, (memory) => attributeFrom(name, found, memory));
  });
}
