/**
 * Reads row ranges of Parquet files: our own decoder for the columns it knows, DuckDB for the others.
 * @module
 */
import { closeSync } from "node:fs";
import type { Batch, Fingerprint, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { openForReading } from "../open-file.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { readFully } from "../sources/memmap-reader.js";
import { rowsOf } from "../sources/request.js";
import type { ColumnLayout } from "./columns.js";
import { type ColumnStream, columnStream } from "./decode/column.js";
import { giveWorkshop, type PageWorkshop, takeWorkshop } from "./decode/kernels.js";
import type { ChunkPlace, PageFile } from "./decode/pages.js";
import { makeScratch, type Scratch } from "./decode/scratch.js";
import { type Asked, duckdbRows } from "./duckdb-rows.js";
import { type Group, groupAt, groupsOf } from "./groups.js";
import { type ParquetOptions, PLACE } from "./source.js";
import { makeTarget, type Target } from "./targets.js";

/** Opens a `"parquet"` descriptor. */
export function openParquet(descriptor: SourceDescriptor): SourceReader {
  const options = descriptor.options as unknown as ParquetOptions;
  const groups = groupsOf(options);
  const skip = new Set(options.skip);
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  const duckdb = duckdbRows(descriptor, counters);
  const places = new Float64Array(options.places);
  const streams = new Map<string, ColumnStream>();
  let tools: { readonly workshop: PageWorkshop; readonly scratch: Scratch } | undefined;
  const files = descriptor.files.map((_, number) => pageFile(number));
  /** One file is open at a time. */
  let opened: { readonly number: number; readonly fd: number } | undefined;

  function pageFile(number: number): PageFile {
    const known = descriptor.files[number]!;
    return {
      path: known.path,
      decoded: () => void counters.decodes++,
      read(bytes, position) {
        if (opened?.number !== number) {
          close();
          opened = { number, fd: openKnown(known) };
        }
        readFully(opened.fd, known.path, bytes, position);
        counters.bytes += bytes.length;
        counters.reads++;
      },
    };
  }

  function close(): void {
    if (opened !== undefined) closeSync(opened.fd);
    opened = undefined;
  }

  const streamOf = (layouts: number, column: number): ColumnStream => {
    const key = `${layouts} ${column}`;
    let stream = streams.get(key);
    if (stream === undefined) {
      tools ??= withScratch(takeWorkshop());
      stream = columnStream({ layout: options.layouts[layouts]![column] as ColumnLayout, ...tools });
      streams.set(key, stream);
    }
    return stream;
  };

  const placeOf = ({ file, ofFile, number, start, stop }: Group, column: number): ChunkPlace => {
    const at = (number * options.columns.length + column) * PLACE;
    const { name } = options.columns[column]!;
    return {
      file: files[file]!,
      column: name,
      group: ofFile,
      start: places[at]!,
      stored: places[at + 1]!,
      codec: places[at + 2]!,
      rows: stop - start,
    };
  };

  /** Rows of a group, decoded here. */
  const decode = (group: Group, column: number, start: number, stop: number, target: Target): void => {
    const stream = streamOf(options.layoutOf[group.file]!, column);
    stream.seek(group.number, () => placeOf(group, column), start - group.start);
    for (let row = start; row < stop; ) {
      const block = stream.take(stop - row);
      target.put(block, tools!.workshop.memory.buffer);
      row += block.rows;
    }
  };

  /** Fills rows of a group; a promise where DuckDB is asked. */
  const fill = (
    group: Group,
    start: number,
    stop: number,
    columns: readonly number[],
    targets: readonly Target[],
  ): Promise<void> | undefined => {
    if (skip.has(group.number)) {
      for (const target of targets) target.skip(stop - start);
      return undefined;
    }
    const layouts = options.layouts[options.layoutOf[group.file]!]!;
    const asked: Asked[] = [];
    for (const [i, column] of columns.entries()) {
      const target = targets[i]!;
      const layout = layouts[column]!;
      if (typeof layout === "string") asked.push({ column, target, cast: layout === "cast" });
      else decode(group, column, start, stop, target);
    }
    return asked.length === 0 ? undefined : duckdb.take(group, start, stop, asked);
  };

  return {
    counters,
    readBatch(request, columns, arena) {
      const { start, stop } = rowsOf(request);
      const targets = columns.map((column) => {
        const { name, type } = options.columns[column]!;
        return makeTarget(name, type, stop - start, arena);
      });
      const finish = (): Batch => ({
        firstRow: start,
        rows: stop - start,
        columns: targets.map((target) => target.finish()),
      });
      let waiting: Promise<void> | undefined;
      for (let i = groupAt(groups, start); i < groups.length && groups[i]!.start < stop; i++) {
        const group = groups[i]!;
        const work = (): Promise<void> | undefined =>
          fill(group, Math.max(start, group.start), Math.min(stop, group.stop), columns, targets);
        waiting = waiting === undefined ? work() : waiting.then(work);
      }
      return waiting === undefined ? finish() : waiting.then(finish);
    },
    close() {
      duckdb.close();
      close();
      if (tools !== undefined) giveWorkshop(tools.workshop);
      tools = undefined;
    },
  };
}

/** Opens a file that is as it was. @throws SourceChanged, TruncatedFile */
function openKnown(known: Fingerprint): number {
  const fd = openForReading(known.path);
  try {
    checkFingerprint(known, fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

function withScratch(workshop: PageWorkshop): { readonly workshop: PageWorkshop; readonly scratch: Scratch } {
  return { workshop, scratch: makeScratch(workshop) };
}
