/**
 * Jobs as streaming steps: scripts and files go to S3, the result comes back from there.
 * @module
 */
import { randomUUID } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { EngineError } from "../../engine/errors.js";
import { linesIn } from "../groups.js";
import { jobName, streamingArguments } from "../hadoop/streaming.js";
import type { Engine, Job, JobControl, JobReport } from "../job.js";
import type { S3Client } from "../native/aws-s3.js";
import { type Noted, notedReport, splitNotes } from "../script/note.js";
import { scriptsOf } from "../script/of-job.js";
import type { Staged } from "../script/share.js";
import { bucketOf, type EmrOptions } from "./config.js";
import type { EmrSession } from "./session.js";

/** Runs jobs on the session's cluster. */
export function runJobs(options: EmrOptions, session: EmrSession): Engine["run"] {
  return async (job, control) => {
    const began = performance.now();
    const { storage } = await session.services();
    const folder = `${bucketOf(options)}/jobs/${randomUUID()}`;
    const output = job.output ?? `${folder}/output`;
    if ((await storage.list(`${output}/`)).length > 0)
      throw new EngineError("FileAccess", `output '${output}' exists already; remove it or name another`);
    try {
      const shipped = await shipScripts(job, storage, folder);
      const args = streamingArguments({ job, input: job.input, output, shipped, options });
      const step = await session.runStep(jobName(job), ["hadoop-streaming", ...args], control);
      if (!(await storage.list(`${output}/`)).includes(`${output}/_SUCCESS`))
        throw new EngineError(
          "Unavailable",
          `step ${step} ended, but '${output}' has no _SUCCESS; its result is not taken`,
        );
      const { lines, notes } = splitNotes(job.output === undefined ? await readParts(storage, output) : []);
      return { lines, report: reportOf(step, notes, lines.length, job, began) };
    } finally {
      await clear(storage, folder);
    }
  };
}

/** Brings files into a folder of the bucket; what was brought of an upload that fails is removed. */
export function stageInBucket(
  options: EmrOptions,
  session: EmrSession,
): (files: readonly string[], control: Pick<JobControl, "signal">) => Promise<Staged> {
  return async (files, { signal }) => {
    const { storage } = await session.services();
    const folder = `${bucketOf(options)}/input/${randomUUID()}`;
    const release = (): Promise<void> => clear(storage, folder);
    try {
      const input: string[] = [];
      for (const [i, file] of files.entries()) {
        const address = `${folder}/${i}-${basename(file)}`;
        await putFile(storage, address, file, signal);
        input.push(address);
      }
      return { input, release };
    } catch (error) {
      await release();
      throw error;
    }
  };
}

/** Uploads a file. */
export function putFile(
  storage: S3Client,
  address: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  return storage.put(address, createReadStream(file), statSync(file).size, signal);
}

/** Removes a folder of ours; one that cannot be removed is left, for it must not hide how the job ended. */
async function clear(storage: S3Client, folder: string): Promise<void> {
  await storage
    .list(`${folder}/`)
    .then((addresses) => storage.remove(addresses))
    .catch(() => undefined);
}

async function shipScripts(job: Job, storage: S3Client, folder: string): Promise<{ readonly [role: string]: string }> {
  const addresses: [string, string][] = [];
  for (const [role, text] of Object.entries(await scriptsOf(job))) {
    const address = `${folder}/${role}.mjs`;
    await storage.put(address, text, Buffer.byteLength(text));
    addresses.push([role, address]);
  }
  return Object.fromEntries(addresses);
}

async function readParts(storage: S3Client, output: string): Promise<string[]> {
  const lines: string[] = [];
  for (const address of await storage.list(`${output}/part-`)) {
    for (const line of linesIn(await storage.text(address))) lines.push(line);
  }
  return lines;
}

/** What the scripts noted. EMR gives no counters of its steps: of a job whose output stays there all is 0. */
function reportOf(step: string, notes: readonly Noted[], reduced: number, job: Job, began: number): JobReport {
  return {
    engine: "emr",
    id: step,
    inputFiles: job.input.length,
    ...notedReport(notes),
    reduced,
    spilledBytes: 0,
    seconds: (performance.now() - began) / 1000,
  };
}
