/**
 * Writing a column into a file, by all workers at once with positioned writes.
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { convertValues, storedBytes } from "../convert.js";
import { parseDType, viewOf } from "../dtype.js";
import { fileError } from "../errors.js";
import { aggregateOf } from "./state.js";
import { numericType } from "./values.js";

/** Where rows go: row `r` at byte `offset + r · itemsize` of an existing file. */
export type WriteOptions = {
  readonly path: string;
  /** A descriptor of the file that stays open for the whole scan; without it each thread opens the path. */
  readonly fd?: number;
  /** NumPy's array-interface string of the elements in the file. */
  readonly dtype: string;
  readonly offset: number;
};

/** A request that writes all rows; the result is the number of rows written. */
export function write(options: WriteOptions): AggregateRequest<number> {
  return { kind: "write", columns: [], options };
}

interface Writing {
  readonly options: WriteOptions;
  /** Open while a task runs, -1 outside. */
  fd: number;
  rows: number;
}

/** The `"write"` aggregate. */
export function writeAggregate(): Aggregate<Writing[], number> {
  return aggregateOf<Writing[], number>({
    kind: "write",
    init: (req) => [{ options: req.options as WriteOptions, fd: -1, rows: 0 }],
    update(states, batch, columns, arena) {
      const state = states[0]!;
      const column = batch.columns[columns[0]!]!;
      const type = numericType(column, "write");
      const dtype = parseDType(state.options.dtype);
      const values = viewOf(type, arena.buffer, column.values, batch.rows);
      const bytes = storedBytes(convertValues(values, type, dtype.name), dtype);
      try {
        if (state.fd < 0) state.fd = state.options.fd ?? openSync(state.options.path, "r+");
        writeFully(state.fd, bytes, state.options.offset + batch.firstRow! * dtype.itemsize);
      } catch (cause) {
        release(state);
        throw fileError(cause, state.options.path, "cannot write");
      }
      state.rows += batch.rows;
    },
    settle([state]) {
      release(state!);
    },
    merge(into, from) {
      into[0]!.rows += from[0]!.rows;
    },
    finish: (states) => ({ done: states[0]!.rows }),
  });
}

function release(state: Writing): void {
  if (state.fd >= 0 && state.options.fd === undefined) closeSync(state.fd);
  state.fd = -1;
}

/** Writes all bytes at a position. */
export function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.byteLength; )
    done += writeSync(fd, bytes, done, bytes.byteLength - done, position + done);
}
