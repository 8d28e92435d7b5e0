import type { Measured } from "./row.js";

/** What the figures were measured with. */
export interface Conditions {
  readonly date: string;
  readonly cores: number;
  readonly gibibytes: number;
  /** Elements of the data. */
  readonly rows: number;
  readonly turns: number;
  /** Least and greatest number of programs that ran or waited for a processor during the run, this one among them. */
  readonly load?: readonly [least: number, greatest: number];
  /** Program or package to version. */
  readonly versions: { readonly [name: string]: string };
}

/** `bench/RESULTS.md`: one table for each group. */
export function resultsText(groups: readonly { conditions: Conditions; measured: readonly Measured[] }[]): string {
  return `# Ours and the peers

Written by \`npm run bench\`. Ours and the peer run in turns on the same hot files, medians; memory is what a run's resident
memory grew by at its highest. A ratio of 2 means: ours takes half the time. Both have the processor before other programs
where the system allows that (Linux, root: autogroup -20).
${groups.map(groupText).join("")}`;
}

function groupText({ conditions, measured }: { conditions: Conditions; measured: readonly Measured[] }): string {
  const { date, cores, gibibytes, rows, turns, load, versions } = conditions;
  const busy = load === undefined ? "" : ` load of the machine ${load.map((n) => n.toFixed(1)).join(" to ")};`;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = measured.map(
    ({ work, peer, ours, theirs, atLeast, oneThread, oursMemory, theirsMemory, atMostBytes }) =>
      `| ${[work, seconds(ours), `${seconds(theirs)} (${peer})`, ratio(theirs / ours, atLeast), `${atLeast} ×`, scaling(ours, oneThread), memory(oursMemory, atMostBytes), megabytes(theirsMemory)].join(" | ")} |`,
  );
  return `
## ${measured[0]?.group ?? "empty"}

${date}; ${cores} cores, ${gibibytes} GiB; ${rows.toLocaleString("en-US")} elements, ${turns} turns;${busy} ${used.join(", ")}.

| work | ours | peer | ratio | to reach | all threads against one | our memory | peer's memory |
|---|---|---|---|---|---|---|---|
${lines.join("\n")}
`;
}

function ratio(value: number, atLeast: number): string {
  return `${value.toFixed(2)} ×${value < atLeast ? " (**missed**)" : ""}`;
}

function scaling(all: number, one: Measured["oneThread"]): string {
  return one === undefined ? "–" : `${(one.seconds / all).toFixed(2)} ×, ${one.bound}`;
}

function seconds(value: number): string {
  return value < 0.1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(2)} s`;
}

function memory(bytes: number, atMost: number | undefined): string {
  if (atMost === undefined) return megabytes(bytes);
  return `${megabytes(bytes)} of ${megabytes(atMost)}${bytes > atMost ? " (**missed**)" : ""}`;
}

function megabytes(bytes: number): string {
  return `${Math.max(0, Math.round(bytes / 1e6))} MB`;
}
