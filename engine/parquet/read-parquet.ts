/**
 * readParquet(glob): Parquet files as a table.
 * @module
 */
import type { ColumnType, PathReport } from "../../contract/index.js";
import type { Expr } from "../expr/tree.js";
import { ScanTable } from "../lazy-table.js";
import { checkChoice, checkNames } from "../names.js";
import { filesOf } from "../native/glob.js";
import { signalOf } from "../options.js";
import { checkSchema, type Schema } from "../rows/schema.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { Table } from "../table.js";
import { parseWhere } from "../where.js";
import { type Opened, openFiles, type ParquetReader } from "./open-files.js";
import { type GroupBounds, groupsToSkip } from "./prune.js";
import { type ParquetFiles, parquetSource } from "./source.js";

/** Options of {@link readParquet}. */
export interface ReadParquetOptions<S extends Schema = Schema> {
  /** Types of columns to rely on; what the files have is held against it. */
  readonly schema?: S;
  /**
   * Forces one of the two readers. `"auto"`: our own for flat columns of numbers, truths, times and text in the common
   * encodings, DuckDB for the other columns.
   */
  readonly reader?: ParquetReader;
  /** Default the running cell's signal. */
  readonly signal?: AbortSignal;
}

/** Parquet files as one table. Conditions leave out the row groups in which no row can fulfil them. */
export class ParquetTable<S extends Schema = Schema> extends Table<S> {
  readonly #files: ParquetFiles;
  readonly #bounds: readonly GroupBounds[];
  /** Which reader is used, `"own"`, `"duckdb"` or both, and why not our own alone. */
  readonly reader: PathReport;

  /** Made by {@link readParquet}. */
  constructor({ files, bounds, reader }: Opened, label: string) {
    super({ source: parquetSource(files), label });
    this.#files = files;
    this.#bounds = bounds;
    this.reader = reader;
  }

  /**
   * The rows for which a condition is true; row groups that cannot hold one are not read.
   * @throws ExpressionSyntax, InvalidArgument for unknown columns, UnsupportedType
   */
  override where(condition: string | Expr): ScanTable<S> {
    const where = parseWhere(condition, this.source.columns, undefined);
    const types = new Map<string, ColumnType>(this.schema.map(({ name, type }) => [name, type]));
    const skip = "expression" in where ? groupsToSkip(where.expression, this.#bounds, types) : [];
    return new ScanTable<S>({ ...this.parts, source: parquetSource(this.#files, skip), where });
  }
}

/**
 * Opens Parquet files as one lazy table, in natural order of their names and row order. Only columns and row groups that
 * are needed are read. Flat columns of common types are decoded by the workers, every other column by DuckDB; `reader`
 * says which. Lists and structs are their text.
 * @param glob a path, a pattern or several
 * @throws FileMissing for no such file, CorruptData for what is no Parquet, InvalidArgument where files differ in columns,
 * Unavailable for encrypted files, and with `reader: "own"` for columns that it does not read
 */
export async function readParquet<const S extends Schema = Schema>(
  glob: string | readonly string[],
  options: ReadParquetOptions<S> = {},
): Promise<ParquetTable<S>> {
  checkNames(options, ["schema", "reader", "signal"], "readParquet");
  checkChoice("reader", options.reader, ["auto", "own", "duckdb"]);
  const opened = await openFiles(filesOf(glob), options.reader ?? "auto", signalOf(options));
  for (const file of opened.files.files) checkFingerprint(file);
  const label = typeof glob === "string" ? glob : glob.join(", ");
  if (options.schema !== undefined) checkSchema(options.schema, opened.files.columns, `'${label}'`);
  return new ParquetTable<S>(opened, label);
}
