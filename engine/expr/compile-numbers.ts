/**
 * Nodes whose values are float64, and 64-bit integers.
 * @module
 */
import { BINARY_FUNCTIONS, UNARY_FUNCTIONS } from "./functions.js";
import { loadNumbers, loadWides } from "./load.js";
import { bitLogic, FLOAT_LOOPS, UNARY_LOOPS, WIDE_OPERATORS } from "./loops.js";
import type { Arithmetic, Logic } from "./tree.js";
import { isWide, type Typed } from "./types.js";
import { type Compiler, constant, joined, mapped, type Step, VECTOR_ROWS, type WideArray } from "./vectors.js";

/** The step of a node as float64. */
export function compileNumbers(typed: Typed, compiler: Compiler): Step<Float64Array> {
  const { node, type, args } = typed;
  const out = new Float64Array(VECTOR_ROWS);
  if (typed.column !== undefined && type.kind !== "bool") return loadNumbers(compiler.slot(typed.column));
  if (type.kind === "bool") return mapped(compiler.booleans(typed), out, (from, to, n) => to.set(from.subarray(0, n)));
  if (isWide(type))
    return mapped(compiler.wides(typed, type.kind), out, (from, to, n) => {
      for (let i = 0; i < n; i++) to[i] = Number(from[i]!);
    });
  if (node.op === "literal") return constant(out.fill(Number(node.text)));
  const operands = args.map((arg) => compiler.numbers(arg));
  if (node.op === "unary") return mapped(operands[0]!, out, node.operator === "-" ? negate : complement);
  if (node.op === "binary") {
    const loop =
      node.operator in FLOAT_LOOPS ? FLOAT_LOOPS[node.operator as Arithmetic] : pairs(bitLogic(node.operator as Logic));
    return joined(operands[0]!, operands[1]!, out, loop);
  }
  const { name } = node as { name: string };
  if (name in BINARY_FUNCTIONS) return joined(operands[0]!, operands[1]!, out, pairs(BINARY_FUNCTIONS[name]!));
  return mapped(operands[0]!, out, UNARY_LOOPS[name] ?? each(UNARY_FUNCTIONS[name]!));
}

/** The step of a node in exact 64-bit arithmetic. */
export function compileWides(typed: Typed, kind: "int64" | "uint64", compiler: Compiler): Step<WideArray> {
  const { node, type, args } = typed;
  const out: WideArray = kind === "int64" ? new BigInt64Array(VECTOR_ROWS) : new BigUint64Array(VECTOR_ROWS);
  if (!isWide(type))
    return mapped(compiler.numbers(typed), out, (from, to, n) => {
      // the value of a null row means nothing and may be NaN
      for (let i = 0; i < n; i++) to[i] = BigInt(Number.isInteger(from[i]!) ? from[i]! : 0);
    });
  if (typed.column !== undefined) return loadWides(compiler.slot(typed.column));
  if (node.op === "literal") return constant(out.fill(BigInt(node.text)));
  const operands = args.map((arg) => compiler.wides(arg, kind));
  // stores into the typed array wrap around at 64 bits
  if (node.op === "unary")
    return mapped(operands[0]!, out, (from, to, n) => {
      const negative = node.operator === "-";
      for (let i = 0; i < n; i++) to[i] = negative ? -from[i]! : ~from[i]!;
    });
  if (node.op === "call" && node.name === "abs")
    return mapped(operands[0]!, out, (from, to, n) => {
      for (let i = 0; i < n; i++) to[i] = from[i]! < 0n ? -from[i]! : from[i]!;
    });
  const operator =
    node.op === "binary"
      ? WIDE_OPERATORS[node.operator as keyof typeof WIDE_OPERATORS]
      : (node as { name: string }).name === "minimum"
        ? (a: bigint, b: bigint) => (a < b ? a : b)
        : (a: bigint, b: bigint) => (a > b ? a : b);
  return joined(operands[0]!, operands[1]!, out, (a, b, to, n) => {
    for (let i = 0; i < n; i++) to[i] = operator(a[i]!, b[i]!);
  });
}

function each(f: (x: number) => number): (from: Float64Array, to: Float64Array, count: number) => void {
  return (from, to, count) => {
    for (let i = 0; i < count; i++) to[i] = f(from[i]!);
  };
}

function pairs(
  f: (x: number, y: number) => number,
): (a: Float64Array, b: Float64Array, out: Float64Array, count: number) => void {
  return (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = f(a[i]!, b[i]!);
  };
}

function negate(from: Float64Array, to: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) to[i] = -from[i]!;
}

const complement = each((x) => -x - 1);
