/**
 * A map task: the lines of a split through the mapper, its pairs into sorted runs.
 * @module
 */
import { load } from "../../engine/ship.js";
import type { Called } from "../call.js";
import { createCollector } from "../collect.js";
import type { LineContext, Pairs } from "../functions.js";
import { createMapLines, FailedLine, type Mapped } from "../map-lines.js";
import { linesBefore, readSplit } from "../read-split.js";
import { whoIs } from "../roles.js";
import type { Split } from "../splits.js";
import { createRunWriter, type Run, type SpillFile } from "./runs.js";
import type { LocalSetup, MapOutput } from "./task.js";

/** Maps one split. `onRead` hears of bytes read. */
export type MapTask = (split: Split, index: number, onRead: (bytes: number) => void) => Promise<MapOutput>;

/**
 * Makes the map task of a job.
 * @param spillFile the thread's file for runs that are too long for memory
 * @throws UserFunction with file and line
 */
export function createMapTask(setup: LocalSetup, spillFile: () => SpillFile): MapTask {
  const call = load<(line: string, context: LineContext) => Pairs<unknown, unknown>>(setup.mapper.shipped);
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
    const mapLines = createMapLines({
      call,
      who: whoIs("mapper", setup.mapper),
      context: { file: split.file },
      strict: setup.strict,
      emit: collector.add,
      seen,
    });
    /** Keeps memory small after a block of lines; a promise only where there is something to do. */
    const tidy = (): Promise<void> | undefined => {
      const combining = collector.combine();
      const isFull = (): boolean => collector.bytes > setup.memory;
      if (combining !== undefined) return combining.then(() => (isFull() ? settle() : undefined));
      return isFull() ? settle() : undefined;
    };
    try {
      await readSplit(split, (lines, bytes) => {
        onRead(bytes);
        const pending = mapLines(lines);
        return pending === undefined ? tidy() : pending.then(tidy);
      });
    } catch (thrown) {
      throw thrown instanceof FailedLine ? thrown.at(linesAbove(split)) : thrown;
    }
    await settle();
    return { index, runs, seen: inFile(seen, split), pairs: collector.pairs };
  };
}

/** Skipped lines numbered in their file instead of their split. */
function inFile(seen: Mapped, split: Split): Mapped {
  if (seen.first.length === 0) return seen;
  const above = linesAbove(split);
  return { ...seen, first: seen.first.map((skipped) => ({ ...skipped, line: skipped.line + above })) };
}

/** Lines of the file before the split's first one, which begins after the first line end at or after `start - 1`. */
function linesAbove({ file, start, gzip }: Split): number {
  return gzip || start === 0 ? 0 : linesBefore(file, start - 1) + 1;
}
