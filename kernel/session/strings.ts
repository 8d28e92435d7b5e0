import type { TS } from "../typescript.js";

/** The string literal a position lies in. */
export interface StringAt {
  /** First character inside the quotes. */
  readonly start: number;
  /** End of the text inside the quotes. */
  readonly end: number;
  /** Whether it names a module: in an import, `import()` or `require()`. */
  readonly isModule: boolean;
}

/** The string or plain template whose inside holds a position of the code. */
export function stringAt(ts: typeof TS, code: string, position: number): StringAt | undefined {
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  let found: TS.Node | undefined;
  const visit = (node: TS.Node): void => {
    if (position <= node.getStart(file) || position > node.end) return;
    if (ts.isStringLiteralLike(node)) found = node;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  if (!found) return undefined;
  const start = found.getStart(file) + 1;
  const isClosed = found.end - start >= 1 && code[found.end - 1] === code[start - 1];
  const end = isClosed ? found.end - 1 : found.end;
  if (position > end) return undefined;
  const { parent } = found;
  const isCall = ts.isCallExpression(parent) && /^(?:import|require)$/.test(parent.expression.getText(file));
  return { start, end, isModule: isCall || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) };
}
