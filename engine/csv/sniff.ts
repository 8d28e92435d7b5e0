/**
 * Finds out how CSV files are written.
 * @module
 */
import type { Fingerprint } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { BAD, parseField } from "./field.js";
import { type CsvColumn, type CsvFormat, kindOf } from "./format.js";
import { type Inferred, isHeader, namesOf } from "./infer.js";
import { type CsvReadOptions, typesOf } from "./options.js";
import type { CsvFile } from "./reader.js";
import type { Record } from "./records.js";
import type { Seen } from "./seen.js";
import { survey } from "./survey.js";

/** What was found. */
export interface Sniffed {
  readonly files: readonly Fingerprint[];
  readonly format: CsvFormat;
  /** Where data begins in each file. */
  readonly places: readonly (CsvFile & { readonly header: boolean })[];
  /** Columns that have nulls in the samples. */
  readonly withNulls: readonly string[];
  /** Bytes of a line, about. */
  readonly lineBytes: number;
  /** Why our own reader does not suit; undefined when it does. */
  readonly irregular: string | undefined;
}

/**
 * Looks at samples of all files: the beginning of each, and places further on.
 * @throws InvalidArgument for columns that differ between files, FileMissing, FileAccess, CorruptData
 */
export async function sniff(paths: readonly string[], options: CsvReadOptions): Promise<Sniffed> {
  const { seen, delimiter, first, records, inferred } = await survey(paths, options);
  const firstFields = first?.fields ?? options.names!;
  const header = options.header ?? (first !== undefined && hasHeader(records, inferred));
  const names = columnNames(first, header, firstFields, options);
  const given = typesOf(options, names);
  const columns = names.map((name, k): CsvColumn => ({ name, type: given[k] ?? inferred[k]!.type }));
  const nullWords = options.nullWords ?? [...new Set(inferred.flatMap((each) => each.nullWords))];
  const format: CsvFormat = {
    delimiter,
    columns,
    nullWords,
    onError: options.onError ?? "stop",
    encoding: seen[0]!.encoding,
  };
  return {
    files: seen.map(({ file }) => file),
    format,
    places: seen.map((each) => placeOf(each, format, header ? firstFields : undefined, first, options)),
    withNulls: names.filter((_, k) => inferred[k]?.nulls),
    lineBytes: lineBytesOf(seen),
    irregular: irregularity(seen, columns),
  };
}
function hasHeader(records: readonly Record[], inferred: readonly Inferred[]): boolean {
  const [first, ...others] = records.map(({ fields }) => fields);
  return isHeader(
    first!,
    inferred.map(({ type }) => type),
    others,
  );
}

function columnNames(
  first: Seen | undefined,
  header: boolean,
  fields: readonly string[],
  { names }: CsvReadOptions,
): readonly string[] {
  const width = fields.length;
  if (names !== undefined) {
    if (names.length === width || first === undefined) return names;
    throw new EngineError(
      "InvalidArgument",
      `'names' has ${names.length} names, '${first.file.path}' has ${width} columns`,
    );
  }
  return header ? namesOf(fields) : Array.from({ length: width }, (_, k) => `column${k}`);
}

/** Where a file's data begins; its own header is skipped. */
function placeOf(
  seen: Seen,
  format: CsvFormat,
  header: readonly string[] | undefined,
  first: Seen | undefined,
  options: CsvReadOptions,
): Sniffed["places"][number] {
  const { codec, fields, lead, behindFirst } = seen;
  if (fields === undefined) return { codec, start: lead.start, skipped: 0, header: false };
  if (header !== undefined && same(fields, header))
    return { codec, start: behindFirst.start, skipped: behindFirst.lines, header: true };
  const data = fields.length === format.columns.length && isData(fields, format);
  if (!data || (options.header === true && header !== undefined)) throw differs(seen, fields, format, first);
  return { codec, start: lead.start, skipped: lead.lines, header: false };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, k) => text === b[k]);
}

/** Whether a first line can be data; it is told from a header of other names by some number in it. */
function isData(fields: readonly string[], { columns, nullWords, onError }: CsvFormat): boolean {
  const bad = columns.filter(({ type }, k) => parseField(fields[k]!, type, nullWords) === BAD);
  return bad.length === 0 || (onError !== "stop" && bad.length < columns.length);
}

function differs(seen: Seen, fields: readonly string[], format: CsvFormat, first: Seen | undefined): Error {
  const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
  return new EngineError(
    "InvalidArgument",
    `columns differ between files: '${first?.file.path}' has ${list(format.columns.map(({ name }) => name))}, ` +
      `'${seen.file.path}' begins with ${list(fields)}`,
  );
}

function lineBytesOf(seen: readonly Seen[]): number {
  const characters = seen.reduce((sum, each) => sum + each.characters, 0);
  const records = seen.reduce((sum, each) => sum + each.records, 0);
  return Math.max(1, characters) / Math.max(1, records);
}

/** Why DuckDB reads the files. */
function irregularity(seen: readonly Seen[], columns: readonly CsvColumn[]): string | undefined {
  const quoted = seen.find(({ hasQuotes }) => hasQuotes);
  if (quoted !== undefined) return `quotes in '${quoted.file.path}'`;
  const returns = seen.find(({ hasReturns }) => hasReturns);
  if (returns !== undefined) return `lines that end with a carriage return in '${returns.file.path}'`;
  const time = columns.find(({ type }) => kindOf(type) === "time");
  return time === undefined ? undefined : `column '${time.name}' holds times`;
}
