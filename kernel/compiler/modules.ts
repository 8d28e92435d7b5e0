import { DYNAMIC_IMPORT } from "../../contract/index.js";
import type { TS } from "../typescript.js";

/** Name of what stands for `Object.defineProperty(exports, …)` in emitted code. */
export const DEFINE_EXPORT = "$define";
/** Name of what stands for `import.meta` in emitted code. */
export const IMPORT_META = "$meta";

/** What a pass over a module finds. */
export interface Found {
  imports(name: string): void;
  awaits(): void;
}

/**
 * Before ES modules become CommonJS: rewrites `import()` and `import.meta`, tells the names of modules that are loaded
 * by a literal name, and of top-level await.
 */
export function rewriteModule(ts: typeof TS, found: Found): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    let functions = 0;
    const visit = (node: TS.Node): TS.Node => {
      const isFunction = ts.isFunctionLike(node);
      const isAwait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
      if (isAwait && functions === 0) found.awaits();
      if (isFunction) functions++;
      const seen = ts.visitEachChild(node, visit, context);
      if (isFunction) functions--;
      if (ts.isImportDeclaration(seen) || ts.isExportDeclaration(seen)) {
        if (seen.moduleSpecifier && ts.isStringLiteral(seen.moduleSpecifier)) found.imports(seen.moduleSpecifier.text);
        return seen;
      }
      if (ts.isMetaProperty(seen) && seen.keywordToken === ts.SyntaxKind.ImportKeyword)
        return ts.factory.createIdentifier(IMPORT_META);
      if (!ts.isCallExpression(seen)) return seen;
      const [argument] = seen.arguments;
      if (ts.isIdentifier(seen.expression) && seen.expression.text === "require") {
        if (argument && ts.isStringLiteral(argument)) found.imports(argument.text);
      }
      if (seen.expression.kind !== ts.SyntaxKind.ImportKeyword) return seen;
      const callee = ts.factory.createIdentifier(DYNAMIC_IMPORT);
      return ts.factory.updateCallExpression(seen, callee, undefined, seen.arguments);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

/** After: `Object.defineProperty(exports, …)` goes through {@link DEFINE_EXPORT}, so that cells can define a name again. */
export function rewriteExports(ts: typeof TS): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    const visit = (node: TS.Node): TS.Node => {
      if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return node;
      const { expression: callee, arguments: given } = node.expression;
      const isDefine =
        ts.isPropertyAccessExpression(callee) &&
        ts.isIdentifier(callee.expression) &&
        callee.expression.text === "Object" &&
        callee.name.text === "defineProperty";
      const [target] = given;
      if (!isDefine || !target || !ts.isIdentifier(target) || target.text !== "exports") return node;
      const define = ts.factory.createIdentifier(DEFINE_EXPORT);
      const call = ts.factory.updateCallExpression(node.expression, define, undefined, given);
      return ts.factory.updateExpressionStatement(node, call);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
