/**
 * Nodes whose values are true or false: logic, comparisons, tests.
 * @module
 */
import { STRING_TESTS, TESTS } from "./functions.js";
import { loadBooleans, testStrings } from "./load.js";
import { COMPARE, FLOAT_COMPARISONS, orderOfStrings } from "./loops.js";
import { unitsPer } from "./moment.js";
import type { Binary, Call, Comparison } from "./tree.js";
import { isWide, type TimeUnit, type Typed, wideOf } from "./types.js";
import { type Compiler, constant, joined, mapped, type Step, VECTOR_ROWS } from "./vectors.js";

/** The step of a boolean node, one byte per row. */
export function compileBooleans(typed: Typed, compiler: Compiler): Step<Uint8Array> {
  const { node, args } = typed;
  const out = new Uint8Array(VECTOR_ROWS);
  if (typed.column !== undefined) return loadBooleans(compiler.slot(typed.column));
  if (node.op === "literal") return constant(out.fill(node.text === "true" ? 1 : 0));
  if (node.op === "unary")
    return mapped(compiler.booleans(args[0]!), out, (from, to, n) => {
      for (let i = 0; i < n; i++) to[i] = from[i]! ^ 1;
    });
  if (node.op === "call") return test(node, args, compiler, out);
  const { operator } = node as Binary;
  if (operator === "&" || operator === "|") return kleene(operator, args, compiler);
  if (operator === "^")
    return joined(compiler.booleans(args[0]!), compiler.booleans(args[1]!), out, (a, b, to, n) => {
      for (let i = 0; i < n; i++) to[i] = a[i]! ^ b[i]!;
    });
  return comparison(operator as Comparison, args[0]!, args[1]!, compiler, out);
}

function test(node: Call, args: readonly Typed[], compiler: Compiler, out: Uint8Array): Step<Uint8Array> {
  if (node.name === "isnull") {
    const step = compiler.nulls(args[0]!);
    return (block) => {
      const { nulls } = step(block);
      if (nulls === undefined) out.fill(0);
      else out.set(nulls);
      return { values: out, nulls: undefined };
    };
  }
  const stringTest = STRING_TESTS[node.name];
  if (stringTest === undefined) {
    const check = TESTS[node.name]!;
    return mapped(compiler.numbers(args[0]!), out, (from, to, n) => {
      for (let i = 0; i < n; i++) to[i] = check(from[i]!) ? 1 : 0;
    });
  }
  return betweenStrings(args[0]!, args[1]!, compiler, out, stringTest);
}

/** What holds between two strings, row by row; each entry of a dictionary is held against a literal once. */
function betweenStrings(
  left: Typed,
  right: Typed,
  compiler: Compiler,
  out: Uint8Array,
  holds: (left: string, right: string) => boolean,
): Step<Uint8Array> {
  if (left.column !== undefined && right.node.op === "literal") {
    const wanted = right.node.text;
    return testStrings(compiler.slot(left.column), (text) => holds(text, wanted));
  }
  return joined(compiler.strings(left), compiler.strings(right), out, (a, b, to, n) => {
    for (let i = 0; i < n; i++) to[i] = holds(a[i]!, b[i]!) ? 1 : 0;
  });
}

/** Three-valued logic: what is known decides, else null (Kleene; SQL's AND and OR). */
function kleene(operator: "&" | "|", args: readonly Typed[], compiler: Compiler): Step<Uint8Array> {
  const [left, right] = args.map((arg) => compiler.booleans(arg));
  const out = new Uint8Array(VECTOR_ROWS);
  const unknown = new Uint8Array(VECTOR_ROWS);
  const decisive = operator === "&" ? 0 : 1;
  return (block) => {
    const a = left!(block);
    const b = right!(block);
    if (operator === "&") for (let i = 0; i < block.count; i++) out[i] = a.values[i]! & b.values[i]!;
    else for (let i = 0; i < block.count; i++) out[i] = a.values[i]! | b.values[i]!;
    if (a.nulls === undefined && b.nulls === undefined) return { values: out, nulls: undefined };
    for (let i = 0; i < block.count; i++) {
      const nullA = a.nulls?.[i] ?? 0;
      const nullB = b.nulls?.[i] ?? 0;
      const decided = (nullA === 0 && a.values[i] === decisive) || (nullB === 0 && b.values[i] === decisive);
      if (decided) out[i] = decisive;
      unknown[i] = decided ? 0 : nullA | nullB;
    }
    return { values: out, nulls: unknown };
  };
}

function comparison(
  operator: Comparison,
  left: Typed,
  right: Typed,
  compiler: Compiler,
  out: Uint8Array,
): Step<Uint8Array> {
  const holds = COMPARE[operator];
  if (left.type.kind === "string")
    return betweenStrings(left, right, compiler, out, (a, b) => holds(orderOfStrings(a, b)));
  if (left.type.kind === "time") {
    const [unitLeft, unitRight] = [unitOf(left), unitOf(right)];
    const scaleLeft = unitsPer(unitRight, unitLeft);
    const scaleRight = unitsPer(unitLeft, unitRight);
    return byOrder(compiler.times(left), compiler.times(right), out, (a, b) =>
      holds(orderOf(a * scaleLeft, b * scaleRight)),
    );
  }
  const wide = wideOf(left.type, right.type);
  if (wide !== undefined)
    return byOrder(compiler.wides(left, wide), compiler.wides(right, wide), out, (a, b) => holds(orderOf(a, b)));
  if (!isWide(left.type) && !isWide(right.type))
    return joined(compiler.numbers(left), compiler.numbers(right), out, FLOAT_COMPARISONS[operator]);
  const exact = (typed: Typed): Step<ArrayLike<number | bigint>> =>
    isWide(typed.type) ? compiler.wides(typed, typed.type.kind) : compiler.numbers(typed);
  return byOrder(exact(left), exact(right), out, (a, b) =>
    holds(Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : orderOf(a, b)),
  );
}

/** What holds between two values, row by row. */
function byOrder<T>(
  left: Step<ArrayLike<T>>,
  right: Step<ArrayLike<T>>,
  out: Uint8Array,
  holds: (left: T, right: T) => boolean,
): Step<Uint8Array> {
  return joined(left, right, out, (a, b, to, n) => {
    for (let i = 0; i < n; i++) to[i] = holds(a[i]!, b[i]!) ? 1 : 0;
  });
}

function orderOf(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unitOf({ type }: Typed): TimeUnit {
  return type.kind === "time" ? type.unit : "s";
}
