/**
 * The scripts of a job, by role.
 * @module
 */
import type { Job, JobScripts } from "../job.js";
import { scriptText } from "./write.js";

/** Texts of a job's scripts; those it brings along, or those of its functions. */
export async function scriptsOf({ scripts, mapper, combiner, reducer, strict }: Job): Promise<JobScripts> {
  if (scripts !== undefined) return scripts;
  return {
    mapper: await scriptText("mapper", mapper, { strict, combiner }),
    ...(combiner === undefined ? {} : { combiner: await scriptText("combiner", combiner) }),
    reducer: await scriptText("reducer", reducer),
  };
}
