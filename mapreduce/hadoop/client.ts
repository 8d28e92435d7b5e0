/**
 * The cluster's own commands: submitting, following, killing and reading the logs of a job.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { EngineError } from "../../engine/errors.js";
import { confFolder, type HadoopOptions, streamingFolder } from "./config.js";
import {
  applicationOf,
  isLimit,
  isTelling,
  type JobState,
  missingInput,
  readConsoleLine,
  reasonsIn,
} from "./console.js";

/** How often, and after what pause, a log is asked for that does not tell yet. */
const LOG_ATTEMPTS = 5;
const LOG_PAUSE_MS = 2000;

/** The cluster's commands. */
export interface Client {
  readonly streamingJar: string;
  /**
   * Runs `hadoop …` to its end and follows what it prints; an abort kills the job on the cluster.
   * @throws FileMissing for input that is not there; WorkerFailed when it fails otherwise, with the reasons from the
   *   job's log; the signal's reason when aborted
   */
  run(args: readonly string[], state: JobState, signal: AbortSignal | undefined): Promise<void>;
}

/** Makes a client. @throws Unavailable when there is no streaming jar */
export function createClient(command: string, options: HadoopOptions): Client {
  const conf = confFolder(options);
  const env = { ...process.env, ...(conf === undefined ? {} : { HADOOP_CONF_DIR: conf }) };
  const beside = (name: string): string => join(dirname(command), name);

  const capture = (program: string, args: readonly string[], timeoutMs: number): Promise<string[]> =>
    new Promise((resolve) => {
      const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
      const lines: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        createInterface({ input: stream }).on("line", (line) => lines.push(line));
      child.on("error", (error) => resolve([...lines, error.message]));
      child.on("close", () => resolve(lines));
    });

  const kill = async (id: string): Promise<void> => {
    const program = existsSync(beside("mapred")) ? beside("mapred") : command;
    await capture(program, ["job", "-kill", id], 60_000);
  };

  /** The log of a job's tasks; the cluster gathers it a little after the job has ended. */
  const log = async (id: string): Promise<string[]> => {
    if (id === "" || id.startsWith("job_local") || !existsSync(beside("yarn"))) return [];
    let lines: string[] = [];
    for (let attempt = 0; attempt < LOG_ATTEMPTS && !isTelling(lines); attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, LOG_PAUSE_MS));
      lines = await capture(beside("yarn"), ["logs", "-applicationId", applicationOf(id)], 60_000);
    }
    return lines;
  };

  return {
    streamingJar: options.streamingJar ?? findStreamingJar(command),
    async run(args, state, signal) {
      const code = await new Promise<number | null>((resolve, reject) => {
        const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
        const stop = (): void => {
          child.kill("SIGTERM");
        };
        signal?.addEventListener("abort", stop, { once: true });
        for (const stream of [child.stdout, child.stderr])
          createInterface({ input: stream }).on("line", (line) => readConsoleLine(state, line));
        child.on("error", (cause) =>
          reject(new EngineError("Unavailable", `'${command}' cannot be run: ${cause.message}`, cause)),
        );
        child.on("close", (ended) => {
          signal?.removeEventListener("abort", stop);
          resolve(ended);
        });
      });
      if (signal?.aborted) {
        if (state.id !== "") await kill(state.id);
        throw signal.reason;
      }
      if (code === 0) return;
      const missing = missingInput(state.tail);
      if (missing !== undefined) throw new EngineError("FileMissing", `HDFS: ${missing}`);
      const reasons = reasonsIn([...state.tail, ...(isLimit(state.tail) ? [] : await log(state.id))]);
      const shown = reasons.length > 0 ? reasons : state.tail.slice(-8);
      throw new EngineError(
        "WorkerFailed",
        `the Hadoop job ${state.id || "(never started)"} failed:\n${shown.map((line) => `  ${line}`).join("\n")}`,
      );
    },
  };
}

function findStreamingJar(command: string): string {
  const folder = streamingFolder(command);
  const jar = existsSync(folder)
    ? readdirSync(folder).find((name) => /^hadoop-streaming-[\d.]+\.jar$/.test(name))
    : undefined;
  if (jar !== undefined) return join(folder, jar);
  throw new EngineError(
    "Unavailable",
    `no hadoop-streaming-*.jar in '${folder}'; name it: hadoop({ streamingJar: "/path/hadoop-streaming-3.4.2.jar" })`,
  );
}
