/**
 * hadoop({ … }): jobs as Hadoop Streaming on a running cluster.
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, posix } from "node:path";
import { EngineError } from "../../engine/errors.js";
import { followProgress } from "../../engine/progress.js";
import { linesIn } from "../groups.js";
import type { Engine, Job, JobReport } from "../job.js";
import { type Noted, notedReport, splitNotes } from "../script/note.js";
import { scriptsOf } from "../script/of-job.js";
import { type Staged, scanBy } from "../script/share.js";
import { createClient } from "./client.js";
import { type HadoopOptions, hadoopCommand, hdfsUser, webAddress } from "./config.js";
import { type JobState, newJobState } from "./console.js";
import { contentOf, hdfs, hdfsPath, statusOf } from "./files.js";
import { streamingArguments } from "./streaming.js";
import { type WebHdfs, webHdfs } from "./webhdfs.js";

/**
 * Runs jobs on a Hadoop cluster through its own `hadoop` command: mapper, combiner and reducer are shipped as
 * self-contained scripts and run by Hadoop Streaming. Input and output are paths of the cluster's file system.
 * @throws Unavailable when there is no such command or the cluster does not answer
 */
export function hadoop(options: HadoopOptions = {}): Engine {
  const run: Engine["run"] = async (job, { signal, onProgress }) => {
    const began = performance.now();
    const command = hadoopCommand(options);
    const client = createClient(command, options);
    const user = hdfsUser(options);
    const files = webHdfs({ url: webAddress(options), user });
    const output = hdfsPath(job.output ?? posix.join(".tslab-bigdata", randomUUID()), user);
    if ((await statusOf(files, output, signal)) !== undefined)
      throw new EngineError(
        "FileAccess",
        `output folder '${output}' exists already in HDFS; remove it (hdfs rm -r) or name another`,
      );
    const scripts = mkdtempSync(join(tmpdir(), "tslab-bigdata-"));
    const state = newJobState();
    const progress = followProgress(
      onProgress,
      { label: "hadoop", unit: "%", total: 100 },
      () => (state.map + state.reduce) / 2,
    );
    try {
      const shipped = await writeScripts(job, scripts);
      const input = job.input.map((path) => inputPath(path, user));
      const call = streamingArguments({ job, input, output, shipped, options });
      await client.run(["jar", client.streamingJar, ...call], state, signal);
      await requireSuccess(files, output, signal);
      const { lines, notes } = splitNotes(job.output === undefined ? await readParts(files, output, signal) : []);
      if (job.output === undefined) await files.remove(output, true);
      progress.end("done");
      return { lines, report: reportOf(state, notes, lines.length, began) };
    } catch (error) {
      progress.end(signal?.aborted ? "cancelled" : "failed");
      // what a killed or failed job left is no result
      await files.remove(output, true).catch(() => false);
      throw error;
    } finally {
      rmSync(scripts, { recursive: true, force: true });
    }
  };
  return { name: "hadoop", run, scanLines: scanBy(run, (files) => stageInHdfs(files, options)) };
}

/** Scripts by role, as files of their own. */
async function writeScripts(job: Job, folder: string): Promise<{ readonly [role: string]: string }> {
  const texts = Object.entries(await scriptsOf(job));
  return Object.fromEntries(
    texts.map(([role, text]) => {
      const path = join(folder, `${role}.mjs`);
      writeFileSync(path, text, { mode: 0o755 });
      return [role, path];
    }),
  );
}

/** Files uploaded into a folder of their own. */
async function stageInHdfs(local: readonly string[], options: HadoopOptions): Promise<Staged> {
  const files = hdfs(options);
  const folder = posix.join(".tslab-bigdata", randomUUID());
  await files.mkdir(folder);
  const release = (): Promise<void> => files.rm(folder, { recursive: true });
  try {
    // a number in front keeps files of one name in different folders apart
    const input: string[] = [];
    for (const [i, path] of local.entries()) {
      input.push(...(await files.put(path, posix.join(folder, `${i}-${basename(path)}`))));
    }
    return { input, release };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

/** An input as Hadoop takes it: URLs as they are, paths absolute. */
function inputPath(path: string, user: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? path : hdfsPath(path, user);
}

async function requireSuccess(files: WebHdfs, output: string, signal: AbortSignal | undefined): Promise<void> {
  if ((await statusOf(files, posix.join(output, "_SUCCESS"), signal)) !== undefined) return;
  throw new EngineError("Unavailable", `the job ended, but '${output}' has no _SUCCESS; its result is not taken`);
}

async function readParts(files: WebHdfs, output: string, signal: AbortSignal | undefined): Promise<string[]> {
  const lines: string[] = [];
  for (const { name } of await files.list(output, signal)) {
    if (!name.startsWith("part-")) continue;
    const content = await contentOf(await files.open(posix.join(output, name), signal));
    for (const line of linesIn(content.toString())) lines.push(line);
  }
  return lines;
}

/** What the scripts noted; of a job whose output stays on the cluster, what its counters say. */
function reportOf({ id, counters }: JobState, notes: readonly Noted[], reduced: number, began: number): JobReport {
  const count = (name: string): number => counters.get(name) ?? 0;
  const counted = {
    lines: count("Map input records"),
    skipped: count("skipped"),
    firstSkipped: [],
    mapped: count("Map output records"),
    combined: count("Reduce input records"),
    groups: count("Reduce input groups"),
    reduced: count("Reduce output records"),
  };
  return {
    engine: "hadoop",
    id,
    inputFiles: count("Total input files to process"),
    ...(notes.length > 0 ? { ...notedReport(notes), reduced } : counted),
    spilledBytes: count("FILE: Number of bytes written"),
    seconds: (performance.now() - began) / 1000,
  };
}
