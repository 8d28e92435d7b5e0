/**
 * `npm run chapter`: the steps of the Python chapter, in Python and by ours, in turns.
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sizes as sizesAt } from "../notebooks/data.js";
import { bytesNeeded, requireRoom, runChapter } from "./chapter/run.js";
import { STEPS } from "./chapter/steps.js";
import { type Chapter, chapterTable, side, withTable } from "./chapter/table.js";
import { goFirst } from "./priority.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const README = join(root, "README.md");
const STORED = join(root, "bench", "chapter.json");

const { values, positionals } = parseArgs({
  options: {
    scale: { type: "string", default: process.env["BIGDATA_SCALE"] ?? "small" },
    folder: { type: "string", default: join(root, "bench", "data") },
    python: { type: "string", default: join(root, ".setup", "bench-venv", "bin", "python") },
    seconds: { type: "string", default: "3600" },
    memory: { type: "string", default: "8" },
    keep: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

async function main(): Promise<void> {
  const { scale, python, keep, write } = values;
  const [seconds, gibibytes] = [positive("--seconds", values.seconds), positive("--memory", values.memory)];
  const unknown = positionals.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown !== undefined)
    throw new Error(`no step '${unknown}'; there are ${STEPS.map(({ name }) => name).join(", ")}`);
  const steps = STEPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const sizes = sizesAt({ scale: scale as "small" });
  mkdirSync(resolve(values.folder), { recursive: true });
  // Files that are kept are those that single steps find again.
  const folder = keep ? join(resolve(values.folder), "chapter") : mkdtempSync(join(resolve(values.folder), "chapter-"));
  const clean = (): void => {
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", clean);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  mkdirSync(folder, { recursive: true });
  requireRoom(folder, bytesNeeded(sizes));
  goFirst();
  const last: Chapter | undefined = existsSync(STORED) ? JSON.parse(readFileSync(STORED, "utf8")) : undefined;
  const measured = [...(last?.scale === scale && positionals.length > 0 ? last.measured : [])];
  const memory = gibibytes * 2 ** 30;
  for await (const { step, python: theirs, ours } of runChapter({
    folder,
    scale,
    sizes,
    python,
    steps,
    seconds,
    memory,
  })) {
    console.log(`${step.words(sizes)}: Python ${side(theirs)}; ours ${side(ours)}`);
    const at = measured.findIndex((pair) => pair.ours.name === step.name);
    measured.splice(at < 0 ? measured.length : at, at < 0 ? 0 : 1, { python: theirs, ours });
    if (!write) continue;
    const chapter: Chapter = { ...conditions(python), scale, sizes, measured };
    writeFileSync(STORED, `${JSON.stringify(chapter, undefined, 2)}\n`);
    writeFileSync(README, withTable(readFileSync(README, "utf8"), chapterTable(chapter)));
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} takes a number above 0, not '${text}'`);
}

function conditions(python: string): Pick<Chapter, "date" | "cores" | "gibibytes" | "versions"> {
  const names = ["numpy", "scipy", "tables", "pandas", "matplotlib"];
  const script = `import json, platform, importlib.metadata as m
print(json.dumps({"Python": platform.python_version(), **{name: m.version(name) for name in ${JSON.stringify(names)}}}))`;
  const versions = JSON.parse(execFileSync(python, ["-c", script], { encoding: "utf8" }));
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    gibibytes: Math.round(totalmem() / 2 ** 30),
    versions: { Node: process.versions.node, ...versions },
  };
}

await main().catch((error: Error) => {
  console.error(`chapter: ${error.message}`);
  process.exitCode = 1;
});
