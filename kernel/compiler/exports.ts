import type { TS } from "../typescript.js";

/**
 * The code with blanks in place of `export` in front of declarations and of lists like `export { a, b };`, so that
 * cells can hold what was written as a module. All variables of a cell are exported anyway, and tslab takes a second
 * `export` for an error.
 */
export function withoutExportModifiers(ts: typeof TS, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  let result = code;
  const blank = (start: number, end: number): void => {
    result = result.slice(0, start) + result.slice(start, end).replace(/[^\r\n]/g, " ") + result.slice(end);
  };
  for (const statement of file.statements) {
    if (isOwnList(ts, statement)) blank(statement.getStart(file), statement.end);
    const modifiers = (ts.canHaveModifiers(statement) && ts.getModifiers(statement)) || [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    for (const { kind, end } of modifiers) {
      if (kind !== ts.SyntaxKind.ExportKeyword) continue;
      blank(end - "export".length, end);
    }
  }
  return result;
}

/** Whether a statement exports names of the cell under these names. */
function isOwnList(ts: typeof TS, statement: TS.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause) return false;
  const { exportClause } = statement;
  return ts.isNamedExports(exportClause) && exportClause.elements.every(({ propertyName }) => !propertyName);
}
