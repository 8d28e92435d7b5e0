import type { SessionVariable } from "../../contract/index.js";
import type { TS } from "../typescript.js";

/**
 * The variables of a notebook with the types its declarations give them, by name. Imported names are left out.
 *
 * @param declarations  what the cells declared, as TypeScript
 * @param values        the notebook's variables
 */
export function sessionVariables(
  ts: typeof TS,
  declarations: string,
  values: { readonly [name: string]: unknown },
): SessionVariable[] {
  const types = declaredTypes(ts, declarations);
  return [...types.keys()]
    .filter((name) => Object.hasOwn(values, name))
    .sort((a, b) => a.localeCompare(b))
    .map((name) => ({ name, type: types.get(name) ?? "", value: values[name] }));
}

function declaredTypes(ts: typeof TS, declarations: string): Map<string, string> {
  const file = ts.createSourceFile("declarations.d.ts", declarations, ts.ScriptTarget.Latest, true);
  const types = new Map<string, string>();
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, type, initializer } of statement.declarationList.declarations) {
        types.set(name.getText(file), (type ?? initializer)?.getText(file) ?? "any");
      }
    } else if (ts.isFunctionDeclaration(statement) && statement.name) {
      const parameters = statement.parameters.map((parameter) => parameter.getText(file)).join(", ");
      types.set(statement.name.text, `(${parameters}) => ${statement.type?.getText(file) ?? "any"}`);
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      types.set(statement.name.text, `class ${statement.name.text}`);
    } else if (ts.isEnumDeclaration(statement)) {
      types.set(statement.name.text, `enum ${statement.name.text}`);
    }
  }
  return types;
}
