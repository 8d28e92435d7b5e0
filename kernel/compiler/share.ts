import type { TS } from "../typescript.js";

/** Text put into a line, so that places behind it move. One-based. */
export interface Insertion {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A text and what was put into it. */
export interface Shared {
  readonly text: string;
  readonly insertions: readonly Insertion[];
}

/**
 * Lets functions of a cell and later cells see the same variables.
 *
 * tslab declares a cell's variables locally and copies them out, so a later cell that assigns to a `let` changes a
 * copy that the functions of the first cell never see. A variable written as `export let` lives in the module's
 * exports alone. That is slower, so only those get it that a function or class of the cell uses.
 *
 * @param text  an ES module that ends in the `export { … }` of its variables
 */
export function shareVariables(ts: typeof TS, text: string): Shared {
  if (!/\b(?:let|var)\b/.test(text) || !/=>|\b(?:function|class)\b|\)\s*\{/.test(text)) return { text, insertions: [] };
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const used = namesInFunctions(ts, file);
  // TypeScript's helpers are variables as well, but none of the cell's.
  const own = new Set(ownExports(ts, file)?.elements.map(nameOf));
  const edits: { readonly at: number; readonly text: string }[] = [];
  const shared = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || statement.modifiers?.length) continue;
    const { declarationList } = statement;
    if (declarationList.flags & ts.NodeFlags.Const) continue;
    const names = declarationList.declarations.flatMap(({ name }) => boundNames(ts, name));
    if (!names.some((name) => used.has(name) && own.has(name))) continue;
    for (const name of names) shared.add(name);
    edits.push({ at: statement.getStart(file), text: "export " });
    // Without a value it would keep the one an earlier cell gave to the name.
    for (const { initializer, end } of declarationList.declarations)
      if (!initializer) edits.push({ at: end, text: " = void 0" });
  }
  if (shared.size === 0) return { text, insertions: [] };
  const insertions = edits.map(({ at, text }): Insertion => {
    const { line, character } = file.getLineAndCharacterOfPosition(at);
    return { line: line + 1, column: character + 1, length: text.length };
  });
  let result = withoutExports(ts, file, shared);
  for (const { at, text } of edits.reverse()) result = result.slice(0, at) + text + result.slice(at);
  return { text: result, insertions };
}

/** The text with a shorter `export { … }`, which stands behind everything else. */
function withoutExports(ts: typeof TS, file: TS.SourceFile, names: ReadonlySet<string>): string {
  const list = ownExports(ts, file);
  if (!list) return file.text;
  const kept = list.elements.filter((element) => !names.has(nameOf(element)));
  const clause = `export { ${kept.map((element) => element.getText(file)).join(", ")} };`;
  return file.text.slice(0, list.parent.getStart(file)) + clause + file.text.slice(list.parent.end);
}

/** The last `export { … }` of names of the module. */
function ownExports(ts: typeof TS, file: TS.SourceFile): TS.NamedExports | undefined {
  const lists = file.statements.filter(ts.isExportDeclaration).filter(({ moduleSpecifier }) => !moduleSpecifier);
  const clause = lists.at(-1)?.exportClause;
  return clause && ts.isNamedExports(clause) ? clause : undefined;
}

const nameOf = ({ name, propertyName }: TS.ExportSpecifier): string => (propertyName ?? name).text;

function namesInFunctions(ts: typeof TS, file: TS.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: TS.Node, isInside: boolean): void => {
    if (isInside && ts.isIdentifier(node)) names.add(node.text);
    const enters = ts.isFunctionLike(node) || ts.isClassLike(node);
    ts.forEachChild(node, (child) => visit(child, isInside || enters));
  };
  visit(file, false);
  return names;
}

function boundNames(ts: typeof TS, name: TS.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(ts, element.name) : []));
}
