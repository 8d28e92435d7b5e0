/**
 * spark({ … }): jobs and SQL on a Spark cluster, by Spark Connect.
 * @module
 */
import { ambient } from "../../contract/index.js";
import { EngineError } from "../../engine/errors.js";
import { rowsFromIpc } from "../../engine/native/arrow.js";
import { followProgress } from "../../engine/progress.js";
import { Rows } from "../../engine/rows/rows.js";
import type { Engine, Job, JobReport } from "../job.js";
import { NOTES_VARIABLE, type Noted, notedReport, splitNotes } from "../script/note.js";
import { scriptsOf } from "../script/of-job.js";
import { scanBy } from "../script/share.js";
import { openSession, type Session, type SparkOptions, type TaskCount } from "./session.js";
import { inlineCommand, transformQuery } from "./transform.js";

/** A Spark cluster. */
export interface Spark extends Engine {
  /** Runs a query on the cluster; its result is brought here. @throws WorkerFailed with Spark's words, Unavailable */
  sql(query: string, options?: { readonly signal?: AbortSignal }): Promise<Rows>;
  /** Spark's version. */
  version(): Promise<string>;
  /** Gives the session back to the cluster. */
  close(): Promise<void>;
}

/**
 * Connects to a Spark Connect server on the first use. Jobs run as SQL TRANSFORM: mapper and reducer are processes of
 * Node.js on the executors, their scripts inside the command, or shipped as files when they are too long for that.
 * Input is paths and URLs that the executors can read.
 * @throws Unavailable (from its methods) when nobody answers or the packages for gRPC are not installed
 */
export function spark(options: SparkOptions = {}): Spark {
  let opened: Promise<Session> | undefined;
  const session = (): Promise<Session> => {
    opened ??= openSession(options);
    return opened;
  };
  const run: Engine["run"] = async (job, { signal, onProgress }) => {
    const began = performance.now();
    if (job.output !== undefined)
      throw new EngineError(
        "InvalidArgument",
        "jobs on Spark give their result back; leave out 'output', or write it with sql(\"insert overwrite …\")",
      );
    const active = await session();
    let tasks: TaskCount = { done: 0, total: 0 };
    const progress = followProgress(onProgress, { label: "spark", unit: "tasks", total: undefined }, () => tasks.done);
    try {
      const query = transformQuery({
        ...(await commandsOf(job, active, options.node ?? "node")),
        input: job.input,
        reduces: job.reduces,
      });
      const batches = await active.query(query, signal, (count) => {
        tasks = count;
      });
      const { lines, notes } = splitNotes(linesOf(new Rows(await rowsFromIpc(batches))));
      progress.end("done");
      return { lines, report: reportOf(notes, lines.length, job, began) };
    } catch (error) {
      progress.end(signal?.aborted ? "cancelled" : "failed");
      throw error;
    }
  };
  return {
    name: "spark",
    run,
    // executors read the files themselves, so they must lie where all of them can
    scanLines: scanBy(run, async (files) => ({
      input: files.map((path) => `file://${path}`),
      release: async () => {},
    })),
    async sql(query, { signal = ambient()?.signal } = {}) {
      return new Rows(await rowsFromIpc(await (await session()).query(query, signal)));
    },
    version: async () => (await session()).version(),
    async close() {
      const closing = opened;
      opened = undefined;
      await (await closing)?.close();
    },
  };
}

async function commandsOf(job: Job, session: Session, node: string): Promise<{ mapper: string; reducer: string }> {
  const command = async (script: string): Promise<string> => {
    const notes = `${NOTES_VARIABLE}=1 `;
    // executors have the file in a folder of the session's own; the name is made of the content, so it is the right one
    return inlineCommand(script, node, notes) ?? `${notes}${node} ./*/${await session.ship(script, ".mjs")}`;
  };
  const { mapper, reducer } = await scriptsOf(job);
  return { mapper: await command(mapper), reducer: await command(reducer) };
}

/** Lines `key\tvalue`, in the order of the keys. */
function linesOf(rows: Rows): string[] {
  return [...rows].map(({ k, v }) => `${String(k)}\t${String(v)}`);
}

function reportOf(notes: readonly Noted[], reduced: number, job: Job, began: number): JobReport {
  return {
    engine: "spark",
    id: "",
    inputFiles: job.input.length,
    ...notedReport(notes),
    reduced,
    spilledBytes: 0,
    seconds: (performance.now() - began) / 1000,
  };
}
