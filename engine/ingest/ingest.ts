/**
 * ingest: CSV files into a table of an HDF5 file.
 * @module
 */
import { basename } from "node:path";
import type { PathReport, ProgressUpdate, RowProblems } from "../../contract/index.js";
import { type CsvReadOptions, checkCsvOptions } from "../csv/options.js";
import type { Sniffed } from "../csv/sniff.js";
import { csvSource } from "../csv/source.js";
import type { BlockTable } from "../decimate/block-table.js";
import { EngineError } from "../errors.js";
import type { TableSpec } from "../hdf5/write/create.js";
import type { FilterOptions } from "../hdf5/write/filters.js";
import { holdReply } from "../hold-reply.js";
import { checkChoice } from "../names.js";
import { filesOf } from "../native/glob.js";
import { progressOf, signalOf } from "../options.js";
import { showProblems } from "../problems.js";
import { followProgress } from "../progress.js";
import { sharedPool } from "../workers/pool.js";
import { type AlsoOptions, aggregateAfter, finishAlso, setResults, startAlso } from "./also.js";
import { filtersOf } from "./filters.js";
import { type FileOrder, type IngestPlan, inOrder, planIngest } from "./plan.js";
import { runIngest } from "./run.js";
import { existingTable, fieldsOf, openTarget, tablePlace } from "./target.js";
import { textWidths } from "./text-widths.js";

/** Options of {@link ingest}; how the files are written is found as by `readCsv` and can be told as there. */
export interface IngestOptions extends CsvReadOptions {
  /** Rows of one chunk of a new table; PyTables' rule for the number of rows unless told. */
  readonly chunk?: number;
  /**
   * Order of the files: `"natural"` (0, 1, 2, … 10, as patterns give them), or `"time"` of their last change; default
   * `"natural"`. Rows have the order of their file.
   */
  readonly order?: FileOrder;
  /** Filters of a new table: `"lz4"`, `"blosc:5"`, `"zlib:1"`, `"none"`, or PyTables' words; default lz4 in blosc. */
  readonly filters?: string | FilterOptions;
  /** What readers of the table will need: made in the same pass where the table is new, in one pass over it else. */
  readonly also?: AlsoOptions;
  /** Title of a new table. */
  readonly title?: string;
  /** Whether each file's rows are on the disk before the next file is begun; default false, they are at the end. */
  readonly durable?: boolean;
  /** Threads that read, and half as many that compress; the number of cores unless told. No result depends on it. */
  readonly workers?: number;
  /** Stops the work: files that are done stay. The running cell's signal unless told. */
  readonly signal?: AbortSignal | undefined;
  /** Takes progress in bytes of text; the running cell's progress bar unless told. */
  readonly onProgress?: (update: ProgressUpdate) => void;
}

/** What an ingest did. */
export interface IngestReport {
  /** File and node. */
  readonly table: string;
  /** Rows of the table, and of them those added now. */
  readonly nrows: number;
  readonly added: number;
  /** Files read now, and files that were in the table already. */
  readonly files: number;
  readonly known: number;
  /** Bytes of text, and bytes that their rows take in the file. */
  readonly bytes: number;
  readonly stored: number;
  /**
   * What became of the rows: `"blosc:blosclz(5), shuffle: 18 chunks, 0 of them stored as they are"`. A compressor leaves
   * chunks as they are when it cannot shrink them.
   */
  readonly filters: string;
  /** Chunks that were written, the last of each file again with the next one, and those that are stored as they are. */
  readonly chunks: number;
  readonly rawChunks: number;
  readonly seconds: number;
  /** Results of `also.aggregates` by name. */
  readonly aggregates: { readonly [name: string]: unknown };
  /** Who read the files. */
  readonly reader: PathReport;
  /** Rows left out, values taken as null. */
  readonly problems: RowProblems;
}

const NAMES = ["also", "chunk", "order", "filters", "title", "durable", "workers", "signal", "onProgress"];

/**
 * Reads CSV files into a table, which is made when there is none: files in natural order, rows in file order, on all
 * cores, in constant memory. A file's rows become part of the table all at once, or not at all; what was interrupted
 * goes on with the first file that is missing when it is asked for again.
 * @param patterns a path or pattern, or several
 * @param table file and node: `"data/weather.h5t:/weather"`
 * @throws as `readCsv`; InvalidArgument for columns that do not fit the table and nulls it cannot hold; SourceChanged
 * for files that were changed since they were ingested; FileAccess when the disk is full; the signal's reason
 * @example await ingest("data/*.csv", "data/weather.h5t:/weather", { filters: "blosc:5" })
 */
export async function ingest(
  patterns: string | readonly string[],
  table: string,
  options: IngestOptions = {},
): Promise<IngestReport> {
  checkCsvOptions(options, "ingest", NAMES);
  const signal = signalOf(options);
  return holdReply(intoTable(patterns, table, options, signal), signal);
}

async function intoTable(
  patterns: string | readonly string[],
  table: string,
  options: IngestOptions,
  signal: AbortSignal | undefined,
): Promise<IngestReport> {
  checkChoice("order", options.order, ["natural", "time"]);
  const threads = threadsOf(options.workers);
  const began = performance.now();
  signal?.throwIfAborted();
  const place = tablePlace(table);
  filtersOf(options.filters);
  const before = await existingTable(place);
  const plan = await planIngest(inOrder(filesOf(patterns), options.order), options, before, table);
  const spec = before === undefined ? await newTable(plan, options, threads, signal) : undefined;
  const wanted = options.also ?? {};
  const also = startAlso(wanted, plan.source.columns);
  const { writer, filters, close } = await openTarget(place, spec, {
    workers: Math.ceil(threads / 2), // rows take longer to read than to compress
    durable: options.durable ?? false,
  });
  const start = writer.nrows;
  let done = 0;
  const progress = followProgress(
    progressOf(options),
    {
      get label() {
        return `${basename(place.path)}:${place.node}, ${(writer.nrows - start).toLocaleString("en")} rows`;
      },
      unit: "bytes",
      total: plan.bytes,
    },
    () => done,
  );
  let problems: RowProblems;
  let along: unknown[] = [];
  let tables: readonly BlockTable[] = [];
  try {
    problems = await runIngest(plan, writer, before?.ledger ?? [], threads, {
      signal,
      onBytes(bytes) {
        done = bytes;
      },
      onRows(rows, first) {
        if (start === 0) also.along.take(rows, first);
      },
    });
    done = plan.bytes; // with the headers
    if (start === 0) {
      along = also.along.results();
      tables = also.along.tables();
      setResults(writer, also.names, along);
    }
  } catch (error) {
    progress.end(signal?.aborted ? "cancelled" : "failed");
    await close(before === undefined && writer.flushedRows === 0);
    throw error;
  } finally {
    also.along.close();
  }
  const { storedBytes, chunks, rawChunks } = writer.report;
  const { nrows } = writer;
  await close(false);
  const results = start === 0 ? along : await aggregateAfter(place, wanted.aggregates);
  await finishAlso(place, wanted, new Map(tables.map((each, i) => [also.blocked[i]!, each])));
  progress.end("done");
  if (problems.count > 0) showProblems(problems);
  return {
    table: `${place.path}:${place.node}`,
    nrows,
    added: nrows - start,
    files: plan.missing.length,
    known: plan.sniffed.files.length - plan.missing.length,
    bytes: plan.bytes,
    stored: storedBytes,
    filters: `${filters}: ${chunks} chunks, ${rawChunks} of them stored as they are`,
    chunks,
    rawChunks,
    seconds: (performance.now() - began) / 1000,
    aggregates: Object.fromEntries(also.names.map((name, i) => [name, results[i]])),
    reader: plan.reader,
    problems,
  };
}

function threadsOf(workers: number | undefined): number {
  const threads = workers ?? sharedPool().size;
  if (Number.isInteger(threads) && threads >= 0) return threads;
  throw new EngineError("InvalidArgument", `'workers' must be a number of threads, 0 or more, got ${String(workers)}`);
}

async function newTable(
  { sniffed, reader, parts, bytes }: IngestPlan,
  { title, chunk, filters }: IngestOptions,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<TableSpec> {
  // what is bad stops the work when its turn comes, after the files before it
  const lenient: Sniffed = { ...sniffed, format: { ...sniffed.format, onError: "null" } };
  const source = csvSource(lenient, reader.chosen === "duckdb" ? "duckdb" : "own");
  return {
    fields: fieldsOf(sniffed.format, await textWidths(source, parts, threads, signal)),
    filters: filtersOf(filters),
    expectedRows: Math.max(1, Math.round(bytes / sniffed.lineBytes)),
    ...(title === undefined ? {} : { title }),
    ...(chunk === undefined ? {} : { chunkRows: chunk }),
  };
}
