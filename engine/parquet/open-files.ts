/**
 * What is known of Parquet files from their footers, and which reader reads what.
 * @module
 */
import { closeSync } from "node:fs";
import type { ColumnSchema, Fingerprint, PathReport } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import { openForReading } from "../open-file.js";
import { fingerprintOf } from "../sources/fingerprint.js";
import { queryColumns } from "../sql/list.js";
import { fileLiteral } from "../sql/types.js";
import { createBreath } from "../turns.js";
import { boundsOf } from "./bounds.js";
import { ownSchema, type TopColumn, topColumns } from "./columns.js";
import { type Footer, readFooter } from "./format/footer.js";
import type { GroupBounds } from "./prune.js";
import { type ColumnWay, type ParquetFiles, PLACE } from "./source.js";

/** Which reader the caller wants. */
export type ParquetReader = "auto" | "own" | "duckdb";

/** Opened files. */
export interface Opened {
  readonly files: ParquetFiles;
  readonly bounds: readonly GroupBounds[];
  readonly reader: PathReport;
}

/** A file and its columns. */
interface Known {
  readonly file: Fingerprint;
  readonly footer: Footer;
  readonly columns: readonly TopColumn[];
  /** Columns by their names in small letters, as DuckDB finds them; undefined where two are alike. */
  readonly byName: ReadonlyMap<string, TopColumn> | undefined;
  /** Names that the path has values for, as in `year=2020/`. */
  readonly inPath: ReadonlySet<string>;
}

/** Reads the footers. @throws FileMissing, CorruptData, InvalidArgument, Unavailable */
export async function openFiles(
  paths: readonly string[],
  wanted: ParquetReader,
  signal: AbortSignal | undefined,
): Promise<Opened> {
  const known: Known[] = [];
  const breath = createBreath();
  for (const path of paths) {
    known.push(look(path));
    await breath();
    signal?.throwIfAborted();
  }
  const columns = await schemaOf(known, signal);
  const { layouts, layoutOf, report } = waysOf(known, columns, wanted);
  const chunks = known.flatMap(({ footer, byName }) =>
    footer.groups.flatMap((group) =>
      columns.map(({ name }) => group.chunks[byName?.get(name.toLowerCase())?.leaf ?? -1]),
    ),
  );
  const places = new SharedArrayBuffer(chunks.length * PLACE * 8);
  const numbers = new Float64Array(places);
  for (const [i, chunk] of chunks.entries())
    if (chunk !== undefined) numbers.set([chunk.start, chunk.stored, chunk.codec], i * PLACE);
  return {
    files: {
      files: known.map(({ file }) => file),
      columns,
      groups: known.map(({ footer }) => footer.groups.map(({ rows }) => rows)),
      layouts,
      layoutOf,
      places,
    },
    bounds: known.flatMap(({ footer, columns: of }) => boundsOf(footer, of)),
    reader: report,
  };
}

function look(path: string): Known {
  const fd = openForReading(path);
  try {
    const file = fingerprintOf(path, fd);
    const footer = readFooter(fd, path, file.size);
    const columns = topColumns(footer);
    const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
    const inPath = new Set(Array.from(path.matchAll(/([^/\\=]+)=[^/\\]*[/\\]/g), (found) => found[1]!.toLowerCase()));
    return { file, footer, columns, byName: byName.size === columns.length ? byName : undefined, inPath };
  } finally {
    closeSync(fd);
  }
}

/** The first file's columns, as DuckDB gives them; it is asked only where one of them is its own. */
async function schemaOf(known: readonly Known[], signal: AbortSignal | undefined): Promise<readonly ColumnSchema[]> {
  const [first] = known;
  const own = first!.byName === undefined ? undefined : ownSchema(first!.columns);
  if (own !== undefined && known.every(({ inPath }) => inPath.size === 0)) return own;
  const list = known.map(({ file }) => fileLiteral(file.path)).join(", ");
  return queryColumns(`SELECT * FROM read_parquet([${list}])`, signal);
}

/** How each file's columns are read, alike files sharing one list; and what to tell of it. */
function waysOf(
  known: readonly Known[],
  columns: readonly ColumnSchema[],
  wanted: ParquetReader,
): Pick<ParquetFiles, "layouts" | "layoutOf"> & { readonly report: PathReport } {
  const layouts: (readonly ColumnWay[])[] = [];
  const numbers = new Map<string, number>();
  const reasons: string[] = [];
  let own = 0;
  const layoutOf = known.map((file) => {
    const ways = columns.map((column): ColumnWay => {
      const why = whyNotOwn(file, column, known[0]!);
      if (wanted === "duckdb") return typeof why === "object" && why.cast ? "cast" : "duckdb";
      if (why === undefined) {
        own++;
        return file.byName!.get(column.name.toLowerCase())!.layout as ColumnWay;
      }
      const { reason, cast } = why;
      const told = known.length === 1 ? reason : `${reason} in '${file.file.path}'`;
      if (wanted === "own")
        throw new EngineError(
          "Unavailable",
          `'${file.file.path}': ${reason}; leave out reader: "own" to read it through DuckDB`,
        );
      reasons.push(told);
      return cast ? "cast" : "duckdb";
    });
    const key = JSON.stringify(ways);
    const number = numbers.get(key) ?? layouts.push(ways) - 1;
    numbers.set(key, number);
    return number;
  });
  return { layouts, layoutOf, report: reportOf(own, reasons, wanted) };
}

function reportOf(own: number, reasons: readonly string[], wanted: ParquetReader): PathReport {
  if (wanted === "duckdb") return { path: "parquet", chosen: "duckdb", reason: "asked for" };
  if (reasons.length === 0) return { path: "parquet", chosen: "own" };
  const more = reasons.length === 1 ? "" : `, and ${reasons.length - 1} more`;
  return { path: "parquet", chosen: own === 0 ? "duckdb" : "own and duckdb", reason: `${reasons[0]!}${more}` };
}

/** Why DuckDB reads a column of a file; undefined when our own reader does. @throws InvalidArgument for a missing one */
function whyNotOwn(
  { file, byName, inPath }: Known,
  { name, type }: ColumnSchema,
  first: Known,
): { readonly reason: string; readonly cast: boolean } | undefined {
  const other = (reason: string): { reason: string; cast: boolean } => ({ reason, cast: false });
  if (inPath.has(name.toLowerCase())) return other(`column '${name}' is in the file's path`);
  if (byName === undefined) return other(`column '${name}' stands among names that differ in case only`);
  const found = byName.get(name.toLowerCase());
  if (found === undefined)
    throw new EngineError(
      "InvalidArgument",
      `'${file.path}' has no column '${name}', which '${first.file.path}' has${didYouMean(name, [...byName.keys()])}`,
    );
  const { layout } = found;
  if (typeof layout === "string") return other(layout);
  if (layout.type !== type) return { reason: `column '${name}' is ${layout.type}, not ${type}`, cast: true };
  return undefined;
}
