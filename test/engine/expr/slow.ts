/**
 * The judge of compiled expressions: walks the tree for one row at a time over plain JavaScript values, with the rules
 * of `engine/expr/tree.ts` written down once more.
 * @module
 */
import type { Typed } from "../../../engine/expr/types.js";
import type { Cell } from "../../support/batch.js";

/** The value of a checked tree for one row; `row(name)` gives the row's cells. */
export function slowly(typed: Typed, row: (name: string) => Cell): Cell {
  const { node, args } = typed;
  const operand = (i: number): Cell => slowly(args[i]!, row);
  switch (node.op) {
    case "literal":
      if (node.type === "bool") return node.text === "true";
      if (node.type === "string") return node.text;
      return node.type === "int64" ? BigInt(node.text) : Number(node.text);
    case "column":
      return row(node.name);
    case "unary": {
      const x = operand(0);
      if (x === null) return null;
      if (node.operator === "-") return typeof x === "bigint" ? fit(-x, typed) : -Number(x);
      if (typeof x === "boolean") return !x;
      return typeof x === "bigint" ? fit(~x, typed) : -Number(x) - 1;
    }
    case "call":
      return call(node.name, typed, operand);
    case "binary":
      return binary(node.operator, typed, operand(0), operand(1));
  }
}

function binary(operator: string, typed: Typed, a: Cell, b: Cell): Cell {
  if (operator === "&" && (a === false || b === false)) return false;
  if (operator === "|" && (a === true || b === true)) return true;
  if (a === null || b === null) return null;
  if (typed.type.kind === "bool" && "&|^".includes(operator))
    return operator === "&" ? a === true && b === true : operator === "|" ? a === true || b === true : a !== b;
  // biome-ignore lint/suspicious/noDoubleEquals: bigint with number, exactly
  if (operator === "==") return number(a) == number(b);
  // biome-ignore lint/suspicious/noDoubleEquals: bigint with number, exactly
  if (operator === "!=") return number(a) != number(b);
  if (operator === "<") return number(a) < number(b);
  if (operator === "<=") return number(a) <= number(b);
  if (operator === ">") return number(a) > number(b);
  if (operator === ">=") return number(a) >= number(b);
  if (typed.type.kind === "int64" || typed.type.kind === "uint64")
    return fit(wide(operator, BigInt(a), BigInt(b)), typed);
  if ("&|^".includes(operator)) return Number(wide(operator, BigInt(a), BigInt(b)));
  const [x, y] = [Number(a), Number(b)];
  const results: { readonly [operator: string]: () => number } = {
    "+": () => x + y,
    "-": () => x - y,
    "*": () => x * y,
    "/": () => x / y,
    "%": () => (x % y) + (Math.sign(x % y) * Math.sign(y) < 0 ? y : 0),
    "**": () => (x === 1 ? 1 : x ** y),
  };
  return results[operator]!();
}

function wide(operator: string, a: bigint, b: bigint): bigint {
  if (operator === "%") return b === 0n ? 0n : ((a % b) + b) % b;
  if (operator === "&") return a & b;
  if (operator === "|") return a | b;
  if (operator === "^") return a ^ b;
  return operator === "+" ? a + b : operator === "-" ? a - b : a * b;
}

function call(name: string, typed: Typed, operand: (i: number) => Cell): Cell {
  const a = operand(0);
  if (name === "isnull") return a === null;
  if (name === "where") {
    if (a === null) return null;
    const picked = operand(a ? 1 : 2);
    if (picked === null) return null;
    if (typed.type.kind === "number") return Number(picked);
    return typed.type.kind === "int64" || typed.type.kind === "uint64" ? BigInt(picked) : picked;
  }
  if (a === null) return null;
  if (name === "abs") return typeof a === "bigint" ? fit(a < 0n ? -a : a, typed) : Math.abs(Number(a));
  if (name === "isnan") return Number.isNaN(Number(a));
  if (name === "sqrt") return Math.sqrt(Number(a));
  if (name === "floor") return Math.floor(Number(a));
  const b = operand(1);
  if (b === null) return null;
  if (name === "contains") return String(a).includes(String(b));
  if (name === "minimum" && typed.type.kind === "int64") return BigInt(a) < BigInt(b) ? BigInt(a) : BigInt(b);
  if (name === "minimum") return Math.min(Number(a), Number(b));
  throw new Error(`the slow evaluator has no ${name}()`);
}

function number(value: Exclude<Cell, null>): number | bigint | string {
  return typeof value === "boolean" ? Number(value) : value;
}

function fit(value: bigint, { type }: Typed): bigint {
  return type.kind === "uint64" ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
}
