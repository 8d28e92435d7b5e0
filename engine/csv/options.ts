/**
 * Options of reading CSV files.
 * @module
 */
import type { DTypeSpec } from "../../contract/index.js";
import { parseDType } from "../dtype.js";
import { didYouMean, EngineError } from "../errors.js";
import { checkChoice, checkNames } from "../names.js";
import { CSV_TYPES, type CsvType, type OnError } from "./format.js";

/** Options of {@link readCsv}; what is left out is found by looking at samples of all files. */
export interface CsvReadOptions {
  /** Whether the first line holds names, in the first file or in all. */
  readonly header?: boolean;
  /** One ASCII character; comma, tab, semicolon or bar are found. */
  readonly delimiter?: string;
  /** Names of all columns, instead of those in the header. */
  readonly names?: readonly string[];
  /** Types by column name; of the others the narrowest of int64, float64, bool, times and text is found. */
  readonly types?: { readonly [name: string]: CsvType | DTypeSpec };
  /** Words that mean null, as the empty field does; those of `NA`, `N/A`, `NULL`, `null`, `None` met among numbers. */
  readonly nullWords?: readonly string[];
  /** Encoding as `TextDecoder` knows it; UTF-8, and UTF-16 with a byte order mark. */
  readonly encoding?: string;
  /** What to do with rows of another number of fields and with bad values; default `"stop"`. */
  readonly onError?: OnError;
  /** Forces one of the two readers. `"auto"`: our own for plain text, DuckDB for quotes and times. */
  readonly reader?: "auto" | "own" | "duckdb";
}

const NAMES = ["header", "delimiter", "names", "types", "nullWords", "encoding", "onError", "reader"];

/** Checks what can be checked without the files. @throws InvalidArgument, UnknownDType */
export function checkCsvOptions(options: CsvReadOptions, of: string, more: readonly string[] = []): void {
  checkNames(options, [...NAMES, ...more], of);
  checkChoice("onError", options.onError, ["stop", "skip", "null"]);
  checkChoice("reader", options.reader, ["auto", "own", "duckdb"]);
  const { delimiter, names } = options;
  if (delimiter !== undefined && !/^[\t !-~]$/.test(delimiter))
    throw new EngineError(
      "InvalidArgument",
      `'delimiter' must be one ASCII character, got ${JSON.stringify(delimiter)}`,
    );
  if (delimiter !== undefined && /["\n\r]/.test(delimiter))
    throw new EngineError("InvalidArgument", `'delimiter' cannot be ${JSON.stringify(delimiter)}`);
  const twice = names?.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new EngineError("InvalidArgument", `'names' holds '${twice}' twice`);
}

/** The types that users name, by position. @throws InvalidArgument for unknown columns, UnknownDType */
export function typesOf(options: CsvReadOptions, names: readonly string[]): (CsvType | undefined)[] {
  const given = new Map(Object.entries(options.types ?? {}));
  for (const name of given.keys())
    if (!names.includes(name))
      throw new EngineError(
        "InvalidArgument",
        `'types' names '${name}', which is no column${didYouMean(name, names)}; there are ${names.map((n) => `'${n}'`).join(", ")}`,
      );
  return names.map((name) => {
    const type = given.get(name);
    return type === undefined ? undefined : csvType(name, type);
  });
}

function csvType(column: string, type: string): CsvType {
  const known = CSV_TYPES.find((each) => each === type);
  if (known !== undefined) return known;
  const { name } = parseDType(type as DTypeSpec);
  const found = CSV_TYPES.find((each) => each === name);
  if (found !== undefined) return found;
  throw new EngineError(
    "UnsupportedType",
    `column '${column}' cannot be read as ${name}; CSV columns are ${CSV_TYPES.join(", ")}`,
  );
}
