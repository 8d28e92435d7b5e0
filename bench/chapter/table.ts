import type { Sizes } from "../../notebooks/data.js";
import type { Failed, Taken } from "./run.js";
import { STEPS } from "./steps.js";

/** `bench/chapter.json`: the run whose table stands in the README. */
export interface Chapter {
  readonly date: string;
  readonly cores: number;
  readonly gibibytes: number;
  readonly scale: string;
  readonly sizes: Sizes;
  /** Program or package to version. */
  readonly versions: { readonly [name: string]: string };
  readonly measured: readonly { readonly python: Taken | Failed; readonly ours: Taken | Failed }[];
}

const BEGIN = "<!-- written by npm run chapter -->";
const END = "<!-- end -->";

/** The table of times: one line for each step that was measured. */
export function chapterTable({ measured, sizes, ...conditions }: Chapter): string {
  const lines = STEPS.flatMap(({ name, words, book }) => {
    const found = measured.find(({ ours }) => ours.name === name);
    if (found === undefined) return [];
    const { python, ours } = found;
    return [`| ${[words(sizes), book ?? "", side(python), side(ours), ratio(python, ours)].join(" | ")} |`];
  });
  const { date, cores, gibibytes, versions } = conditions;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `| step | the book | Python here | ours | ratio |
|---|---|---|---|---|
${lines.join("\n")}

${date}; ${cores} cores, ${gibibytes} GiB; ${used.join(", ")}.`;
}

/** A text with the table between its marks replaced. @throws Error when the marks are not there */
export function withTable(text: string, table: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the text lacks the lines '${BEGIN}' and '${END}'`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}

/** Seconds and memory of one side, or why there are none. */
export function side(taken: Taken | Failed): string {
  if ("failed" in taken) return `failed: ${taken.failed}`;
  return `${seconds(taken.seconds)}, ${megabytes(taken.memory)}`;
}

function ratio(python: Taken | Failed, ours: Taken | Failed): string {
  if ("failed" in python || "failed" in ours) return "";
  const value = python.seconds / ours.seconds;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ×`;
}

function seconds(value: number): string {
  if (value < 0.0995) return `${(value * 1000).toFixed(0)} ms`;
  if (value < 120) return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} s`;
  return `${(value / 60).toFixed(0)} min`;
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
