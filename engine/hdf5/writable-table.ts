/**
 * Tables of a file that is open for writing.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import type { Schema } from "../rows/schema.js";
import { LeafHead, type LeafParts } from "./leaf.js";
import { type Attributes, attributesOf } from "./node.js";
import { type AnyTable, eachRows, isTable, type RowsInput, rowsOf } from "./rows-input.js";
import { H5Table } from "./table.js";
import type { AttributeInput } from "./write/attributes.js";
import type { TableWriter, WriteReport } from "./write/table-writer.js";

/** How a table reaches the file it is in. */
export interface TableAccess {
  /** Its writer, opened on first use. */
  writer(): Promise<TableWriter>;
  /** Its writer, if there is one. */
  readonly opened: TableWriter | undefined;
  /** To be called when something was made part of the file. */
  changed(): Promise<void>;
}

/**
 * A table that can be written to. What was appended is there to be read, and `nrows` counts it, after {@link flush} or
 * the file's `close`: all at once, and whatever happens to the process after that.
 */
export class WritableTable<S extends Schema = Schema> extends H5Table<S> {
  readonly #access: TableAccess;
  readonly #leaf: LeafParts;

  /** Made by a file. */
  constructor(parts: LeafParts, source: () => IndexedSource, access: TableAccess) {
    super(parts, source);
    this.#access = access;
    this.#leaf = parts;
  }

  /** Rows that wait for a flush. */
  get pendingRows(): number {
    const { opened } = this.#access;
    return opened === undefined ? 0 : opened.nrows - opened.flushedRows;
  }

  /** What was written since the file was opened: rows, chunks, chunks that could not be shrunk, bytes. */
  get report(): WriteReport {
    const none = { rows: 0, chunks: 0, rawChunks: 0, bytes: 0, storedBytes: 0 };
    return this.#access.opened?.report ?? none;
  }

  /** Attributes as they are now. */
  override get attrs(): Attributes {
    return attributesOf(this.#now().stored);
  }

  /**
   * Appends rows: all of what is given or, on an error, none of it.
   * @param rows objects with a value for every column, columns by name (`{ k: Int32Array.of(1, 2), name: ["a", "b"] }`),
   *   rows of a query, an Arrow table, or another table, which is streamed
   * @throws InvalidArgument for missing and unknown columns, other types, numbers and texts that do not fit, nulls;
   *   FileAccess when the disk is full
   */
  async append(rows: RowsInput): Promise<void> {
    const writer = await this.#access.writer();
    const append = (): Promise<void> => eachRows(rows, this.#leaf.file.path, (piece) => writer.append(piece));
    if (!isTable(rows)) return append();
    // a table comes in pieces: when one fails, those before it go too
    await this.flush();
    await append().catch(async (error: unknown) => {
      await writer.discard();
      throw error;
    });
  }

  /** Makes everything so far part of the file. */
  async flush(): Promise<void> {
    if (this.#access.opened === undefined) return;
    await this.#access.opened.flush();
    await this.#access.changed();
  }

  /** Forgets what was appended since the last flush. */
  async discard(): Promise<void> {
    await this.#access.opened?.discard();
  }

  /**
   * Puts other values into rows from `start` on, and flushes.
   * @param rows as of {@link append}; columns that are not given stay as they are
   * @throws InvalidArgument, OutOfBounds beyond the last row
   */
  async modify(start: number, rows: Exclude<RowsInput, AnyTable>): Promise<void> {
    const writer = await this.#access.writer();
    await writer.modify(start, rowsOf(rows));
    await this.#access.changed();
  }

  /** Takes rows out, and flushes: `start <= row < stop`, to the end without `stop`. @throws OutOfBounds */
  async removeRows(start: number, stop?: number): Promise<void> {
    const writer = await this.#access.writer();
    await writer.removeRows(start, stop ?? writer.nrows);
    await this.#access.changed();
  }

  /** Sets an attribute, or removes it with undefined, and flushes. @throws InvalidArgument for values that are too large */
  async setAttr(name: string, value: AttributeInput | undefined): Promise<void> {
    const writer = await this.#access.writer();
    writer.setAttribute(name, value);
    await this.flush();
  }

  /** As PyTables' `str(table)`, with the rows of now. */
  override toString(): string {
    return new LeafHead(this.#now()).toString();
  }

  #now(): LeafParts {
    const entry = this.#leaf.file.tree().entry(this.path);
    return entry?.kind === "dataset" ? { ...this.#leaf, stored: entry.attributes, info: entry.info } : this.#leaf;
  }
}
