/**
 * The class of a leaf.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import { H5Array } from "./array.js";
import { type Leaf, LeafHead, type LeafParts } from "./leaf.js";
import type { DatasetInfo } from "./model.js";
import { H5Table } from "./table.js";
import { H5VLArray } from "./vlarray.js";

/** Whether a dataset has elements that can be read as rows. */
export function hasRows({ space }: DatasetInfo): boolean {
  return space.shape !== undefined;
}

/** Makes a leaf. @param source its rows, asked for anew by each use */
export function makeLeaf(parts: LeafParts, source: () => IndexedSource): Leaf {
  if (!hasRows(parts.info)) return new LeafHead(parts);
  if (parts.className === "Table") return new H5Table(parts, source);
  if (parts.className === "VLArray") return new H5VLArray(parts, source);
  if (parts.className === "UnImplemented") return new LeafHead(parts);
  return new H5Array(parts, source);
}
