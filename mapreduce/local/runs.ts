/**
 * Sorted runs of lines, in memory or in a file.
 * @module
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { fileError } from "../../engine/errors.js";
import type { WriteRun } from "../collect.js";
import { cutLine, type Line, type SortedLines } from "../groups.js";
import { createLineCutter } from "../lines.js";

/** Where a run is. */
export type Run = { readonly text: string } | { readonly file: string; readonly start: number; readonly stop: number };

/** Bytes of a run read at once, so that hundreds of runs can be merged in little memory. */
const READ_BYTES = 64 << 10;

/** Open files by path, shared by the runs in them. */
export interface RunFiles {
  /** The lines of a run. @throws FileMissing, FileAccess */
  lines(run: Run): SortedLines;
  close(): void;
}

/** Opens runs for merging. */
export function openRuns(): RunFiles {
  const descriptors = new Map<string, number>();
  const descriptorOf = (file: string): number => {
    const known = descriptors.get(file);
    if (known !== undefined) return known;
    try {
      const fd = openSync(file, "r");
      descriptors.set(file, fd);
      return fd;
    } catch (cause) {
      throw fileError(cause, file, "cannot read");
    }
  };
  return {
    lines(run) {
      if ("text" in run) return overText(run.text);
      return overFile(descriptorOf(run.file), run.start, run.stop);
    },
    close() {
      for (const fd of descriptors.values()) closeSync(fd);
      descriptors.clear();
    },
  };
}

function overText(text: string): SortedLines {
  let at = 0;
  return {
    next() {
      if (at >= text.length) return null;
      const end = text.indexOf("\n", at);
      const line = cutLine(text.slice(at, end));
      at = end + 1;
      return line;
    },
  };
}

function overFile(fd: number, start: number, stop: number): SortedLines {
  const cutter = createLineCutter();
  let at = start;
  let lines: string[] = [];
  let next = 0;
  return {
    next(): Line | null {
      while (next >= lines.length) {
        if (at >= stop) return null;
        const block = Buffer.allocUnsafe(Math.min(READ_BYTES, stop - at));
        at += readSync(fd, block, 0, block.length, at);
        lines = cutter.push(block);
        next = 0;
      }
      return cutLine(lines[next++]!);
    },
  };
}

/** A file that runs are appended to. */
export interface SpillFile {
  readonly path: string;
  /** Bytes written so far. */
  readonly length: number;
  append(text: string): void;
  close(): void;
}

/** Creates a spill file. @throws FileAccess also when the disk is full */
export function createSpillFile(path: string): SpillFile {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw fileError(cause, path, "cannot write the spill file");
    }
  };
  const fd = attempt(() => openSync(path, "wx"));
  let length = 0;
  return {
    path,
    get length() {
      return length;
    },
    append(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += attempt(() => writeSync(fd, bytes, at));
      length += bytes.length;
    },
    close: () => closeSync(fd),
  };
}

/** Characters of a run that stay in memory; longer ones go to a file. */
const HELD_CHARACTERS = 256 << 10;

/** Writes the runs of one flush, partition after partition. */
export interface RunWriter {
  readonly write: WriteRun;
  /** The runs written, by partition. */
  end(): ReadonlyMap<number, Run>;
}

/** Makes a writer; short runs stay in memory. @param spillFile the file for the others, made when it is needed */
export function createRunWriter(spillFile: () => SpillFile): RunWriter {
  const runs = new Map<number, Run>();
  let partition = -1;
  let held = "";
  let start: number | undefined;
  const spill = (): SpillFile => {
    const file = spillFile();
    start ??= file.length;
    file.append(held);
    held = "";
    return file;
  };
  const finish = (): void => {
    if (start !== undefined) {
      const begun = start;
      const { path, length } = spill();
      runs.set(partition, { file: path, start: begun, stop: length });
    } else if (held !== "") runs.set(partition, { text: held });
    held = "";
    start = undefined;
  };
  return {
    write(next, text) {
      if (next !== partition) finish();
      partition = next;
      held += text;
      if (held.length > HELD_CHARACTERS) spill();
    },
    end() {
      finish();
      return runs;
    },
  };
}
