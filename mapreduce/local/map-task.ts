/**
 * A map task: the lines of a split, or the rows of a part of a table, through the mapper, its pairs into sorted runs.
 * @module
 */
import { load } from "../../engine/ship.js";
import type { Called } from "../call.js";
import { createCollector } from "../collect.js";
import type { LineContext, Pairs } from "../functions.js";
import { createMapLines, FailedLine, type Mapped, tellLine } from "../map-lines.js";
import { linesBefore, readSplit } from "../read-split.js";
import { whoIs } from "../roles.js";
import type { Split } from "../splits.js";
import type { MapRows } from "./map-rows.js";
import { createRunWriter, type Run, type SpillFile } from "./runs.js";
import type { LocalSetup, MapOutput } from "./task.js";

/** Maps one split, or one part of a table. `onRead` hears of bytes, or rows, read. */
export type MapTask = (split: Split | number, index: number, onRead: (amount: number) => void) => Promise<MapOutput>;

/**
 * Makes the map task of a job.
 * @param spillFile the thread's file for runs that are too long for memory
 * @throws UserFunction with file and line
 */
export function createMapTask(setup: LocalSetup, spillFile: () => SpillFile): MapTask {
  const call = load<(line: unknown, context: LineContext) => Pairs<unknown, unknown>>(setup.mapper.shipped);
  let mapRows: Promise<MapRows> | undefined;
  // what reads tables is loaded by jobs over tables only
  const rowsMapper = (): Promise<MapRows> => {
    mapRows ??= import("./map-rows.js").then(({ createMapRows }) => createMapRows(setup.rows!, call));
    return mapRows;
  };
  const combiner = setup.combiner && { call: load<Called>(setup.combiner.shipped), name: setup.combiner.name };
  return async (split, index, onRead) => {
    const collector = createCollector(setup.partitions, combiner);
    const runs: Run[][] = Array.from({ length: setup.partitions }, () => []);
    const seen: Mapped = { lines: 0, skipped: 0, first: [] };
    const settle = async (): Promise<void> => {
      const writer = createRunWriter(spillFile);
      await collector.flush(writer.write);
      for (const [partition, run] of writer.end()) runs[partition]!.push(run);
    };
    const parts = { who: whoIs("mapper", setup.mapper), strict: setup.strict, emit: collector.add, seen };
    /** Keeps memory small after a block of lines; a promise only where there is something to do. */
    const tidy = (): Promise<void> | undefined => {
      const combining = collector.combine();
      const isFull = (): boolean => collector.bytes > setup.memory;
      if (combining !== undefined) return combining.then(() => (isFull() ? settle() : undefined));
      return isFull() ? settle() : undefined;
    };
    const tidyAfter = (pending: Promise<void> | undefined): Promise<void> | undefined =>
      pending === undefined ? tidy() : pending.then(tidy);
    try {
      if (typeof split === "number") await (await rowsMapper())(split, parts, tidyAfter, onRead);
      else {
        const mapLines = createMapLines({ ...parts, call, telling: tellLine, context: { file: split.file } });
        await readSplit(split, (lines, bytes) => {
          onRead(bytes);
          return tidyAfter(mapLines(lines));
        });
      }
    } catch (thrown) {
      throw thrown instanceof FailedLine ? thrown.at(linesAbove(split)) : thrown;
    }
    await settle();
    return { index, runs, seen: inFile(seen, split), pairs: collector.pairs };
  };
}

/** Skipped lines numbered in their file instead of their split. */
function inFile(seen: Mapped, split: Split | number): Mapped {
  if (seen.first.length === 0 || typeof split === "number") return seen;
  const above = linesAbove(split);
  return { ...seen, first: seen.first.map((skipped) => ({ ...skipped, line: skipped.line + above })) };
}

/** Lines of the file before the split's first one, which begins after the first line end at or after `start - 1`. */
function linesAbove(split: Split | number): number {
  if (typeof split === "number") return 0;
  const { file, start, gzip } = split;
  return gzip || start === 0 ? 0 : linesBefore(file, start - 1) + 1;
}
