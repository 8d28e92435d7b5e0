import type { TS } from "../typescript.js";

/** Name of what values declared by `using` at the top level of a cell go through. */
export const USING = "$using";

/** Name of the file in which tslab compiles a cell. */
const CELL = "__tslab__.ts";

/**
 * `using` at the top level of a cell. TypeScript would wrap the whole cell in `try … finally`: the value of its last
 * expression would be lost, and shown things would be disposed before they are shown. So `using a = f()` becomes
 * `const a = $using(f(), false)`, and `await using` the same with `true`; what stands behind the name disposes of the
 * value once the cell is done. Blocks, functions and local modules are TypeScript's.
 */
export function disposeAfterCell(ts: typeof TS): TS.TransformerFactory<TS.SourceFile> {
  return ({ factory }) => {
    const constant = (statement: TS.Statement): TS.Statement => {
      if (!ts.isVariableStatement(statement)) return statement;
      const { declarationList: list, modifiers } = statement;
      const kind = list.flags & ts.NodeFlags.BlockScoped;
      if (kind !== ts.NodeFlags.Using && kind !== ts.NodeFlags.AwaitUsing) return statement;
      const isAwaited = kind === ts.NodeFlags.AwaitUsing ? factory.createTrue() : factory.createFalse();
      const declarations = list.declarations.map((declaration) => {
        const { name, exclamationToken, type, initializer } = declaration;
        const given = initializer ? [initializer, isAwaited] : [];
        const kept = factory.createCallExpression(factory.createIdentifier(USING), undefined, given);
        const value = ts.setTextRange(kept, initializer);
        return factory.updateVariableDeclaration(declaration, name, exclamationToken, type, value);
      });
      const constants = ts.setTextRange(factory.createVariableDeclarationList(declarations, ts.NodeFlags.Const), list);
      return factory.updateVariableStatement(statement, modifiers, constants);
    };
    return (file) =>
      file.fileName.endsWith(`/${CELL}`) ? factory.updateSourceFile(file, file.statements.map(constant)) : file;
  };
}
