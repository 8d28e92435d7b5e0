/**
 * The `"csv"` source inside a thread: positioned reads into WebAssembly memory, where the text becomes columns.
 * @module
 */
import { closeSync } from "node:fs";
import type { Part, ReadCounters, RowProblem, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { openForReading } from "../open-file.js";
import { KEPT_PROBLEMS } from "../problems.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { createDecoder } from "./decode.js";
import { type Codec, type Feed, plainFeed, streamFeed } from "./feed.js";
import type { CsvFormat } from "./format.js";
import { borrowCsvKernels, returnCsvKernels } from "./kernels.js";
import type { Report } from "./layout.js";
import { lineAt } from "./lines.js";
import { type Pieces, piecesOf } from "./pieces.js";

/** One file of a `"csv"` source. */
export type CsvFile = {
  readonly codec: Codec;
  /** Byte offset in the text of the first line with data: behind byte order mark and header. */
  readonly start: number;
  /** Lines before it. */
  readonly skipped: number;
};

/** Options of a `"csv"` descriptor. */
export type CsvSourceOptions = {
  readonly format: CsvFormat;
  readonly files: readonly CsvFile[];
  /** Who reads. */
  readonly reader: "own" | "duckdb";
};

/** Whether a file's text can be read from any place. */
export function isSeekable(file: CsvFile, format: CsvFormat): boolean {
  return file.codec === "none" && format.encoding === "utf-8";
}

/** A part that is being read. */
interface Reading {
  readonly part: Part;
  readonly pieces: Pieces;
  /** Rows given so far. */
  rows: number;
  /** Lines before the current piece, where the text is read from its beginning. */
  lines: number;
}

/** Opens a `"csv"` descriptor that we read ourselves. */
export function openOwnCsv(descriptor: SourceDescriptor): SourceReader {
  const { format, files } = descriptor.options as CsvSourceOptions;
  const kernels = borrowCsvKernels();
  const decoder = createDecoder(kernels, format);
  const counters: ReadCounters = { bytes: 0, reads: 0, decodes: 0 };
  const first: RowProblem[] = [];
  let count = 0;
  let open: { readonly file: number; readonly fd: number } | undefined;
  let reading: Reading | undefined;
  /** Whether a batch is being read, and whether the reader is closed. */
  let isBusy = false;
  let isClosed = false;

  function release(): void {
    reading?.pieces.close();
    reading = undefined;
  }

  function descriptorOf(file: number): number {
    if (open?.file === file) return open.fd;
    if (open !== undefined) closeSync(open.fd);
    open = undefined;
    const known = descriptor.files[file]!;
    const fd = openForReading(known.path);
    open = { file, fd };
    checkFingerprint(known, fd);
    return fd;
  }

  function start(part: Part): Reading {
    release();
    const { path } = descriptor.files[part.file]!;
    const file = files[part.file]!;
    const plain = isSeekable(file, format);
    // the byte before a part tells whether a line begins with it
    const begin = plain ? (part.bytes.start === file.start ? file.start : part.bytes.start - 1) : 0;
    const feed: Feed = plain
      ? plainFeed(descriptorOf(part.file), path, begin, counters)
      : streamFeed(path, file.codec, format.encoding, counters);
    const range = plain
      ? { begin, start: part.bytes.start, stop: part.bytes.stop }
      : { begin, start: file.start, stop: Number.POSITIVE_INFINITY };
    return { part, pieces: piecesOf(kernels, feed, path, range), rows: 0, lines: file.skipped };
  }

  /** Finds the line of a pointer into the current piece. */
  function reportFor({ part, lines }: Reading, from: number, offset: number): Report {
    const { path } = descriptor.files[part.file]!;
    const line = (pointer: number): number =>
      isSeekable(files[part.file]!, format)
        ? lineAt(path, offset + pointer - from)
        : lines + kernels.countLines(from, pointer) + 1;
    const fatal = (pointer: number, why: string): Error =>
      new EngineError("CorruptData", `'${path}', line ${line(pointer)}: ${why}`);
    return {
      fatal,
      bad(pointer, why) {
        if (format.onError === "stop")
          throw fatal(pointer, `${why}; give its type, or onError: "skip" or "null" to go on without it`);
        count++;
        if (first.length < KEPT_PROBLEMS) first.push({ file: path, line: line(pointer), why });
      },
    };
  }

  return {
    counters,
    problems: () => ({ count, first }),
    async readBatch(request, columns, arena) {
      if (!("part" in request))
        throw new EngineError("InvalidArgument", "CSV files have no row numbers to read by; ingest them into a table");
      const { part } = request;
      isBusy = true;
      const state = reading?.part.index === part.index ? reading : start(part);
      reading = state;
      const piece = await state.pieces.next();
      const { from, to, offset, more } = piece;
      const batch = decoder.decode(piece, columns, arena, reportFor(state, from, offset));
      const firstRow = part.firstRow === undefined ? undefined : part.firstRow + state.rows;
      state.rows += batch.rows;
      if (!isSeekable(files[part.file]!, format)) state.lines += kernels.countLines(from, to);
      counters.decodes += columns.length;
      if (!more) release();
      isBusy = false;
      return { firstRow, ...batch, ...(more ? { more } : {}) };
    },
    close() {
      release();
      if (open !== undefined) closeSync(open.fd);
      open = undefined;
      // a batch that failed, or that nobody waits for any more, may still use them
      if (!isBusy && !isClosed) returnCsvKernels(kernels);
      isClosed = true;
    },
  };
}
