import type { TS } from "../typescript.js";

/**
 * The code with blanks in place of `export` in front of declarations, so that cells can hold what was written as a
 * module. All variables of a cell are exported anyway, and tslab takes a second `export` for an error.
 */
export function withoutExportModifiers(ts: typeof TS, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  let result = code;
  for (const statement of file.statements) {
    const modifiers = (ts.canHaveModifiers(statement) && ts.getModifiers(statement)) || [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    for (const { kind, end } of modifiers) {
      if (kind !== ts.SyntaxKind.ExportKeyword) continue;
      result = `${result.slice(0, end - "export".length)}      ${result.slice(end)}`;
    }
  }
  return result;
}
