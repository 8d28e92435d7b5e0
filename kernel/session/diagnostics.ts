import type { Failure } from "./failure.js";

/** A compile error at a place the user sees. Lines and columns count from 1. */
export interface Problem {
  /** `Cell In[3]`, or the path of a local module. */
  readonly where: string;
  /** Text of the cell or module. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** Characters to underline; at least one is. */
  readonly length: number;
  readonly message: string;
  /** `TS2322`, `magic`. */
  readonly code: string;
}

/** Lines shown before the wrong one. */
const CONTEXT_LINES = 2;
/** Problems shown; the others are counted. */
const LIMIT = 10;
const RED = "\u001b[31m";
const RESET = "\u001b[39m";

/**
 * Compile errors as one failure: line, caret, position of each.
 *
 * @param ename     name of the error
 * @param problems  at least one
 */
export function problemsFailure(ename: string, problems: readonly Problem[]): Failure {
  const [first] = problems;
  if (!first) throw new RangeError("no problems");
  const shown = problems.slice(0, LIMIT).map(picture);
  const more = problems.length > LIMIT ? [`… and ${problems.length - LIMIT} more`] : [];
  return {
    ename,
    evalue: `${first.where}:${first.line}:${first.column} ${first.message}`,
    traceback: [...shown, ...more],
  };
}

function picture({ where, text, line, column, length, message, code }: Problem): string {
  const lines = text.split(/\r?\n/);
  const width = String(line).length;
  const rows = lines.slice(Math.max(0, line - 1 - CONTEXT_LINES), line).map((content, index, { length: count }) => {
    const number = line - count + 1 + index;
    return `${number === line ? ">" : " "} ${String(number).padStart(width)} | ${content}`;
  });
  const current = lines[line - 1] ?? "";
  const before = current.slice(0, column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, current.length - column + 1)));
  return [
    `${where}, line ${line}, column ${column}`,
    ...rows,
    `  ${" ".repeat(width)} | ${before}${RED}${carets}${RESET}`,
    `${RED}${code}${RESET}: ${message}`,
  ].join("\n");
}
