/**
 * JavaScript's grammar, by acorn.
 * @module
 */
import { parse } from "acorn";

/** A node of an ESTree: its type and whatever fields that type has. */
export interface SyntaxNode {
  readonly type: string;
  /** Half-open range of UTF-16 positions. */
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/**
 * Parses text that is one expression.
 * @throws SyntaxError of acorn, with a position in its message
 */
export function parseJavaScript(text: string): SyntaxNode {
  const { body } = parse(text, { ecmaVersion: "latest" });
  const [statement] = body;
  if (body.length !== 1 || statement?.type !== "ExpressionStatement") throw new SyntaxError("this is no expression");
  return { ...statement.expression };
}

/** Whether a field of a node is a node. */
export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
