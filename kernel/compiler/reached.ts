import type { TS } from "../typescript.js";

/**
 * What counts as declared after a cell that stopped before its end: everything the cell declares, but for names that
 * have no value yet what earlier cells declared.
 *
 * @param before   declarations of the earlier cells
 * @param after    declarations as they would be had the cell reached its end
 * @param missing  the names without a value
 */
export function reachedDeclarations(
  ts: typeof TS,
  before: string,
  after: string,
  missing: ReadonlySet<string>,
): string {
  if (missing.size === 0) return after;
  const reached = select(ts, after, (name) => !missing.has(name));
  return reached + select(ts, before, (name) => missing.has(name), false);
}

/**
 * The declarations of certain values, one statement for each name.
 *
 * @param others  whether what declares no value, types and imports, is selected as well
 */
function select(ts: typeof TS, text: string, isWanted: (name: string) => boolean, others = true): string {
  const file = ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.Latest, true);
  const lines = file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const { declarations } = statement.declarationList;
      const head = text.slice(statement.pos, declarations[0]?.getStart(file)).trimStart();
      return declarations
        .filter(({ name }) => isWanted(name.getText(file)))
        .map((one) => `${head}${one.getText(file)};`);
    }
    const isValue =
      ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
    const isSelected = isValue && statement.name ? isWanted(statement.name.text) : others;
    return isSelected ? [text.slice(statement.pos, statement.end).trimStart()] : [];
  });
  return lines.map((line) => `${line}\n`).join("");
}
