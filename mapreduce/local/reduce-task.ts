/**
 * A reduce task: the runs of one partition merged, their groups through the reducer.
 * @module
 */
import { load } from "../../engine/ship.js";
import type { Called } from "../call.js";
import { encode } from "../codec.js";
import { reduceGroups } from "../groups.js";
import { mergeRuns } from "../merge.js";
import { whoIs } from "../roles.js";
import { createSpillFile, openRuns, type Run } from "./runs.js";
import type { LocalSetup, ReduceOutput } from "./task.js";

/** Text of the output put together before it is handed over. */
const OUTPUT_CHARACTERS = 1 << 20;

/** Reduces one partition; the output is returned, or written to the file `into`. */
export type ReduceTask = (runs: readonly Run[], partition: number, into: string | undefined) => Promise<ReduceOutput>;

/** Makes the reduce task of a job. @throws UserFunction with the key */
export function createReduceTask(setup: LocalSetup): ReduceTask {
  const call = load<Called>(setup.reducer.shipped);
  return async (runs, partition, into) => {
    const files = openRuns();
    const output = into === undefined ? undefined : createSpillFile(into);
    const text: string[] = [];
    let pairs = 0;
    let lines = "";
    const hand = (): void => {
      if (output === undefined) text.push(lines);
      else output.append(lines);
      lines = "";
    };
    try {
      const merged = mergeRuns(runs.map((run) => files.lines(run)));
      const seen = await reduceGroups(merged, call, whoIs("reducer", setup.reducer), (key, value) => {
        lines += `${encode(key)}\t${encode(value)}\n`;
        pairs++;
        if (lines.length > OUTPUT_CHARACTERS) hand();
      });
      if (lines !== "") hand();
      return { partition, text, groups: seen.groups, values: seen.values, pairs };
    } finally {
      files.close();
      output?.close();
    }
  };
}
