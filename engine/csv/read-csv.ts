/**
 * readCsv: CSV files as a lazy table.
 * @module
 */
import { relative } from "node:path";
import { ambient, type PathReport } from "../../contract/index.js";
import { ScanTable } from "../lazy-table.js";
import { filesOf } from "../native/glob.js";
import type { Schema } from "../rows/schema.js";
import type { CsvFormat } from "./format.js";
import { type LineParser, lineParser } from "./line.js";
import { type CsvReadOptions, checkCsvOptions } from "./options.js";
import { type Sniffed, sniff } from "./sniff.js";
import { csvSource } from "./source.js";

/** A lazy table over CSV files: nothing but samples has been read; every use is a pass over the files. */
export class CsvTable<S extends Schema = Schema> extends ScanTable<S> {
  /** The files, absolute, in the order of their rows. */
  readonly files: readonly string[];
  /** Which reader is used, and why not our own. */
  readonly reader: PathReport;
  /** How the files are written. */
  readonly format: CsvFormat;

  /** @param sniffed what was found of the files @param reader which reader is used, and why */
  constructor(sniffed: Sniffed, reader: PathReport) {
    super({ source: csvSource(sniffed, reader.chosen === "duckdb" ? "duckdb" : "own"), label: labelOf(sniffed) });
    this.files = sniffed.files.map(({ path }) => path);
    this.reader = reader;
    this.format = sniffed.format;
  }

  /** Reads single lines as this table reads them, for programs that are handed line after line. */
  lineParser(): LineParser {
    return lineParser(this.format);
  }
}

/**
 * CSV files as one table, aggregated in place. Header, delimiter, types and null words are found from samples of all
 * files and can be told; gzip files are read as they are. Patterns take files in natural order (0, 1, 2, … 10). An
 * empty field is null.
 * @param patterns a path or pattern, or several
 * @throws FileMissing, FileAccess, InvalidArgument (columns that differ between files, unknown options), CorruptData
 * @example const weather = await readCsv("data/*.csv"); await aggregate(weather, { m: mean("temp") }, { by: "year" });
 */
export async function readCsv<S extends Schema = Schema>(
  patterns: string | readonly string[],
  options: CsvReadOptions = {},
): Promise<CsvTable<S>> {
  checkCsvOptions(options, "readCsv");
  const sniffed = await sniff(filesOf(patterns), options);
  return new CsvTable<S>(sniffed, readerFor(sniffed, options.reader ?? "auto"));
}

/** Our own reader unless the files are irregular or the user wants the other. */
export function readerFor({ irregular }: Sniffed, wanted: "auto" | "own" | "duckdb"): PathReport {
  if (wanted === "own" || (wanted === "auto" && irregular === undefined)) return { path: "csv", chosen: "own" };
  return { path: "csv", chosen: "duckdb", reason: wanted === "duckdb" ? "asked for" : irregular! };
}

function labelOf({ files }: Sniffed): string {
  const short = (path: string): string => {
    const near = relative(ambient()?.directory ?? process.cwd(), path);
    return near.startsWith("..") ? path : near;
  };
  const [first] = files;
  return files.length === 1 ? short(first!.path) : `${short(first!.path)} … ${files.length} files`;
}
