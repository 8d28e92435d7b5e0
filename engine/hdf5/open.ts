/**
 * openFile(path, mode), openTable(path, node).
 * @module
 */
import { closeSync, existsSync } from "node:fs";
import type { TablesMode } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { checkNames } from "../names.js";
import { openForReading } from "../open-file.js";
import { absolutePath } from "../paths.js";
import { checkSchema, type Schema } from "../rows/schema.js";
import { H5File } from "./file.js";
import { openTree } from "./open-tree.js";
import { H5Table } from "./table.js";
import type { ReaderName } from "./tree.js";
import { WritableFile } from "./writable-file.js";
import { openChanges } from "./write/file-changes.js";
import { lockFile } from "./write/lock.js";

/** Options of {@link openFile}. */
export interface OpenFileOptions {
  /**
   * Forces a reader: ours, which refuses what it does not know, or the HDF5 library (h5wasm). Without it ours reads
   * what it can, the library the rest, and `leaf.reader` says which it was and why.
   */
  readonly reader?: ReaderName;
  /** Title of a new file. */
  readonly title?: string;
  /**
   * For writing: whether a flush waits until the disk has everything, so that it also outlives a power failure; default
   * true. Without it a flush still outlives the process.
   */
  readonly durable?: boolean;
}

/**
 * Opens an HDF5 file.
 * @param path relative paths start from the notebook's folder, or the working directory in a script
 * @param mode as PyTables: `"r"` reads, the default; `"r+"` reads and writes a file that is there; `"a"` also makes a
 *   new one; `"w"` makes a new one in place of an old one
 * @throws FileMissing, FileAccess also when it is open elsewhere, CorruptData for what is no HDF5 file, TruncatedFile
 */
export async function openFile(path: string, mode?: "r", options?: OpenFileOptions): Promise<H5File>;
export async function openFile(path: string, mode: "r+" | "a" | "w", options?: OpenFileOptions): Promise<WritableFile>;
export async function openFile(path: string, mode?: TablesMode, options?: OpenFileOptions): Promise<H5File>;
export async function openFile(path: string, mode: TablesMode = "r", options: OpenFileOptions = {}): Promise<H5File> {
  checkNames(options, ["reader", "title", "durable"], "openFile");
  const absolute = absolutePath(path);
  const forced = options.reader;
  if (mode === "r") {
    const lock = await lockForReading(absolute);
    try {
      const tree = await openTree(absolute, forced);
      return new H5File({ filename: path, path: absolute, mode, tree, forced, unlock: lock });
    } catch (error) {
      lock();
      throw error;
    }
  }
  if (mode !== "r+" && mode !== "a" && mode !== "w")
    throw new EngineError("InvalidArgument", `mode must be one of 'r', 'r+', 'a', 'w', got ${JSON.stringify(mode)}`);
  const fresh = mode === "w" || (mode === "a" && !existsSync(absolute));
  const { durable = true, title = "" } = options;
  const changes = await openChanges(absolute, fresh, { durable, title });
  try {
    const tree = await openTree(absolute, forced);
    return new WritableFile({ filename: path, path: absolute, mode, tree, forced }, changes);
  } catch (error) {
    changes.close();
    throw error;
  }
}

/** HDF5's lock for readers; gives the function that lets go of it. */
async function lockForReading(path: string): Promise<() => void> {
  const fd = openForReading(path);
  try {
    await lockFile(fd, path, "shared");
    return () => closeSync(fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Opens one table of a file for reading.
 * @param schema types that its columns must have: `{ country: "int64", temp: "float64" }`; more columns may be there
 * @throws as {@link openFile} and {@link H5File.getNode}; InvalidArgument for what is no table or has other columns
 */
export async function openTable<S extends Schema = Schema>(
  path: string,
  node: string,
  schema?: S,
  options: Pick<OpenFileOptions, "reader"> = {},
): Promise<H5Table<S>> {
  const file = await openFile(path, "r", options);
  try {
    const table = await file.getNode(node);
    if (!(table instanceof H5Table))
      throw new EngineError("InvalidArgument", `'${node}' in '${path}' is no table: ${table}`);
    if (schema !== undefined) checkSchema(schema, table.schema, `table '${node}'`);
    return (table as H5Table<S>).detached();
  } finally {
    await file.close();
  }
}
