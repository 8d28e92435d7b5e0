/**
 * What Hadoop's job client prints, as data.
 * @module
 */

/** A job's state as far as its client has told it. */
export interface JobState {
  /** `job_1700000000000_0001`, empty until it is known. `job_local…` is Hadoop's local runner, no cluster. */
  id: string;
  /** Percent. */
  map: number;
  /** Percent. */
  reduce: number;
  /** Counters by name: `"Map input records"`. */
  readonly counters: Map<string, number>;
  /** The last lines that are no progress. */
  readonly tail: string[];
}

const TAIL_LINES = 60;

/** Nothing known yet. */
export function newJobState(): JobState {
  return { id: "", map: 0, reduce: 0, counters: new Map(), tail: [] };
}

/** Takes one line of the client's output in. */
export function readConsoleLine(state: JobState, line: string): void {
  const id =
    /(?:Running|Submitting tokens for|Job) job:? (job_\w+)/.exec(line)?.[1] ??
    /\b(job_(?:local)?\d+_\d+)\b/.exec(line)?.[1];
  if (id !== undefined && state.id === "") state.id = id;
  const progress = /\bmap (\d+)% reduce (\d+)%/.exec(line);
  if (progress) {
    state.map = Number(progress[1]);
    state.reduce = Number(progress[2]);
    return;
  }
  const counter = /^\s+([^=]+)=(\d+)\s*$/.exec(line);
  if (counter) {
    state.counters.set(counter[1]!.trim(), Number(counter[2]));
    return;
  }
  const files = /Total input files to process : (\d+)/.exec(line);
  if (files) state.counters.set("Total input files to process", Number(files[1]));
  if (line.trim() === "") return;
  state.tail.push(line);
  if (state.tail.length > TAIL_LINES) state.tail.shift();
}

/** The YARN application of a job. */
export function applicationOf(job: string): string {
  return job.replace(/^job_/, "application_");
}

/** What the client says of input that is not there, in its words; undefined when it is not that. */
export function missingInput(lines: readonly string[]): string | undefined {
  const said = /Input (?:path does not exist: \S+|Pattern \S+ matches 0 files)/;
  return lines.map((line) => said.exec(line)?.[0]).find((found) => found !== undefined);
}

/** What our scripts say when they fail. */
const OWN = /\bthe (?:mapper|combiner|reducer)\b.*\b(?:threw|must|cannot)\b|must be sorted by key/;

/** What ended a task from outside. */
const ENDED_BY_LIMIT = /Timed out after \d+|task(?:TimedOut|Stuck): true|running beyond \w+ memory limits/;

/** Whether the console says already what ended the tasks: a limit of the cluster's, not our scripts. */
export function isLimit(lines: readonly string[]): boolean {
  return lines.some((line) => ENDED_BY_LIMIT.test(line));
}

/** Whether a log holds what one of our scripts said of its failure. */
export function isTelling(lines: readonly string[]): boolean {
  return lines.some((line) => OWN.test(line));
}

/** What our scripts, or else Hadoop, said of a failure: the most telling lines of a log, without repetition. */
export function reasonsIn(lines: readonly string[]): string[] {
  const own = lines.filter((line) => OWN.test(line) || ENDED_BY_LIMIT.test(line));
  const isTheirs = (line: string): boolean =>
    /\b(?:ERROR|Caused by|failed|Error:)|Exception\b/.test(line) && !/^\s+at /.test(line);
  return [...new Set((own.length > 0 ? own : lines.filter(isTheirs)).map((line) => line.trim()))].slice(0, 8);
}
