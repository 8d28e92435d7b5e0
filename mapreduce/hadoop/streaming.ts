/**
 * The arguments of Hadoop Streaming (hadoop.apache.org/docs/stable/hadoop-streaming/HadoopStreaming.html).
 * @module
 */
import { basename } from "node:path";
import type { Job } from "../job.js";
import { NOTES_VARIABLE } from "../script/note.js";

/** What the arguments are made of. */
export interface StreamingParts {
  readonly job: Job;
  /** Paths and URLs as Hadoop takes them. */
  readonly input: readonly string[];
  readonly output: string;
  /** Scripts by role: local paths, or URLs that the cluster can read. */
  readonly shipped: { readonly [role: string]: string };
  readonly options: {
    readonly settings?: { readonly [name: string]: string | number | boolean };
    readonly node?: string;
  };
}

/** Whether scripts write notes: not into an output that stays. */
export function bringsNotes({ output, scripts }: Job): boolean {
  return output === undefined && scripts === undefined;
}

/** What a job is called on its cluster. */
export function jobName({ mapper, reducer }: Job): string {
  return mapper.name === reducer.name ? mapper.name : `${mapper.name} to ${reducer.name}`;
}

/** Arguments behind `hadoop jar hadoop-streaming.jar`: generic options first, as Hadoop wants them. */
export function streamingArguments({ job, input, output, shipped, options }: StreamingParts): string[] {
  const { settings = {}, node = "node" } = options;
  const defined = {
    "mapreduce.job.name": jobName(job),
    "mapreduce.job.reduces": job.reduces,
    ...settings,
  };
  const script = (role: string): string => `${node} ${basename(shipped[role]!)}`;
  return [
    ...Object.entries(defined).flatMap(([name, value]) => ["-D", `${name}=${String(value)}`]),
    "-files",
    Object.values(shipped).join(","),
    ...input.flatMap((path) => ["-input", path]),
    "-output",
    output,
    "-mapper",
    script("mapper"),
    ...(bringsNotes(job) ? ["-cmdenv", `${NOTES_VARIABLE}=1`] : []),
    ...(shipped["combiner"] === undefined ? [] : ["-combiner", script("combiner")]),
    "-reducer",
    script("reducer"),
  ];
}
