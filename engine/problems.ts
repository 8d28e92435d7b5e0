/**
 * Rows that were left out and values that were taken as null: counted, the first ones kept.
 * @module
 */
import type { RowProblem, RowProblems } from "../contract/index.js";
import { tell } from "./tell.js";

/** Problems that are kept in full. */
export const KEPT_PROBLEMS = 10;

/** Joins what several threads met; the first ones by file and line are kept. */
export function joinProblems(all: readonly RowProblems[]): RowProblems {
  const first = all.flatMap((each) => each.first).sort((a, b) => (a.file === b.file ? a.line - b.line : byName(a, b)));
  return { count: all.reduce((sum, { count }) => sum + count, 0), first: first.slice(0, KEPT_PROBLEMS) };
}

function byName(a: RowProblem, b: RowProblem): number {
  return a.file.localeCompare(b.file, "en", { numeric: true });
}

/** What happened, in a few lines for people. */
export function problemText({ count, first }: RowProblems): string {
  const lines = first.map(({ file, line, why }) => `  ${file}, line ${line}: ${why}`);
  const more = count > first.length ? [`  … and ${count - first.length} more`] : [];
  return [`${count} bad ${count === 1 ? "row or value" : "rows or values"}:`, ...lines, ...more].join("\n");
}

/** Says what happened where the caller does not ask for it: under the cell, or as a warning of the process. */
export function showProblems(problems: RowProblems): void {
  tell(problemText(problems), "BadRows");
}
