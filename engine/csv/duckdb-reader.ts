/**
 * The `"csv"` source read by DuckDB: quotes, times and whatever else our own reader does not know. A part is a file.
 * @module
 */
import type {
  Part,
  ReadCounters,
  RowProblem,
  RowsColumn,
  RowsParts,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { EngineError, isEngineError } from "../errors.js";
import { type DuckDB, type DuckDBRows, openDuckDB } from "../native/duckdb.js";
import { KEPT_PROBLEMS } from "../problems.js";
import { rowsBuilder } from "../rows/builder.js";
import { putColumn } from "../rows/put.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { type BadField, settleFields } from "./doubts.js";
import { streamFeed } from "./feed.js";
import { schemaOf } from "./format.js";
import { wrongFields, wrongValue } from "./line.js";
import { type Located, locate } from "./locate.js";
import { csvQuery } from "./query.js";
import type { CsvSourceOptions } from "./reader.js";
import { type Utf8File, utf8File } from "./utf8-file.js";

/** Bytes that DuckDB may take in one thread. */
const MEMORY = 256 << 20;

/** A file that is being read. */
interface Reading {
  readonly part: Part;
  readonly text: Utf8File;
  readonly rows: DuckDBRows;
  /** Records given by DuckDB so far, and rows given by us. */
  records: number;
  given: number;
  /** The next rows, read ahead to know whether there are more. */
  ahead: RowsParts | undefined;
}

/** Opens a `"csv"` descriptor that DuckDB reads. */
export function openCsvByDuckDB(descriptor: SourceDescriptor): SourceReader {
  const { format, files } = descriptor.options as CsvSourceOptions;
  const counters: ReadCounters = { bytes: 0, reads: 0, decodes: 0 };
  const first: RowProblem[] = [];
  let count = 0;
  let database: DuckDB | undefined;
  let reading: Reading | undefined;

  function release(): void {
    reading?.text.remove();
    reading = undefined;
  }

  async function start(part: Part, columns: readonly number[]): Promise<Reading> {
    release();
    const file = descriptor.files[part.file]!;
    const place = files[part.file]!;
    checkFingerprint(file);
    database ??= await openDuckDB({ threads: 1, memory: MEMORY });
    const text = await utf8File(file.path, place.codec, format.encoding);
    counters.bytes += file.size;
    const query = csvQuery({ path: text.path, gzip: text.gzip, skip: place.skipped, format, columns });
    const state = { part, text, rows: await database.query(query), records: 0, given: 0, ahead: undefined };
    return { ...state, ahead: await next(state) };
  }

  /** The next rows of DuckDB's; its words about a bad line become ours. */
  async function next(state: Reading): Promise<RowsParts | undefined> {
    try {
      counters.reads++;
      return await state.rows.next();
    } catch (error) {
      if (!isEngineError(error) || !/CSV Error|Maximum line size/.test(error.message)) throw error;
      const width = format.columns.length;
      const found = await find(state, (_, fields) => fields().length > width);
      if (found !== undefined) throw stopped(state, found, wrongFields(found.fields.length, width));
      const words = error.message.split("\n").slice(0, 2).join("; ");
      throw new EngineError("CorruptData", `'${pathOf(state)}': ${words}`, error);
    }
  }

  const pathOf = ({ part }: Reading): string => descriptor.files[part.file]!.path;

  function find({ part }: Reading, wanted: Parameters<typeof locate>[1]): Promise<Located | undefined> {
    const place = files[part.file]!;
    const { path } = descriptor.files[part.file]!;
    const feed = streamFeed(path, place.codec, format.encoding, { bytes: 0, reads: 0, decodes: 0 });
    return locate(feed, wanted, place, format.delimiter);
  }

  function stopped(state: Reading, { line }: Located, why: string): Error {
    const out = 'give its type, or onError: "skip" or "null" to go on without it';
    return new EngineError("CorruptData", `'${pathOf(state)}', line ${line}: ${why}; ${out}`);
  }

  /** Notes a bad record, or throws. */
  async function note(state: Reading, record: number, field: BadField | undefined): Promise<void> {
    if (format.onError !== "stop") {
      count++;
      if (first.length >= KEPT_PROBLEMS) return;
    }
    const found = (await find(state, (number) => number === record)) ?? { line: 0, fields: [] };
    const why =
      field === undefined
        ? wrongFields(found.fields.length, format.columns.length)
        : wrongValue(format.columns[field.column]!.name, field.text, format.columns[field.column]!.type);
    if (format.onError === "stop") throw stopped(state, found, why);
    first.push({ file: pathOf(state), line: found.line, why });
  }

  /** Settles what DuckDB left; the rows to keep, undefined for all. */
  async function settle(state: Reading, parts: RowsParts, columns: readonly number[]): Promise<Settled> {
    const { length } = parts;
    const settled = settleFields(parts, columns, format);
    const odd = settled.missing.flatMap((missing, row) => (missing === 0 ? [] : [row]));
    const bad = new Map<number, BadField[]>();
    for (const field of settled.bad) bad.set(field.row, [...(bad.get(field.row) ?? []), field]);
    for (const row of [...new Set([...odd, ...bad.keys()])].sort((a, b) => a - b)) {
      if (odd.includes(row)) await note(state, state.records + row, undefined);
      // a row that is left out is one problem, whatever else is wrong with it
      if (odd.includes(row) && format.onError === "skip") continue;
      for (const field of bad.get(row) ?? []) {
        await note(state, state.records + row, field);
        if (format.onError === "skip") break;
      }
    }
    state.records += length;
    if (format.onError !== "skip" || odd.length + bad.size === 0)
      return { columns: settled.columns, picked: undefined };
    const kept = Array.from({ length }, (_, row) => row).filter((row) => settled.missing[row] === 0 && !bad.has(row));
    return { columns: settled.columns, picked: kept };
  }

  return {
    counters,
    problems: () => ({ count, first }),
    async readBatch(request, columns, arena) {
      if (!("part" in request))
        throw new EngineError("InvalidArgument", "CSV files have no row numbers to read by; ingest them into a table");
      const { part } = request;
      const wanted = format.onError === "skip" ? [...format.columns.keys()] : columns;
      const state = reading?.part.index === part.index ? reading : await start(part, wanted);
      reading = state;
      const builder = rowsBuilder(wanted.map((k) => schemaOf(format)[k]!));
      if (state.ahead !== undefined) {
        const { columns: settled, picked } = await settle(state, state.ahead, wanted);
        builder.append(settled, state.ahead.length, picked);
        state.ahead = await next(state);
      }
      const { length: rows, columns: built } = builder.finish();
      const firstRow = part.firstRow === undefined ? undefined : part.firstRow + state.given;
      state.given += rows;
      counters.decodes += columns.length;
      const more = state.ahead !== undefined;
      if (!more) release();
      const batch = columns.map((k) => putColumn(built[wanted.indexOf(k)]!, rows, arena));
      return { firstRow, rows, columns: batch, ...(more ? { more } : {}) };
    },
    close() {
      release();
      database?.close();
      database = undefined;
    },
  };
}

/** Columns in which nothing is left to decide, and the rows of them that count. */
interface Settled {
  readonly columns: readonly RowsColumn[];
  readonly picked: readonly number[] | undefined;
}
