/**
 * Tables: datasets of compounds in a row.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import type { Schema } from "../rows/schema.js";
import { Table } from "../table.js";
import { byteOrderText } from "./columns.js";
import { type Description, descriptionOf, descriptionText } from "./description.js";
import type { Filters } from "./filters.js";
import { type Leaf, LeafHead, type LeafParts } from "./leaf.js";
import type { Attributes, ClassName } from "./node.js";
import { shapeText } from "./python-text.js";

/** A table of an HDF5 file. Nested columns are named by their path: `"info/name"`. */
export class H5Table<S extends Schema = Schema> extends Table<S> implements Leaf {
  readonly #head: LeafHead;
  readonly #parts: LeafParts;

  /** Made by a file. @param source asked for anew by each use */
  constructor(parts: LeafParts, source: () => IndexedSource) {
    super({ source, label: parts.path });
    this.#head = new LeafHead(parts);
    this.#parts = parts;
  }

  /** PyTables' name of its class. */
  get className(): ClassName {
    return this.#head.className;
  }

  /** Path from the root. */
  get path(): string {
    return this.#head.path;
  }

  /** Last part of the path. */
  get name(): string {
    return this.#head.name;
  }

  /** The attribute TITLE, empty without it. */
  get title(): string {
    return this.#head.title;
  }

  /** Attributes by name. */
  get attrs(): Attributes {
    return this.#head.attrs;
  }

  /** `[nrows]`. */
  get shape(): readonly number[] {
    return [this.nrows];
  }

  /** The filters as PyTables describes them. */
  get filters(): Filters {
    return this.#head.filters;
  }

  /** `[rows of a chunk]`; undefined where rows are not stored in chunks. */
  get chunkshape(): readonly number[] | undefined {
    return this.#head.chunkshape;
  }

  /** Who reads the rows: `"own"`, or `"h5wasm"` with the reason. */
  get reader(): string {
    return this.#head.reader;
  }

  /** The columns as PyTables describes them: types, shapes, defaults, enumerations; nested ones within. */
  get description(): Description {
    return descriptionOf(this.#parts.info.type, this.#parts.stored);
  }

  /** Byte order of the columns: `"little"`, `"big"`, `"mixed"`, or `"irrelevant"` where no column has one. */
  get byteorder(): string {
    return byteOrderText(this.#parts.info.type);
  }

  /** The same table as the file is now, for use after the file was closed. */
  detached(): H5Table<S> {
    const { source } = this;
    return new H5Table<S>(this.#parts, () => source);
  }

  /** As PyTables' `str(table)`. */
  override toString(): string {
    return this.#head.toString();
  }

  /** As PyTables' `repr(table)`. */
  repr(): string {
    const chunkshape = this.chunkshape === undefined ? "None" : shapeText(this.chunkshape);
    return [
      this.toString(),
      `  description := ${descriptionText(this.description)}`,
      `  byteorder := '${this.byteorder}'`,
      `  chunkshape := ${chunkshape}`,
      ...(this.#parts.indexes ?? []),
    ].join("\n");
  }
}
