/**
 * Types of function calls.
 * @module
 */
import { didYouMean } from "../errors.js";
import { BINARY_FUNCTIONS, FUNCTION_NAMES, STRING_TESTS, TESTS, UNARY_FUNCTIONS } from "./functions.js";
import { problem } from "./problem.js";
import type { Call } from "./tree.js";
import { BOOL, type ExprType, FLOAT, integer, isNumeric, nameOf, type Typed, wideOf } from "./types.js";

/**
 * Checks a call whose arguments are checked.
 * @throws InvalidArgument for an unknown function or a wrong number of arguments, UnsupportedType for wrong types
 */
export function checkCall(node: Call, args: readonly Typed[], text: string): Typed {
  const { name } = node;
  if (!FUNCTION_NAMES.includes(name))
    throw problem(
      "InvalidArgument",
      text,
      node.at,
      `no function '${name}'${didYouMean(name, FUNCTION_NAMES) || `; the functions are ${FUNCTION_NAMES.join(", ")}`}`,
    );
  const expected = name === "where" ? 3 : name in BINARY_FUNCTIONS || name in STRING_TESTS ? 2 : 1;
  if (args.length !== expected) {
    const plural = expected === 1 ? "argument" : "arguments";
    throw problem("InvalidArgument", text, node.at, `${name}() takes ${expected} ${plural}, got ${args.length}`);
  }
  return { node, type: resultOf(name, args, text), args };
}

function resultOf(name: string, args: readonly Typed[], text: string): ExprType {
  if (name === "isnull") return BOOL;
  if (name === "where") return branches(args, text);
  const wanted = name in STRING_TESTS ? "string" : "number";
  for (const { type, node } of args)
    if (wanted === "string" ? type.kind !== "string" : !isNumeric(type))
      throw problem("UnsupportedType", text, node.at, `${name}() takes a ${wanted}, got ${nameOf(type)}`);
  if (name in TESTS || name in STRING_TESTS) return BOOL;
  if (name === "abs") return args[0]!.type.kind === "bool" ? integer(1) : args[0]!.type;
  if (name === "minimum" || name === "maximum") return common(args[0]!.type, args[1]!.type) ?? FLOAT;
  return name in UNARY_FUNCTIONS || name in BINARY_FUNCTIONS ? FLOAT : BOOL;
}

function branches([condition, a, b]: readonly Typed[], text: string): ExprType {
  if (condition!.type.kind !== "bool")
    throw problem(
      "UnsupportedType",
      text,
      condition!.node.at,
      `where() takes a boolean condition first, got ${nameOf(condition!.type)}`,
    );
  const type = common(a!.type, b!.type);
  if (type !== undefined) return type;
  throw problem(
    "UnsupportedType",
    text,
    b!.node.at,
    `where() takes two values of one type, got ${nameOf(a!.type)} and ${nameOf(b!.type)}`,
  );
}

/** The type that holds values of both, if there is one. */
function common(a: ExprType, b: ExprType): ExprType | undefined {
  if (a.kind === "time" && b.kind === "time") return a.unit === b.unit ? a : undefined;
  if (a.kind === b.kind && a.kind !== "number") return a;
  if (!isNumeric(a) || !isNumeric(b)) return undefined;
  const wide = wideOf(a, b);
  if (wide !== undefined) return { kind: wide };
  const sizes = [a, b].map((type) => (type.kind === "number" ? type.bound : type.kind === "bool" ? 1 : Number.NaN));
  return sizes.some(Number.isNaN) ? FLOAT : integer(Math.max(...sizes));
}
