import { execFile } from "node:child_process";
import { mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sizes } from "../../notebooks/data.js";
import type { Step } from "./steps.js";

/** What a step took on one side. */
export interface Taken {
  readonly name: string;
  readonly seconds: number;
  /** Greatest resident memory of the step's process in bytes. */
  readonly memory: number;
  /** What came out, which both sides are compared by. */
  readonly result: unknown;
}

/** A step that did not come to its end, and why. */
export interface Failed {
  readonly name: string;
  readonly failed: string;
}

/** Both sides of a step. */
export interface Pair {
  readonly step: Step;
  readonly python: Taken | Failed;
  readonly ours: Taken | Failed;
}

/** What a run takes. */
export interface ChapterOptions {
  /** Folder for the data; two folders are made in it. */
  readonly folder: string;
  readonly scale: string;
  readonly sizes: Sizes;
  /** An interpreter with numpy, scipy, tables, pandas and matplotlib. */
  readonly python: string;
  readonly steps: readonly Step[];
  /** Seconds that a step may take on either side. */
  readonly seconds: number;
  /** Bytes of memory that a step may take in Python. */
  readonly memory: number;
}

const OURS = fileURLToPath(new URL("./ours.js", import.meta.url));
const CHAPTER = fileURLToPath(new URL("../../../bench/chapter/chapter.py", import.meta.url));

/** Bytes that a run needs at its highest: one set of CSV files, two tables, and two of each array's files. */
export function bytesNeeded({ points, rows }: Sizes): number {
  return rows * (50 + 2 * 18) + points * 2 * (8 + 11);
}

/** @throws Error when the folder's disk has too little room */
export function requireRoom(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= needed) return;
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `'${folder}' has ${gb(bavail * bsize)} of free disk, the run needs ${gb(needed)}; ` +
      "name another folder (--folder) or a smaller scale (--scale)",
  );
}

/** Runs the steps in turns, Python before ours; both read the values and the CSV files that ours has made. */
export async function* runChapter(options: ChapterOptions): AsyncGenerator<Pair> {
  const python = join(options.folder, "python");
  const ours = join(options.folder, "ours");
  for (const folder of [python, ours]) mkdirSync(folder, { recursive: true });
  for (const step of options.steps) {
    const theirs = await runPython(step, python, ours, options);
    // Its values and text are not read again, and take as much room as ours.
    if (step.name === "points") rmSync(join(python, "points.bin"), { force: true });
    if (step.name === "csv")
      for (let country = 0; country < options.sizes.files; country++)
        rmSync(join(python, `${country}.csv`), { force: true });
    yield { step, python: theirs, ours: await runOurs(step, ours, options) };
  }
}

async function runPython(step: Step, folder: string, data: string, options: ChapterOptions): Promise<Taken | Failed> {
  const { points, files, towns } = options.sizes;
  const sizes = [`--points=${points}`, `--files=${files}`, `--towns=${towns}`];
  const limits = [`--seconds=${options.seconds}`, `--memory=${options.memory}`];
  const args = [CHAPTER, folder, `--data=${data}`, ...sizes, ...limits, step.name];
  const answer = await finished(step.name, options.python, args, {}, 0);
  return "text" in answer ? JSON.parse(answer.text)[0] : answer;
}

async function runOurs(step: Step, folder: string, options: ChapterOptions): Promise<Taken | Failed> {
  // A pyramid left on the disk by an earlier run would do part of this one's work.
  const env = { BIGDATA_SCALE: options.scale, BIGDATA_PYRAMID_CACHE: "off" };
  const answer = await finished(step.name, process.execPath, [OURS, folder, step.name], env, options.seconds);
  return "text" in answer ? JSON.parse(answer.text) : answer;
}

/** Runs a program to its end: what it printed, or the last line of what it complained of. */
function finished(
  name: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  seconds: number,
): Promise<{ readonly text: string } | Failed> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: seconds * 1000, maxBuffer: 2 ** 24 };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ text: stdout });
      else if (error.killed) resolve({ name, failed: `longer than ${seconds} s` });
      else resolve({ name, failed: stderr.trim().split("\n").at(-1) || error.message });
    });
  });
}
