/**
 * Map and reduce: on this machine, in a shell's pipe, and on clusters.
 * @module
 */
export { combiner, mapper, reducer } from "./functions.js";
export type { Engine, Job, JobControl, JobReport, JobResult } from "./job.js";
export { type LocalOptions, local } from "./local/engine.js";
export { type MapReduceOptions, mapReduce } from "./map-reduce.js";
export { writeScript } from "./script/write.js";
