/**
 * A look at many CSV files, one after the other: of each only what the next steps need is kept.
 * @module
 */
import { EngineError } from "../errors.js";
import { type Breath, createBreath } from "../turns.js";
import { createTypeFinder, delimiterOf, type Inferred, type TypeFinder } from "./infer.js";
import type { CsvReadOptions } from "./options.js";
import { type Record, recordsOf } from "./records.js";
import { type Sample, sampleOf } from "./sample.js";
import { look, type Seen } from "./seen.js";

/** What all files together tell. */
export interface Survey {
  readonly seen: readonly Seen[];
  readonly delimiter: string;
  /** The first file that has records; undefined when none has. */
  readonly first: Seen | undefined;
  /** Records of that file. */
  readonly records: readonly Record[];
  /** Types of columns by position, as many as the first record has fields. */
  readonly inferred: readonly Inferred[];
}

/** Records at the beginning of files that types are found from: of all together, and of one at least and at most. */
const RECORDS = 4000;
const [LEAST_RECORDS, MOST_RECORDS] = [200, 2000];

/**
 * Samples all files.
 * @param breath taken after every file: other work of the caller's thread has its turns meanwhile
 */
export async function survey(
  paths: readonly string[],
  options: CsvReadOptions,
  breath: Breath = createBreath(),
): Promise<Survey> {
  const most = Math.min(MOST_RECORDS, Math.max(LEAST_RECORDS, Math.ceil(RECORDS / paths.length)));
  const seen: Seen[] = [];
  const types = createTypes(options);
  let records: readonly Record[] = [];
  let first: Seen | undefined;
  let { delimiter } = options;
  let isBlank = true;
  let waiting: Sample[] = [];
  const take = (cut: string): void => {
    for (const sample of waiting) {
      const found = look(sample, cut, most);
      if (first === undefined && found.records.length > 0) {
        first = found.seen;
        records = found.records;
      }
      seen.push(found.seen);
      types.add(sample, found.records, cut);
    }
    waiting = [];
  };
  for (const path of paths) {
    const sample = await sampleOf(path, options.encoding);
    if (sample.codec === "zstd")
      throw new EngineError("CorruptData", `'${path}' is a zstd file; unpack it, or pack it as gzip`);
    waiting.push(sample);
    if (sample.head.trim() !== "") {
      isBlank = false;
      delimiter ??= delimiterOf(sample.head, sample.whole);
    }
    if (delimiter !== undefined) take(delimiter);
    const pause = breath();
    if (pause !== undefined) await pause;
  }
  if (isBlank && options.names === undefined)
    throw new EngineError(
      "InvalidArgument",
      `${namesText(paths)} without any line; give 'names' to read it as no rows`,
    );
  delimiter ??= ",";
  take(delimiter);
  return { seen, delimiter, first, records, inferred: types.found(options.names?.length ?? 0) };
}

interface Types {
  add(sample: Sample, records: readonly Record[], delimiter: string): void;
  /** @param width columns where no file has a record */
  found(width: number): Inferred[];
}

/** Types by position, from all records but first ones, which may be headers, and from the places further on. */
function createTypes({ header, nullWords }: CsvReadOptions): Types {
  const finders: TypeFinder[] = [];
  const firsts: (readonly string[])[] = [];
  let hasData = false;
  const addFields = (fields: readonly string[]): void => {
    hasData = true;
    if (fields.length === finders.length) for (const [k, finder] of finders.entries()) finder.add(fields[k]!);
  };
  return {
    add(sample, records, delimiter) {
      const [first] = records;
      if (first !== undefined) {
        if (finders.length === 0) for (const _ of first.fields) finders.push(createTypeFinder(nullWords));
        firsts.push(first.fields);
        if (header === false) addFields(first.fields);
        for (const { fields } of records.slice(1)) addFields(fields);
      }
      if (sample.head.includes('"')) return;
      for (const text of sample.others) for (const { fields } of recordsOf(text, delimiter, false)) addFields(fields);
    },
    found(width) {
      // files of one line have no other to look at
      if (!hasData && header !== true) for (const fields of firsts) addFields(fields);
      while (firsts.length === 0 && finders.length < width) finders.push(createTypeFinder(nullWords));
      return finders.map((finder) => finder.found());
    },
  };
}

function namesText(paths: readonly string[]): string {
  return paths.length === 1 ? `'${paths[0]}' is a file` : `${paths.length} files`;
}
