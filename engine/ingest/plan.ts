/**
 * What an ingest is going to do.
 * @module
 */
import { statSync } from "node:fs";
import type { Part, PathReport, ScannableSource } from "../../contract/index.js";
import { type CsvType, kindOf } from "../csv/format.js";
import type { CsvReadOptions } from "../csv/options.js";
import { readerFor } from "../csv/read-csv.js";
import { type Sniffed, sniff } from "../csv/sniff.js";
import { csvSource } from "../csv/source.js";
import { didYouMean, EngineError, fileError } from "../errors.js";
import { missingFiles } from "./ledger.js";
import type { Existing } from "./target.js";

/** Files, how they are read, and which of them are not in the table yet. */
export interface IngestPlan {
  readonly sniffed: Sniffed;
  readonly reader: PathReport;
  readonly source: ScannableSource;
  /** Positions of the files to read. */
  readonly missing: readonly number[];
  /** Their parts. */
  readonly parts: readonly Part[];
  /** Their bytes. */
  readonly bytes: number;
}

/** Order of files. */
export type FileOrder = "natural" | "time";

/** Files by the time of their last change, the oldest first; natural order is what patterns give. */
export function inOrder(paths: readonly string[], order: FileOrder = "natural"): readonly string[] {
  if (order === "natural") return paths;
  const times = new Map(paths.map((path) => [path, timeOf(path)]));
  return [...paths].sort((a, b) => times.get(a)! - times.get(b)!);
}

function timeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch (cause) {
    throw fileError(cause, path, "cannot look at");
  }
}

/**
 * Looks at the files. They are read with the types that an existing table has; in a new one integers with nulls
 * become floats, as in pandas.
 * @throws InvalidArgument for columns that the table does not have or that the files lack; as `readCsv`
 */
export async function planIngest(
  paths: readonly string[],
  options: CsvReadOptions,
  before: Existing | undefined,
  table: string,
): Promise<IngestPlan> {
  const found = await sniff(paths, options);
  if (before !== undefined) checkColumns(found, Object.keys(before.types), table);
  const sniffed = withTypes(found, (name, type) => {
    if (Object.hasOwn(options.types ?? {}, name)) return type;
    if (before !== undefined) return before.types[name]!;
    return kindOf(type) === "integer" && found.withNulls.includes(name) ? "float64" : type;
  });
  const reader = readerFor(sniffed, options.reader ?? "auto");
  const source = csvSource(sniffed, reader.chosen === "duckdb" ? "duckdb" : "own");
  const missing = missingFiles(sniffed.files, before?.ledger ?? [], `'${table}'`);
  const parts = (await source.parts()).filter(({ file }) => missing.includes(file));
  const bytes = missing.reduce((sum, file) => sum + sniffed.files[file]!.size, 0);
  return { sniffed, reader, source, missing, parts, bytes };
}

function withTypes(sniffed: Sniffed, typeOf: (name: string, found: CsvType) => CsvType): Sniffed {
  const columns = sniffed.format.columns.map(({ name, type }) => ({ name, type: typeOf(name, type) }));
  return { ...sniffed, format: { ...sniffed.format, columns } };
}

function checkColumns({ format }: Sniffed, names: readonly string[], table: string): void {
  const given = format.columns.map(({ name }) => name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new EngineError(
      "InvalidArgument",
      `'${table}' has no column '${unknown}'${didYouMean(unknown, names)}; it has ${names.join(", ")}`,
    );
  const lacking = names.find((name) => !given.includes(name));
  if (lacking !== undefined)
    throw new EngineError(
      "InvalidArgument",
      `column '${lacking}' of '${table}' is not in the files; they have ${given.join(", ")}`,
    );
}
