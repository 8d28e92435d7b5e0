/**
 * Leaves: what tables and arrays have in common.
 * @module
 */
import { type Filters, filtersOf } from "./filters.js";
import type { DatasetInfo } from "./model.js";
import {
  type Attributes,
  attributesOf,
  type ClassName,
  type Node,
  type NodeParts,
  textAttribute,
  titleOf,
  titleText,
} from "./node.js";
import { shapeText } from "./python-text.js";
import type { ReaderName } from "./tree.js";

/** What a leaf is made of. */
export interface LeafParts extends NodeParts {
  readonly className: ClassName;
  readonly info: DatasetInfo;
  readonly reader: ReaderName;
  readonly reason?: string;
  /** What PyTables prints of a table's indexes. */
  readonly indexes?: readonly string[];
}

/** A leaf. */
export interface Leaf extends Node {
  /** Extents; the first one of a table is its number of rows. */
  readonly shape: readonly number[];
  readonly filters: Filters;
  /** Extents of a chunk; undefined where elements are not stored in chunks. */
  readonly chunkshape: readonly number[] | undefined;
  /** Who reads the elements: `"own"`, or `"h5wasm"` with the reason. */
  readonly reader: string;
}

/** The parts of a leaf that need nothing but its header. */
export class LeafHead implements Leaf {
  readonly className: ClassName;
  readonly path: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly #parts: LeafParts;

  /** Made by a file. */
  constructor(parts: LeafParts) {
    this.#parts = parts;
    this.className = parts.className;
    this.path = parts.path;
    this.name = parts.name;
    this.shape = parts.info.space.shape ?? [];
  }

  /** Attributes by name. */
  get attrs(): Attributes {
    return attributesOf(this.#parts.stored);
  }

  /** The attribute TITLE, empty without it. */
  get title(): string {
    return titleOf(this.attrs);
  }

  /** The filters as PyTables describes them. */
  get filters(): Filters {
    return filtersOf(this.#parts.info.filters);
  }

  /** Extents of a chunk. */
  get chunkshape(): readonly number[] | undefined {
    const { layout } = this.#parts.info;
    return layout.kind === "chunked" ? layout.chunk : undefined;
  }

  /** Who reads the elements. */
  get reader(): string {
    const { reader, reason } = this.#parts;
    return reason === undefined ? reader : `${reader}: ${reason}`;
  }

  /** PyTables' word for how it gives arrays, as it prints it. */
  get flavorText(): string {
    return textAttribute(this.#parts.stored, "FLAVOR") ?? "'numpy'";
  }

  /** As PyTables' `str(leaf)`. */
  toString(): string {
    const { complevel, complib, shuffle, bitshuffle, fletcher32 } = this.filters;
    const words = fletcher32 ? ["fletcher32"] : [];
    if (complevel > 0 && shuffle) words.push("shuffle");
    if (complevel > 0 && bitshuffle) words.push("bitshuffle");
    if (complevel > 0) words.push(`${complib}(${complevel})`);
    return `${this.path} (${this.className}${shapeText(this.shape)}${words.join(", ")}) ${titleText(this.#parts.stored)}`;
  }

  /** As PyTables' `repr(leaf)`, as far as its header says it. */
  repr(): string {
    return this.toString();
  }
}
