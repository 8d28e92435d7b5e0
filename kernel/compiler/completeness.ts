import type { TS } from "../typescript.js";

/** Whether a console should run what was typed. */
export type Completeness =
  | { readonly status: "complete" }
  | { readonly status: "incomplete"; readonly indent: string }
  | { readonly status: "invalid" };

/** "Unterminated template literal" and "comment expected to end": more lines mend them. */
const OPEN_ENDED = new Set([1160, 1010]);
/** "Unterminated string literal": a string ends with its line, so no further line mends it. */
const OPEN_STRING = 1002;
const INDENT = "  ";

/**
 * Whether code is a whole, by what the parser says: an error at the very end means that more must follow.
 *
 * @param code  TypeScript; magics are not for here
 */
export function completeness(ts: typeof TS, code: string): Completeness {
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const { parseDiagnostics } = file as TS.SourceFile & { readonly parseDiagnostics: readonly TS.Diagnostic[] };
  if (parseDiagnostics.length === 0) return { status: "complete" };
  const end = code.trimEnd().length;
  const isOpen = parseDiagnostics.every(
    ({ start = 0, code: number }) => OPEN_ENDED.has(number) || (number !== OPEN_STRING && start >= end),
  );
  return isOpen ? { status: "incomplete", indent: indentAfter(code) } : { status: "invalid" };
}

/** The indent of the last line, one step deeper for every bracket the line leaves open. */
function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf("\n") + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const depth = [...line].reduce((sum, c) => sum + ("([{".includes(c) ? 1 : ")]}".includes(c) ? -1 : 0), 0);
  return depth > 0 ? indent + INDENT : indent;
}
