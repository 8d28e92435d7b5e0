/**
 * Stores: frames by key in one HDF5 file, as pandas' HDFStore.
 * @module
 */
import type { RowsParts, TablesMode } from "../../../contract/index.js";
import { didYouMean, EngineError } from "../../errors.js";
import type { Expr } from "../../expr/tree.js";
import { holdReply } from "../../hold-reply.js";
import { checkNames } from "../../names.js";
import { signalOf } from "../../options.js";
import { rowsBuilder } from "../../rows/builder.js";
import { Rows } from "../../rows/rows.js";
import { sliceIndices } from "../../slice.js";
import { rowsSource } from "../../sources/rows.js";
import { Table } from "../../table.js";
import { H5Array } from "../array.js";
import type { H5File } from "../file.js";
import { Group } from "../group.js";
import { openFile } from "../open.js";
import { normalized } from "../resolve.js";
import { eachRows, type RowsInput } from "../rows-input.js";
import { H5Table } from "../table.js";
import { WritableFile } from "../writable-file.js";
import type { WritableTable } from "../writable-table.js";
import { createFrame, type FrameOptions } from "./create.js";
import { readFixed } from "./fixed.js";
import { frameRows } from "./frame.js";
import { type FrameLayout, frameLayout, PANDAS_FIXED, PANDAS_TABLES } from "./layout.js";

/** What {@link Store.select} reads. */
export interface SelectOptions {
  /** A condition on any columns, `index` among them: `"(temp > 2.5) & (index < 1000)"`. */
  readonly where?: string | Expr;
  /** Rows of the frame, with Python's meaning of negative and missing bounds; counted before the condition. */
  readonly start?: number;
  readonly stop?: number;
  /** Columns, in this order; default all, the index first. */
  readonly columns?: readonly string[];
}

/** Rows read at once from a frame that is read in pieces. */
const PIECE_ROWS = 1 << 18;

/** Frames by key. A column `index` of the rows is the index; without one it counts on. */
export class Store {
  readonly #file: H5File;

  /** Made by {@link openStore}. */
  constructor(file: H5File) {
    this.#file = file;
  }

  /** Absolute path. */
  get path(): string {
    return this.#file.path;
  }

  /** Keys of all frames and tables: `"/weather"`, `"/group/sub"`. */
  async keys(): Promise<string[]> {
    const found: string[] = [];
    const visit = async (path: string): Promise<void> => {
      for (const node of await this.#file.listNodes(path)) {
        const pandas = String(node.attrs["pandas_type"] ?? "");
        if (node instanceof Group && !PANDAS_TABLES.includes(pandas) && !PANDAS_FIXED.includes(pandas))
          await visit(node.path);
        else if (node instanceof Group || node instanceof H5Table) found.push(node.path);
      }
    };
    await visit("/");
    return found;
  }

  /** A whole frame in memory. */
  get(key: string): Promise<Rows> {
    return this.select(key);
  }

  /**
   * Rows of a frame in memory, or with `chunks` one after the other: an iteration of so many rows each.
   * @throws InvalidArgument for unknown keys and columns, ExpressionSyntax
   */
  select(key: string, options?: SelectOptions): Promise<Rows>;
  select(key: string, options: SelectOptions & { readonly chunks: number }): AsyncIterable<Rows>;
  select(key: string, options: SelectOptions & { readonly chunks?: number } = {}): Promise<Rows> | AsyncIterable<Rows> {
    checkNames(options, ["where", "start", "stop", "columns", "chunks"], "select");
    const { chunks } = options;
    if (chunks === undefined) return this.#whole(key, options);
    if (!Number.isSafeInteger(chunks) || chunks < 1)
      throw new EngineError("InvalidArgument", `'chunks' must be a number of rows, 1 or more, got ${String(chunks)}`);
    return this.#pieces(key, options, chunks);
  }

  /**
   * Stores a frame under a key, in place of what was there. pandas reads it and appends to it.
   * @param rows objects, columns by name, rows of a query, an Arrow table, or a table
   */
  async put(key: string, rows: RowsInput, options: FrameOptions = {}): Promise<void> {
    const file = this.#writable();
    const path = normalized(key);
    if (await this.#has(path)) await file.removeNode(path, undefined, { recursive: true });
    await this.append(path, rows, options);
  }

  /**
   * Appends rows to a frame, which is made when there is none: all of them, or on an error none.
   * @throws InvalidArgument for other columns than the frame has, and values that do not fit
   */
  async append(key: string, rows: RowsInput, options: FrameOptions = {}): Promise<void> {
    checkNames(options, ["filters", "expectedRows", "minItemsize"], "append");
    const file = this.#writable();
    const path = normalized(key);
    let table = (await this.#has(path)) ? await appendable(file, path) : undefined;
    try {
      await eachRows(rows, file.path, async (piece) => {
        const frame = withIndex(piece, table === undefined ? 0 : table.nrows + table.pendingRows);
        table ??= await createFrame(file, path, frame, options);
        await table.append(frame);
      });
      await table?.flush();
    } catch (error) {
      await table?.discard();
      throw error;
    }
  }

  /**
   * Removes a frame, or some of its rows.
   * @param options rows `[start:stop]`; without them the whole frame
   */
  async remove(key: string, options: { readonly start?: number; readonly stop?: number } = {}): Promise<void> {
    checkNames(options, ["start", "stop"], "remove");
    const file = this.#writable();
    const path = normalized(key);
    await this.#frame(path);
    if (options.start === undefined && options.stop === undefined)
      return file.removeNode(path, undefined, { recursive: true });
    const table = await file.getNode(`${path}/table`, undefined, "Table");
    const rows = sliceIndices(table.nrows, options.start, options.stop, 1);
    await table.removeRows(rows.start, rows.start + rows.length);
  }

  /** Closes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }

  #writable(): WritableFile {
    if (this.#file instanceof WritableFile) return this.#file;
    throw new EngineError("ReadOnly", `'${this.path}' is open for reading; open it with openStore(path, "a")`);
  }

  async #has(path: string): Promise<boolean> {
    const parent = path.slice(0, path.lastIndexOf("/")) || "/";
    if (parent !== "/" && !(await this.#has(parent))) return false;
    return (await this.#file.listNodes(parent)).some((node) => node.path === path);
  }

  /** A frame's node. @throws InvalidArgument with the nearest key */
  async #frame(path: string): Promise<Group | H5Table | H5Array> {
    const node = (await this.#has(path)) ? await this.#file.getNode(path) : undefined;
    if (node instanceof Group || node instanceof H5Table || node instanceof H5Array) return node;
    const keys = await this.keys();
    throw new EngineError("InvalidArgument", `no object named '${path}' in the store${didYouMean(path, keys)}`);
  }

  async #whole(key: string, options: SelectOptions): Promise<Rows> {
    const parts: Rows[] = [];
    for await (const piece of this.#pieces(key, options, PIECE_ROWS)) parts.push(piece);
    if (parts.length === 1) return parts[0]!;
    return joined(parts);
  }

  async *#pieces(key: string, options: SelectOptions, chunk: number): AsyncGenerator<Rows> {
    const path = normalized(key);
    const node = await this.#frame(path);
    const pandas = String(node.attrs["pandas_type"] ?? "");
    const { start, stop } = options;
    if (PANDAS_FIXED.includes(pandas)) {
      const frame = new Rows(await readFixed(this.#file, path, node.attrs, start, stop));
      for (let at = 0; at < Math.max(frame.length, 1); at += chunk) yield chosen(frame.slice(at, at + chunk), options);
      return;
    }
    const table = node instanceof H5Table ? node : await this.#file.getNode(`${path}/table`, undefined, "Table");
    const layout = PANDAS_TABLES.includes(pandas)
      ? frameLayout(path, node.attrs, table.attrs, table.schema)
      : undefined;
    const categories = layout === undefined ? new Map<string, string[]>() : await this.#categories(path, layout);
    const rows = sliceIndices(table.nrows, start, stop, 1);
    const end = rows.start + rows.length;
    for (let at = rows.start; at < end || at === rows.start; at += chunk) {
      const read = await table.read({ start: at, stop: Math.min(at + chunk, end) });
      yield chosen(layout === undefined ? read : new Rows(frameRows(layout, read, categories)), options);
    }
  }

  /** Texts of categories, which pandas keeps in frames of their own. */
  async #categories(path: string, { columns }: FrameLayout): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const { stored, category } of columns) {
      if (!category) continue;
      const values = await this.#whole(`${path}/meta/${stored}/meta`, { columns: ["values"] });
      found.set(
        stored,
        Array.from(values.toRows(), (row) => String(row["values"])),
      );
    }
    return found;
  }
}

/** The table of a frame whose columns each stand by themselves. @throws Unavailable for blocks and categories */
async function appendable(file: WritableFile, path: string): Promise<WritableTable> {
  const { attrs } = await file.getNode(path);
  const table = await file.getNode(`${path}/table`, undefined, "Table");
  if (
    frameLayout(path, attrs, table.attrs, table.schema).columns.some(
      ({ place, category }) => place !== undefined || category,
    )
  )
    throw new EngineError(
      "Unavailable",
      `frame '${path}' holds blocks of columns or categories, which only pandas appends to; write it with data_columns=True, or put it here`,
    );
  return table;
}

/** The rows that a condition holds for, and the columns asked for. */
async function chosen(rows: Rows, { where, columns }: SelectOptions): Promise<Rows> {
  const kept = where === undefined ? rows : await new Table({ source: rowsSource(rows) }).where(where).rows();
  return columns === undefined ? kept : kept.select(columns);
}

/** Pieces of one frame behind each other. */
function joined(parts: readonly Rows[]): Rows {
  const builder = rowsBuilder(
    parts[0]!.columns,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  for (const { columns, length } of parts) builder.append(columns, length);
  return new Rows(builder.finish());
}

/** Rows with an index: the column of that name, or numbers from `first` on. */
function withIndex(rows: RowsParts, first: number): RowsParts {
  if (rows.columns.some(({ name }) => name === "index")) return rows;
  const values = BigInt64Array.from({ length: rows.length }, (_, i) => BigInt(first + i));
  return { length: rows.length, columns: [{ name: "index", type: "int64", shape: [], values }, ...rows.columns] };
}

/** Opens a store. @param mode as of `openFile`; default `"a"`, as pandas */
export async function openStore(path: string, mode: TablesMode = "a"): Promise<Store> {
  return new Store(await openFile(path, mode));
}

/** Rows of one frame of a store, as pandas' `read_hdf`; the only one without a key. */
export async function readHdf(path: string, key?: string, options: SelectOptions = {}): Promise<Rows> {
  const store = await openStore(path, "r");
  try {
    const keys = key === undefined ? await store.keys() : [key];
    if (keys.length !== 1)
      throw new EngineError(
        "InvalidArgument",
        `a key must be given: '${path}' has ${keys.length === 0 ? "no frames" : keys.join(", ")}`,
      );
    return await store.select(keys[0]!, options);
  } finally {
    await store.close();
  }
}

/** Writes one frame into a file, as pandas' `to_hdf`. @param options `mode`: `"a"` unless told, `"w"` for a new file */
export async function toHdf(
  path: string,
  key: string,
  rows: RowsInput,
  options: FrameOptions & { readonly mode?: "a" | "w" | "r+"; readonly append?: boolean } = {},
): Promise<void> {
  const { mode = "a", append = false, ...rest } = options;
  const write = async (): Promise<void> => {
    const store = await openStore(path, mode);
    try {
      await (append ? store.append(key, rows, rest) : store.put(key, rows, rest));
    } finally {
      await store.close();
    }
  };
  return holdReply(write(), signalOf({}));
}
