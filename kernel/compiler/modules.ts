import { DYNAMIC_IMPORT } from "../../contract/index.js";
import type { TS } from "../typescript.js";

/** Name of what stands for `Object.defineProperty(exports, …)` in emitted code. */
export const DEFINE_EXPORT = "$define";
/** Name of what stands for `import.meta` in emitted code. */
export const IMPORT_META = "$meta";

/** Name of what the values awaited by a cell go through; it throws once the cell is interrupted. */
export const RESUME = "$resume";

/** What a pass over a module finds. */
export interface Found {
  imports(name: string): void;
  awaits(): void;
}

/** Names of the variables in `exports.a = exports.b = void 0`, with which an emitted module begins. */
export function declaredNames(ts: typeof TS, statement: TS.Statement): string[] {
  const names: string[] = [];
  if (!ts.isExpressionStatement(statement)) return names;
  let { expression } = statement;
  while (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const { left, right } = expression;
    if (!ts.isPropertyAccessExpression(left) || !isExports(ts, left.expression)) return [];
    names.push(left.name.text);
    expression = right;
  }
  return ts.isVoidExpression(expression) ? names : [];
}

const isExports = (ts: typeof TS, node: TS.Node): boolean => ts.isIdentifier(node) && node.text === "exports";

/**
 * Before ES modules become CommonJS: rewrites `import()` and `import.meta`, tells the names of modules that are loaded
 * by a literal name, and of top-level await, behind which it asks whether the cell goes on.
 */
export function rewriteModule(ts: typeof TS, found: Found): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    let functions = 0;
    const resume = (...given: TS.Expression[]): TS.CallExpression =>
      ts.factory.createCallExpression(ts.factory.createIdentifier(RESUME), undefined, given);
    const visit = (node: TS.Node): TS.Node => {
      const isFunction = ts.isFunctionLike(node);
      const isAwait = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
      if (isAwait && functions === 0) found.awaits();
      if (isFunction) functions++;
      const seen = ts.visitEachChild(node, visit, context);
      if (isFunction) functions--;
      if (ts.isAwaitExpression(seen)) return functions > 0 ? seen : ts.setTextRange(resume(seen), seen);
      if (isAwait && functions === 0 && ts.isForOfStatement(seen)) {
        const { awaitModifier, initializer, expression, statement } = seen;
        const body = ts.factory.createBlock([ts.factory.createExpressionStatement(resume()), statement]);
        return ts.factory.updateForOfStatement(seen, awaitModifier, initializer, expression, body);
      }
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

/** What TypeScript itself puts in front of a module. */
const isUseStrict = (ts: typeof TS, node: TS.Node): boolean =>
  node.pos < 0 &&
  ts.isExpressionStatement(node) &&
  ts.isStringLiteral(node.expression) &&
  node.expression.text === "use strict";

/**
 * After: `Object.defineProperty(exports, …)` goes through {@link DEFINE_EXPORT}, so that cells can define a name again.
 * Tells the names that the module declares. Cells are not put into strict mode, which is no option of TypeScript's.
 */
export function rewriteExports(
  ts: typeof TS,
  declares: (names: readonly string[]) => void,
): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    const visit = (node: TS.Node): TS.Node => {
      if (isUseStrict(ts, node)) return ts.factory.createNotEmittedStatement(node);
      if (ts.isStatement(node)) declares(declaredNames(ts, node));
      if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return node;
      const { expression: callee, arguments: given } = node.expression;
      const isDefine =
        ts.isPropertyAccessExpression(callee) &&
        ts.isIdentifier(callee.expression) &&
        callee.expression.text === "Object" &&
        callee.name.text === "defineProperty";
      const [target] = given;
      if (!isDefine || !target || !isExports(ts, target)) return node;
      const define = ts.factory.createIdentifier(DEFINE_EXPORT);
      const call = ts.factory.updateCallExpression(node.expression, define, undefined, given);
      return ts.factory.updateExpressionStatement(node, call);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
