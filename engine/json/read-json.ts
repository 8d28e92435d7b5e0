/**
 * readJson(glob): JSON files as a table.
 * @module
 */
import { EngineError } from "../errors.js";
import { ScanTable } from "../lazy-table.js";
import { checkChoice, checkNames } from "../names.js";
import { filesOf } from "../native/glob.js";
import { signalOf } from "../options.js";
import { cellsOf } from "../rows/cells.js";
import { checkSchema, type Schema } from "../rows/schema.js";
import { checkFingerprint, fingerprint } from "../sources/fingerprint.js";
import { querySource } from "../sources/query.js";
import { queryAll, queryColumns } from "../sql/list.js";
import { fileLiteral, literal } from "../sql/types.js";

/** Options of {@link readJson}. */
export interface ReadJsonOptions<S extends Schema = Schema> {
  /** One object a line, one array of objects, or found out from the file, the default. */
  readonly format?: "auto" | "newline_delimited" | "array";
  /** Rows looked at for the columns' types, over all files; -1 for all. Default 20,480, as DuckDB's. */
  readonly sample?: number;
  /** Types of columns to rely on; what is found is held against it. */
  readonly schema?: S;
  /** Default the running cell's signal. */
  readonly signal?: AbortSignal;
}

/**
 * Opens JSON files as one lazy table: the objects' fields are its columns, missing fields are nulls, nested values are
 * their text. Also compressed files (`.gz`, `.zst`). DuckDB parses them, a thread for each file.
 * @param glob a path, a pattern or several; files in natural order of their names
 * @throws FileMissing, CorruptData for what is no JSON, InvalidArgument
 */
export async function readJson<const S extends Schema = Schema>(
  glob: string | readonly string[],
  options: ReadJsonOptions<S> = {},
): Promise<ScanTable<S>> {
  checkNames(options, ["format", "sample", "schema", "signal"], "readJson");
  const { format = "auto", sample = 20_480 } = options;
  checkChoice("format", format, ["auto", "newline_delimited", "array"]);
  if (!Number.isInteger(sample) || sample < -1 || sample === 0)
    throw new EngineError("InvalidArgument", `'sample' must be a number of rows, or -1 for all, got ${String(sample)}`);
  const signal = signalOf(options);
  const files = filesOf(glob).map(fingerprint);
  const kind = format === "auto" ? "" : `, format = ${literal(format)}`;
  const list = `[${files.map(({ path }) => fileLiteral(path)).join(", ")}]`;
  const all = `read_json(${list}, sample_size = ${sample}, union_by_name = true${kind})`;
  const described = await queryAll(`DESCRIBE FROM ${all}`, signal);
  const [names, types] = described.columns.map((column) => cellsOf(column, described.length) as string[]);
  const fields = names!.map((name, i) => `${literal(name)}: ${literal(types![i]!)}`).join(", ");
  const from = files.map(({ path }) => `read_json(${fileLiteral(path)}, columns = {${fields}}${kind})`);
  const columns = await queryColumns(`SELECT * FROM ${from[0]!}`, signal);
  for (const file of files) checkFingerprint(file);
  const label = typeof glob === "string" ? glob : glob.join(", ");
  if (options.schema !== undefined) checkSchema(options.schema, columns, `'${label}'`);
  return new ScanTable<S>({ source: querySource(files, columns, from), label });
}
