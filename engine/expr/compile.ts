/**
 * Expression tree → a program that computes blocks of a batch. Steps are closures over typed arrays, made from the
 * checked tree; no source text is generated.
 * @module
 */
import type { ColumnSchema, DTypeName } from "../../contract/index.js";
import { check } from "./check.js";
import { compileBooleans } from "./compile-booleans.js";
import { compileNumbers, compileWides } from "./compile-numbers.js";
import { loadNulls, loadStrings, loadTimes } from "./load.js";
import { parseTime } from "./moment.js";
import { parse } from "./parse.js";
import type { Expr, Literal } from "./tree.js";
import { isWide, type TimeUnit, type Typed } from "./types.js";
import { type Compiler, chosen, constant, type Step, VECTOR_ROWS, type WideArray } from "./vectors.js";

/** Values of a program's result. */
export type ResultArray = Float64Array | Uint8Array | WideArray | readonly string[];

/** A compiled expression. It owns scratch memory, so one thread uses it at a time. */
export interface Program {
  /** Type of the result: float64, bool, int64, uint64, string or a time. */
  readonly type: Extract<DTypeName, "float64" | "bool" | "int64" | "uint64"> | "string" | `timestamp[${TimeUnit}]`;
  /** Positions in the schema of the columns it reads; a batch must hold these. */
  readonly columns: readonly number[];
  /** Computes a block. The vector is overwritten by the next call. */
  readonly run: Step<ResultArray>;
}

/**
 * Checks and compiles an expression.
 * @param source its text, or a tree
 * @param schema the columns it may use
 * @throws ExpressionSyntax, InvalidArgument, UnsupportedType as `parse` and `check` do
 */
export function compile(source: string | Expr, schema: readonly ColumnSchema[]): Program {
  const typed = typeof source === "string" ? check(parse(source), schema, source) : check(source, schema);
  const columns: number[] = [];
  const compiler = createCompiler((column) => {
    if (!columns.includes(column)) columns.push(column);
    return columns.indexOf(column);
  });
  const run = ofOwnKind(typed, compiler);
  return { type: resultType(typed), columns, run };
}

function createCompiler(slot: Compiler["slot"]): Compiler {
  const compiler: Compiler = {
    slot,
    numbers(node) {
      const [c, a, b] = branches(node);
      if (c === undefined) return compileNumbers(node, compiler);
      return chosen(compiler.booleans(c), compiler.numbers(a!), compiler.numbers(b!), new Float64Array(VECTOR_ROWS));
    },
    booleans(node) {
      const [c, a, b] = branches(node);
      if (c === undefined) return compileBooleans(node, compiler);
      return chosen(compiler.booleans(c), compiler.booleans(a!), compiler.booleans(b!), new Uint8Array(VECTOR_ROWS));
    },
    wides(node, kind) {
      const [c, a, b] = isWide(node.type) ? branches(node) : [];
      if (c === undefined) return compileWides(node, kind, compiler);
      const out: WideArray = kind === "int64" ? new BigInt64Array(VECTOR_ROWS) : new BigUint64Array(VECTOR_ROWS);
      return chosen<bigint, WideArray>(compiler.booleans(c), compiler.wides(a!, kind), compiler.wides(b!, kind), out);
    },
    strings(node) {
      const [c, a, b] = branches(node);
      if (c === undefined) return compileStrings(node, compiler);
      const out = new Array<string>(VECTOR_ROWS).fill("");
      return chosen<string, string[]>(compiler.booleans(c), compiler.strings(a!), compiler.strings(b!), out);
    },
    times(node) {
      const [c, a, b] = branches(node);
      if (c === undefined) return compileTimes(node, compiler);
      return chosen(compiler.booleans(c), compiler.times(a!), compiler.times(b!), new BigInt64Array(VECTOR_ROWS));
    },
    nulls(node) {
      const stored = node.column !== undefined && node.type.kind !== "time";
      return stored ? loadNulls(slot(node.column!)) : ofOwnKind(node, compiler);
    },
  };
  return compiler;
}

/** Condition and values of a `where(c, a, b)`; nothing for other nodes. */
function branches({ node, args }: Typed): readonly Typed[] {
  return node.op === "call" && node.name === "where" ? args : [];
}

function resultType({ type }: Typed): Program["type"] {
  if (type.kind === "number") return "float64";
  return type.kind === "time" ? `timestamp[${type.unit}]` : type.kind;
}

function ofOwnKind(typed: Typed, compiler: Compiler): Step<ResultArray> {
  const { type } = typed;
  if (type.kind === "bool") return compiler.booleans(typed);
  if (type.kind === "string") return compiler.strings(typed);
  if (type.kind === "time") return compiler.times(typed);
  return isWide(type) ? compiler.wides(typed, type.kind) : compiler.numbers(typed);
}

function compileStrings(typed: Typed, compiler: Compiler): Step<string[]> {
  if (typed.column !== undefined) return loadStrings(compiler.slot(typed.column));
  return constant(new Array<string>(VECTOR_ROWS).fill((typed.node as Literal).text));
}

function compileTimes(typed: Typed, compiler: Compiler): Step<BigInt64Array> {
  if (typed.column !== undefined) return loadTimes(compiler.slot(typed.column));
  return constant(new BigInt64Array(VECTOR_ROWS).fill(parseTime((typed.node as Literal).text)!.count));
}
