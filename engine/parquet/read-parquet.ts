/**
 * readParquet(glob): Parquet files as a table.
 * @module
 */
import type { ColumnType, Fingerprint, RowsParts } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Expr } from "../expr/tree.js";
import { ScanTable } from "../lazy-table.js";
import { checkNames } from "../names.js";
import { filesOf } from "../native/glob.js";
import { signalOf } from "../options.js";
import { cellsOf } from "../rows/cells.js";
import { checkSchema, type Schema } from "../rows/schema.js";
import { checkFingerprint, fingerprint } from "../sources/fingerprint.js";
import { queryAll, queryColumns } from "../sql/list.js";
import { fileLiteral } from "../sql/types.js";
import { Table } from "../table.js";
import { parseWhere } from "../where.js";
import { type Bounds, type GroupBounds, groupsToSkip } from "./prune.js";
import { type ParquetFiles, parquetSource } from "./source.js";

/** Options of {@link readParquet}. */
export interface ReadParquetOptions<S extends Schema = Schema> {
  /** Types of columns to rely on; what the files have is held against it. */
  readonly schema?: S;
  /** Default the running cell's signal. */
  readonly signal?: AbortSignal;
}

/** Parquet files as one table. Conditions leave out the row groups in which no row can fulfil them. */
export class ParquetTable<S extends Schema = Schema> extends Table<S> {
  readonly #files: ParquetFiles;
  readonly #bounds: readonly GroupBounds[];

  /** Made by {@link readParquet}. */
  constructor(files: ParquetFiles, bounds: readonly GroupBounds[], label: string) {
    super({ source: parquetSource(files), label });
    this.#files = files;
    this.#bounds = bounds;
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
 * Opens Parquet files as one lazy table, in natural order of their names and row order. DuckDB decodes them; only
 * columns and row groups that are needed are read. Lists and structs are their text.
 * @param glob a path, a pattern or several
 * @throws FileMissing for no such file, CorruptData for what is no Parquet, InvalidArgument where files differ in columns
 */
export async function readParquet<const S extends Schema = Schema>(
  glob: string | readonly string[],
  options: ReadParquetOptions<S> = {},
): Promise<ParquetTable<S>> {
  checkNames(options, ["schema", "signal"], "readParquet");
  const signal = signalOf(options);
  const files = filesOf(glob).map(fingerprint);
  const list = `[${files.map(({ path }) => fileLiteral(path)).join(", ")}]`;
  const columns = await queryColumns(`SELECT * FROM read_parquet(${list})`, signal);
  const facts = await queryAll(
    `SELECT file_name, row_group_id, row_group_num_rows, path_in_schema,
       coalesce(stats_min_value, stats_min) AS low, coalesce(stats_max_value, stats_max) AS high
     FROM parquet_metadata(${list}) ORDER BY file_name, row_group_id`,
    signal,
  );
  for (const file of files) checkFingerprint(file);
  const { groups, bounds } = groupFacts(facts, files);
  const label = typeof glob === "string" ? glob : glob.join(", ");
  if (options.schema !== undefined) checkSchema(options.schema, columns, `'${label}'`);
  return new ParquetTable<S>({ files, columns, groups }, bounds, label);
}

function groupFacts(
  { columns, length }: RowsParts,
  files: readonly Fingerprint[],
): { readonly groups: readonly (readonly number[])[]; readonly bounds: readonly GroupBounds[] } {
  const [file, id, rows, name, low, high] = columns.map((column) => cellsOf(column, length));
  const byFile = new Map<string, Map<bigint, { rows: number; bounds: Map<string, Bounds> }>>();
  for (let i = 0; i < length; i++) {
    const groups = byFile.get(file![i] as string) ?? new Map();
    byFile.set(file![i] as string, groups);
    const group = groups.get(id![i] as bigint) ?? { rows: Number(rows![i]), bounds: new Map() };
    groups.set(id![i] as bigint, group);
    group.bounds.set(name![i] as string, {
      min: (low![i] as string) ?? undefined,
      max: (high![i] as string) ?? undefined,
    });
  }
  const ordered = files.map(({ path }) => {
    const groups = byFile.get(path);
    if (groups === undefined && length > 0 && byFile.size === files.length)
      throw new EngineError("CorruptData", `DuckDB found no row groups in '${path}'`);
    return [...(groups?.values() ?? [])];
  });
  return {
    groups: ordered.map((each) => each.map((group) => group.rows)),
    bounds: ordered.flat().map((group) => group.bounds),
  };
}
