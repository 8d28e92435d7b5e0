/**
 * Conditions of scans: what users write, made ready to be planned and run.
 * @module
 */
import type { ColumnSchema } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { check } from "./check.js";
import { parse } from "./parse.js";
import type { Expr } from "./tree.js";
import { nameOf, type Typed } from "./types.js";

/** A condition as text, or as a tree that was parsed before. */
export type Condition = string | Expr;

/** Names that mean the column itself in expressions on one column, unless the source has a column of that name. */
const OWN_NAMES: readonly string[] = ["x", "value"];

/**
 * Parses and checks an expression on a source.
 * @param own name of the column that `x` and `value` mean, where there is one
 * @returns the tree over the source's own column names
 * @throws ExpressionSyntax, InvalidArgument, UnsupportedType with the place in the text
 */
export function expressionOf(source: Condition, schema: readonly ColumnSchema[], own: string | undefined): Typed {
  const named = own === undefined ? schema : [...schema, ...ownSchema(schema, own)];
  const typed = typeof source === "string" ? check(parse(source), named, source) : check(source, named);
  return own === undefined ? typed : check(renamed(typed.node, schema, own), schema);
}

/**
 * As {@link expressionOf}, for a condition.
 * @throws UnsupportedType when it is not true or false
 */
export function conditionOf(source: Condition, schema: readonly ColumnSchema[], own: string | undefined): Expr {
  const { type, node } = expressionOf(source, schema, own);
  if (type.kind === "bool") return node;
  const text = typeof source === "string" ? `: ${source}` : "";
  throw new EngineError("UnsupportedType", `a condition is true or false, this expression is ${nameOf(type)}${text}`);
}

/** Both conditions; undefined when there is none. */
export function both(first: Expr | undefined, second: Expr | undefined): Expr | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { op: "binary", operator: "&", left: first, right: second };
}

function ownSchema(schema: readonly ColumnSchema[], own: string): ColumnSchema[] {
  const column = schema.find(({ name }) => name === own);
  if (column === undefined) return [];
  return OWN_NAMES.filter((name) => isFree(schema, name)).map((name) => ({ ...column, name }));
}

function isFree(schema: readonly ColumnSchema[], name: string): boolean {
  return schema.every((column) => column.name !== name);
}

function renamed(node: Expr, schema: readonly ColumnSchema[], own: string): Expr {
  const again = (child: Expr): Expr => renamed(child, schema, own);
  switch (node.op) {
    case "literal":
      return node;
    case "column":
      return OWN_NAMES.includes(node.name) && isFree(schema, node.name) ? { ...node, name: own } : node;
    case "unary":
      return { ...node, operand: again(node.operand) };
    case "binary":
      return { ...node, left: again(node.left), right: again(node.right) };
    case "call":
      return { ...node, args: node.args.map(again) };
  }
}
