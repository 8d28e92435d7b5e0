/** What one run of one kernel measured; names are the driver's. Null where a kernel cannot do the work. */
export type Run = { readonly [measure: string]: number | null };

interface Measure {
  readonly key: string;
  readonly work: string;
  readonly unit: "ms" | "MB" | "lines";
  /** The most allowed: a number in the unit, or the kernels that must not be better. */
  readonly target?: number | readonly string[];
}

const MEASURES: readonly Measure[] = [
  { key: "ready", work: "launch → kernel_info_reply", unit: "ms", target: ["ipykernel"] },
  { key: "first", work: "launch → first cell's result", unit: "ms", target: 1300 },
  { key: "warm", work: "`1 + 1` again and again", unit: "ms", target: ["ipykernel", "tslab"] },
  { key: "fresh", work: "`1 + n`, another n each time", unit: "ms" },
  { key: "declare20", work: "a declaring cell, around the 20th", unit: "ms", target: 20 },
  { key: "declare200", work: "a declaring cell, around the 200th", unit: "ms", target: 20 },
  { key: "completion", work: "completion of a member", unit: "ms", target: 50 },
  { key: "lines", work: "100,000 printed lines", unit: "ms", target: 2000 },
  { key: "linesSeen", work: "of these, lines that arrived", unit: "lines" },
  { key: "commIdle", work: "comm round trip, idle", unit: "ms", target: 5 },
  { key: "commBusy", work: "comm round trip while an awaited cell runs", unit: "ms", target: 5 },
  { key: "idleMemory", work: "resident, 2 s after the first cell", unit: "MB", target: ["tslab"] },
  { key: "busyGrowth", work: "resident growth over 1,000 declaring cells, right behind the last", unit: "MB" },
  { key: "growth", work: "… and 2 s later", unit: "MB" },
];

/**
 * A Markdown table: medians of the runs, one column for each kernel, targets that were missed in bold.
 *
 * @param runs  runs by kernel; `ours` must be among them
 */
export function table(runs: ReadonlyMap<string, readonly Run[]>): string {
  const names = [...runs.keys()];
  const rows = MEASURES.map(({ key, work, unit, target }) => {
    const medians = new Map(names.map((name) => [name, median(runs.get(name) ?? [], key)]));
    const limits = typeof target === "number" ? [target] : (target ?? []).map((name) => medians.get(name));
    const limit = limits.reduce<number | undefined>(
      (least, value) => (value == null ? least : Math.min(least ?? value, value)),
      undefined,
    );
    const ours = medians.get("ours");
    const isMissed = limit !== undefined && (ours == null || ours > limit);
    const words = typeof target === "number" ? `${target} ${unit}` : (target ?? []).join(", ");
    const cells = names.map((name) => text(medians.get(name), unit, name === "ours" && isMissed));
    return `| ${[work, ...cells, words].join(" | ")} |`;
  });
  return [`| work | ${names.join(" | ")} | at most |`, `|---|${"---|".repeat(names.length + 1)}`, ...rows].join("\n");
}

function median(runs: readonly Run[], key: string): number | undefined {
  const values = runs.map((run) => run[key]).filter((value) => typeof value === "number");
  const sorted = values.sort((a, b) => a - b);
  return sorted.length === 0 ? undefined : sorted[sorted.length >> 1];
}

function text(value: number | undefined, unit: Measure["unit"], isMissed: boolean): string {
  if (value === undefined) return "–";
  const [number, shown] = unit === "MB" ? [value / 1e6, "MB"] : unit === "lines" ? [value, ""] : [value, "ms"];
  const digits = unit === "ms" && number < 100 ? 1 : 0;
  const rounded = number.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return `${rounded} ${shown}`.trim() + (isMissed ? " (**missed**)" : "");
}
