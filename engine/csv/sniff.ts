/**
 * Finds out how CSV files are written.
 * @module
 */
import type { Fingerprint } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { BAD, parseField } from "./field.js";
import { type CsvColumn, type CsvFormat, kindOf } from "./format.js";
import { delimiterOf, type Inferred, isHeader, namesOf, typeOf } from "./infer.js";
import { type CsvReadOptions, typesOf } from "./options.js";
import type { CsvFile } from "./reader.js";
import { type Record, recordsOf } from "./records.js";
import { type Sample, sampleOf } from "./sample.js";

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

/** Records of one file. */
interface Seen {
  readonly sample: Sample;
  readonly records: readonly Record[];
  /** Blank lines before the first record. */
  readonly blank: number;
}

/** Records at the beginning of files that types are found from: of all together, and of one at least and at most. */
const RECORDS = 4000;
const [LEAST_RECORDS, MOST_RECORDS] = [200, 2000];

/**
 * Looks at samples of all files: the beginning of each, and places further on.
 * @throws InvalidArgument for columns that differ between files, FileMissing, FileAccess, CorruptData
 */
export async function sniff(paths: readonly string[], options: CsvReadOptions): Promise<Sniffed> {
  const samples: Sample[] = [];
  for (const path of paths) samples.push(await sampleOf(path, options.encoding));
  const packed = samples.find(({ codec }) => codec === "zstd");
  if (packed !== undefined)
    throw new EngineError("CorruptData", `'${packed.file.path}' is a zstd file; unpack it, or pack it as gzip`);
  const model = samples.find(({ head }) => head.trim() !== "");
  if (model === undefined && options.names === undefined)
    throw new EngineError(
      "InvalidArgument",
      `${namesText(paths)} without any line; give 'names' to read it as no rows`,
    );
  const delimiter = options.delimiter ?? delimiterOf(model?.head ?? "", model?.whole ?? true);
  const records = Math.min(MOST_RECORDS, Math.max(LEAST_RECORDS, Math.ceil(RECORDS / samples.length)));
  const seen = samples.map((sample) => recordsIn(sample, delimiter, records));
  const first = seen.find(({ records }) => records.length > 0);
  const firstFields = first?.records[0]?.fields ?? options.names!;
  const width = firstFields.length;
  const inferred = inferTypes(seen, width, delimiter, options);
  const header = options.header ?? (first !== undefined && hasHeader(first, inferred));
  const names = columnNames(first, header, firstFields, width, options);
  const given = typesOf(options, names);
  const columns = names.map((name, k): CsvColumn => ({ name, type: given[k] ?? inferred[k]!.type }));
  const nullWords = options.nullWords ?? [...new Set(inferred.flatMap((each) => each.nullWords))];
  const format: CsvFormat = {
    delimiter,
    columns,
    nullWords,
    onError: options.onError ?? "stop",
    encoding: samples[0]!.encoding,
  };
  return {
    files: samples.map(({ file }) => file),
    format,
    places: seen.map((each) => placeOf(each, format, header ? firstFields : undefined, first, options)),
    withNulls: names.filter((_, k) => inferred[k]?.nulls),
    lineBytes: lineBytesOf(seen),
    irregular: irregularity(samples, columns),
  };
}

function recordsIn(sample: Sample, delimiter: string, most: number): Seen {
  const records = recordsOf(sample.head, delimiter, sample.whole, most);
  let blank = 0;
  while (records.length > blank && isBlank(records[blank]!)) blank++;
  return { sample, records: records.slice(blank), blank };
}

function isBlank({ fields }: Record): boolean {
  return fields.length === 1 && fields[0] === "";
}

/** Types by position, from all records but first ones, which may be headers, and from the places further on. */
function inferTypes(seen: readonly Seen[], width: number, delimiter: string, options: CsvReadOptions): Inferred[] {
  const data: (readonly string[])[] = [];
  for (const { sample, records } of seen) {
    for (const { fields } of records.slice(options.header === false ? 0 : 1)) data.push(fields);
    if (sample.head.includes('"')) continue;
    for (const text of sample.others) for (const { fields } of recordsOf(text, delimiter, false)) data.push(fields);
  }
  // a file of one line has no other to look at
  const all =
    data.length > 0 || options.header === true ? data : seen.flatMap(({ records }) => records.map((r) => r.fields));
  const even = all.filter((fields) => fields.length === width);
  return Array.from({ length: width }, (_, k) =>
    typeOf(
      even.map((fields) => fields[k]!),
      options.nullWords,
    ),
  );
}

function hasHeader({ records }: Seen, inferred: readonly Inferred[]): boolean {
  const others = records.slice(1).map(({ fields }) => fields);
  return isHeader(
    records[0]!.fields,
    inferred.map(({ type }) => type),
    others,
  );
}

function columnNames(
  first: Seen | undefined,
  header: boolean,
  fields: readonly string[],
  width: number,
  { names }: CsvReadOptions,
): readonly string[] {
  if (names !== undefined) {
    if (names.length === width || first === undefined) return names;
    throw new EngineError(
      "InvalidArgument",
      `'names' has ${names.length} names, '${first.sample.file.path}' has ${width} columns`,
    );
  }
  return header ? namesOf(fields) : Array.from({ length: width }, (_, k) => `column${k}`);
}

/** Where a file's data begins; its own header is skipped. */
function placeOf(
  { sample, records, blank }: Seen,
  format: CsvFormat,
  header: readonly string[] | undefined,
  first: Seen | undefined,
  options: CsvReadOptions,
): Sniffed["places"][number] {
  const codec = sample.codec === "gzip" ? "gzip" : "none";
  const [record] = records;
  const lead = sample.head.slice(0, record === undefined ? sample.head.length : headOffset(sample.head, blank));
  const behind = (text: string): number => sample.mark + Buffer.byteLength(text);
  if (record === undefined) return { codec, start: behind(sample.head), skipped: 0, header: false };
  const own = header !== undefined && same(record.fields, header);
  if (own) {
    const text = sample.head.slice(0, record.end);
    return { codec, start: behind(text), skipped: lines(text), header: true };
  }
  const data = record.fields.length === format.columns.length && isData(record.fields, format);
  if (!data || (options.header === true && header !== undefined)) throw differs(sample, record, format, first);
  return { codec, start: behind(lead), skipped: lines(lead), header: false };
}

function headOffset(text: string, blank: number): number {
  let at = 0;
  for (let i = 0; i < blank; i++) at = text.indexOf("\n", at) + 1;
  return at;
}

function lines(text: string): number {
  return text.split("\n").length - 1;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, k) => text === b[k]);
}

/** Whether a first line can be data; it is told from a header of other names by some number in it. */
function isData(fields: readonly string[], { columns, nullWords, onError }: CsvFormat): boolean {
  const bad = columns.filter(({ type }, k) => parseField(fields[k]!, type, nullWords) === BAD);
  return bad.length === 0 || (onError !== "stop" && bad.length < columns.length);
}

function differs(sample: Sample, { fields }: Record, format: CsvFormat, first: Seen | undefined): Error {
  const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
  return new EngineError(
    "InvalidArgument",
    `columns differ between files: '${first?.sample.file.path}' has ${list(format.columns.map(({ name }) => name))}, ` +
      `'${sample.file.path}' begins with ${list(fields)}`,
  );
}

function lineBytesOf(seen: readonly Seen[]): number {
  const bytes = seen.reduce((sum, { records }) => sum + (records.at(-1)?.end ?? 0), 0);
  const count = seen.reduce((sum, { records }) => sum + records.length, 0);
  return Math.max(1, bytes) / Math.max(1, count);
}

/** Why DuckDB reads the files. */
function irregularity(samples: readonly Sample[], columns: readonly CsvColumn[]): string | undefined {
  const quoted = samples.find(({ head, others }) => [head, ...others].some((text) => text.includes('"')));
  if (quoted !== undefined) return `quotes in '${quoted.file.path}'`;
  const returns = samples.find(({ head, others }) =>
    [head, ...others].some((text) => text.includes("\r") && /\r(?!\n)./s.test(text)),
  );
  if (returns !== undefined) return `lines that end with a carriage return in '${returns.file.path}'`;
  const time = columns.find(({ type }) => kindOf(type) === "time");
  return time === undefined ? undefined : `column '${time.name}' holds times`;
}

function namesText(paths: readonly string[]): string {
  return paths.length === 1 ? `'${paths[0]}' is a file` : `${paths.length} files`;
}
