/**
 * Functions out of code that was compiled to CommonJS, as cells are: their text is brought back to what was written.
 * @module
 */
import { DYNAMIC_IMPORT } from "../../contract/index.js";
import { isSyntaxNode, type SyntaxNode } from "../native/acorn.js";

/**
 * The text with `name` for `exports.name`, by which compiled code means variables of its module, and `import(…)` for
 * the function that cells have in its place.
 * @param text   what `root` was parsed from
 * @param names  names that the function takes from outside
 */
export function withoutCommonJs(text: string, root: SyntaxNode, names: readonly string[]): string {
  if (!names.includes("exports") && !names.includes(DYNAMIC_IMPORT)) return text;
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    const { object, property, callee } = node;
    if (node.type === "MemberExpression" && !node["computed"] && isName(object, "exports") && isSyntaxNode(property))
      edits.push({ start: node.start, end: node.end, text: String(property["name"]) });
    else if (node.type === "CallExpression" && isName(callee, DYNAMIC_IMPORT))
      edits.push({ start: callee.start, end: callee.end, text: "import" });
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) if (isSyntaxNode(child)) visit(child);
  };
  visit(root);
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}

function isName(node: unknown, name: string): node is SyntaxNode {
  return isSyntaxNode(node) && node.type === "Identifier" && node["name"] === name;
}
