/**
 * Map and reduce: on this machine, in a shell's pipe, and on clusters.
 * @module
 */
export type { Pairable } from "./codec.js";
export type { EmrClusterOptions, EmrOptions } from "./emr/config.js";
export { type Emr, emr } from "./emr/engine.js";
export {
  combiner,
  type FunctionOptions,
  JobFunction,
  type KeyOf,
  type LineContext,
  type Mapper,
  type MapperFunction,
  mapper,
  type Reducer,
  reducer,
  type ValueOf,
} from "./functions.js";
export type { HadoopLocation, HadoopOptions } from "./hadoop/config.js";
export { hadoop } from "./hadoop/engine.js";
export { type Hdfs, hdfs } from "./hadoop/files.js";
export type { ItemOf, JobInput } from "./input.js";
export type { Engine, Job, JobControl, JobReport, JobResult } from "./job.js";
export { type LocalOptions, local } from "./local/engine.js";
export { type MapReduceOptions, mapReduce } from "./map-reduce.js";
export { type ScriptOptions, writeScript } from "./script/write.js";
export { type Spark, spark } from "./spark/engine.js";
export type { SparkOptions } from "./spark/session.js";
