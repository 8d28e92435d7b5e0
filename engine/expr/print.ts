/**
 * Expression tree → text, with no more parentheses than precedence needs. `parse(print(tree))` is the same tree.
 * @module
 */
import { ATOM, COMPARISON, LEVELS, needsQuotes, UNARY } from "./precedence.js";
import type { Expr } from "./tree.js";

/** The text of a tree. Equal trees give equal text, so it is a key for caches. */
export function print(tree: Expr): string {
  switch (tree.op) {
    case "literal":
      return tree.type === "string"
        ? JSON.stringify(tree.text)
        : tree.type === "int64"
          ? `${tree.text}n`
          : constant(tree.text);
    case "column":
      return needsQuotes(tree.name) ? `\`${tree.name}\`` : tree.name;
    case "call":
      return `${tree.name}(${tree.args.map(print).join(", ")})`;
    case "unary":
      return `${tree.operator}${within(tree.operand, UNARY)}`;
    case "binary": {
      const level = LEVELS[tree.operator];
      const power = tree.operator === "**";
      const left = within(tree.left, power || level === COMPARISON ? level + 1 : level);
      const right = within(tree.right, power ? UNARY : level + 1);
      return `${left} ${tree.operator} ${right}`;
    }
  }
}

function within(node: Expr, level: number): string {
  const own = node.op === "binary" ? LEVELS[node.operator] : node.op === "unary" ? UNARY : ATOM;
  return own < level ? `(${print(node)})` : print(node);
}

function constant(text: string): string {
  return text === "NaN" ? "nan" : text === "Infinity" ? "inf" : text;
}
