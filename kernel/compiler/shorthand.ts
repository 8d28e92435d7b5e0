import type { TS } from "../typescript.js";

/** Name of the file in which tslab declares the variables of earlier cells. */
const EARLIER = "__prev__.d.ts";

/**
 * `{ start }` where an earlier cell declared `start`: tslab writes variables of earlier cells as `exports.start`, but
 * overlooks them in shorthand properties, which then name nothing. They become `start: exports.start` before it looks.
 */
export function spellShorthands(ts: typeof TS, checker: TS.TypeChecker): TS.TransformerFactory<TS.SourceFile> {
  const isEarlier = (symbol: TS.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => declaration.getSourceFile().fileName.endsWith(`/${EARLIER}`)) === true;
  return (context) => {
    const { factory } = context;
    const visit = (node: TS.Node): TS.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (!ts.isShorthandPropertyAssignment(seen)) return seen;
      if (!isEarlier(checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node)))) return seen;
      const { name, objectAssignmentInitializer: fallback } = seen;
      const variable = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name.text);
      // `({ start = 3 } = given)` assigns to the variable
      const value = fallback === undefined ? variable : factory.createAssignment(variable, fallback);
      return ts.setTextRange(factory.createPropertyAssignment(name.text, value), seen);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
