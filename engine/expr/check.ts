/**
 * Finds the type of every node against a list of columns, or says what is wrong where.
 * @module
 */
import type { ColumnSchema } from "../../contract/index.js";
import { didYouMean } from "../errors.js";
import { checkCall } from "./check-call.js";
import { parseTime } from "./moment.js";
import { print } from "./print.js";
import { problem } from "./problem.js";
import { type Binary, childrenOf, type Expr, type Literal, type Unary } from "./tree.js";
import {
  BOOL,
  type ExprType,
  FLOAT,
  integer,
  isInteger,
  isNumeric,
  nameOf,
  type Typed,
  typeOfColumn,
  wideOf,
} from "./types.js";

/** What checking needs besides the tree. */
interface CheckContext {
  readonly schema: readonly ColumnSchema[];
  /** The text the tree was parsed from, for messages. */
  readonly text: string;
}

/**
 * Checks a tree.
 * @param schema the columns it may use
 * @param text where the tree came from; without it messages show the printed tree
 * @throws InvalidArgument for unknown names (with the nearest known one) and wrong numbers of arguments,
 *   UnsupportedType for operands of the wrong type
 */
export function check(tree: Expr, schema: readonly ColumnSchema[], text?: string): Typed {
  return text === undefined ? typed(withoutPlaces(tree), { schema, text: print(tree) }) : typed(tree, { schema, text });
}

function typed(node: Expr, context: CheckContext): Typed {
  switch (node.op) {
    case "literal":
      return { node, type: typeOfLiteral(node), args: [] };
    case "column":
      return column(node.name, node, context);
    case "unary":
      return unary(node, typed(node.operand, context), context);
    case "binary":
      return binary(node, typed(node.left, context), typed(node.right, context), context);
    case "call":
      return checkCall(
        node,
        node.args.map((arg) => typed(arg, context)),
        context.text,
      );
  }
}

function column(name: string, node: Expr, { schema, text }: CheckContext): Typed {
  const position = schema.findIndex((one) => one.name === name);
  const names = schema.map((one) => one.name);
  if (position < 0)
    throw problem(
      "InvalidArgument",
      text,
      node.at,
      `no column '${name}'${didYouMean(name, names) || `; the columns are ${names.map((one) => `'${one}'`).join(", ")}`}`,
    );
  const type = typeOfColumn(schema[position]!);
  if (type !== undefined) return { node, type, args: [], column: position };
  const { type: stored, shape } = schema[position]!;
  const what = shape.length > 0 ? `arrays of shape (${shape.join(", ")})` : stored;
  throw problem("UnsupportedType", text, node.at, `column '${name}' holds ${what}, which expressions cannot use`);
}

function typeOfLiteral({ type, text }: Literal): ExprType {
  if (type === "number") return /^\d+$/.test(text) ? integer(Number(text)) : FLOAT;
  if (type === "int64") return { kind: BigInt(text) < 2n ** 63n ? "int64" : "uint64" };
  return { kind: type };
}

function unary(node: Unary, operand: Typed, { text }: CheckContext): Typed {
  const { type } = operand;
  if (node.operator === "~") {
    if (type.kind === "bool") return { node, type, args: [operand] };
    if (isInteger(type))
      return { node, type: type.kind === "number" ? integer(type.bound + 1) : type, args: [operand] };
    throw problem("UnsupportedType", text, node.at, `'~' takes a boolean or an integer, got ${nameOf(type)}`);
  }
  if (!isNumeric(type)) throw problem("UnsupportedType", text, node.at, `'-' takes a number, got ${nameOf(type)}`);
  // -9223372036854775808: the digits alone do not fit int64
  const least = operand.node.op === "literal" && operand.node.text === String(2n ** 63n);
  return { node, type: type.kind === "bool" ? integer(1) : least ? { kind: "int64" } : type, args: [operand] };
}

function binary(node: Binary, left: Typed, right: Typed, context: CheckContext): Typed {
  const { operator } = node;
  if (operator === "&" || operator === "|" || operator === "^") return logic(node, left, right, context.text);
  if (operator === "==" || operator === "!=" || operator.startsWith("<") || operator.startsWith(">"))
    return comparison(node, left, right, context.text);
  for (const { type, node: part } of [left, right])
    if (!isNumeric(type))
      throw problem("UnsupportedType", context.text, part.at, `'${operator}' takes numbers, got ${nameOf(type)}`);
  return { node, type: arithmetic(operator, left.type, right.type), args: [left, right] };
}

function arithmetic(operator: string, a: ExprType, b: ExprType): ExprType {
  if (operator === "/" || operator === "**") return FLOAT;
  const wide = wideOf(a, b);
  if (wide !== undefined) return { kind: wide };
  const [x, y] = [boundOf(a), boundOf(b)];
  // x % 0 of integers is NaN, as in np.fmod of floats
  return operator === "%" ? FLOAT : integer(operator === "*" ? x * y : x + y);
}

function boundOf(type: ExprType): number {
  return type.kind === "number" ? type.bound : type.kind === "bool" ? 1 : Number.POSITIVE_INFINITY;
}

function logic(node: Binary, left: Typed, right: Typed, text: string): Typed {
  const [a, b] = [left.type, right.type];
  if (a.kind === "bool" && b.kind === "bool") return { node, type: BOOL, args: [left, right] };
  const wide = wideOf(a, b);
  if (isInteger(a) && isInteger(b) && (wide !== undefined || (a.kind === "number" && b.kind === "number")))
    return {
      node,
      type:
        wide === undefined ? integer(2 ** Math.ceil(Math.log2(1 + Math.max(boundOf(a), boundOf(b))))) : { kind: wide },
      args: [left, right],
    };
  throw problem(
    "UnsupportedType",
    text,
    node.at,
    `'${node.operator}' takes two booleans or two integers, got ${nameOf(a)} and ${nameOf(b)}; ` +
      `comparisons beside it need parentheses: (a > 1) ${node.operator} (b < 2)`,
  );
}

function comparison(node: Binary, left: Typed, right: Typed, text: string): Typed {
  const [a, b] = [left.type, right.type];
  if (isNumeric(a) && isNumeric(b)) return { node, type: BOOL, args: [left, right] };
  if (a.kind === b.kind) return { node, type: BOOL, args: [left, right] };
  if (a.kind === "time" && right.node.op === "literal" && b.kind === "string")
    return { node, type: BOOL, args: [left, timeLiteral(right, text)] };
  if (b.kind === "time" && left.node.op === "literal" && a.kind === "string")
    return { node, type: BOOL, args: [timeLiteral(left, text), right] };
  throw problem("UnsupportedType", text, node.at, `cannot compare ${nameOf(a)} with ${nameOf(b)}`);
}

function timeLiteral(literal: Typed, text: string): Typed {
  const moment = parseTime((literal.node as Literal).text);
  if (moment !== undefined) return { ...literal, type: { kind: "time", unit: moment.unit } };
  throw problem(
    "InvalidArgument",
    text,
    literal.node.at,
    `'${(literal.node as Literal).text}' is no time; write it as in ISO 8601: '1990-01-01' or '1990-01-01T12:00:00'`,
  );
}

/** Places in another text would mislead. */
function withoutPlaces(node: Expr): Expr {
  const { at: _at, ...rest } = node;
  const [first, second] = childrenOf(node).map(withoutPlaces);
  if (rest.op === "unary") return { ...rest, operand: first! };
  if (rest.op === "binary") return { ...rest, left: first!, right: second! };
  return rest.op === "call" ? { ...rest, args: rest.args.map(withoutPlaces) } : rest;
}
