/**
 * One expression tree for `where`, `map`, `filter` and computed inputs. It is plain JSON, so it crosses threads, is
 * written into shipped scripts and is part of cache keys. Text becomes a tree (`parse.ts`), a tree becomes text again
 * (`print.ts`), types are found against the columns it is used on (`check.ts`), and only then it runs (`compile.ts`);
 * text never becomes code.
 *
 * **Precedence**, tightest first: calls and `( )`; `**` (right to left, and above a minus on its left, `-2 ** 2` is
 * -4); unary `-` `+` `~` `!`; `*` `/` `%`; `+` `-`; `&`; `^`; `|`; comparisons; `&&`; `||`. `&` and `|` bind
 * tighter than comparisons, as in Python, numexpr and PyTables, so conditions are written `(a > 1) & (b < 2)`; `&&`
 * and `||` bind looser and need no parentheses. Comparisons do not chain.
 *
 * **Numbers.** Floats and integers of up to 32 bits are computed in float64; `/` is true division; `%` has the sign
 * of the divisor, as in Python and NumPy (`fmod` has that of the dividend). A value computed from integers by `+ - *` counts as an integer as long
 * as its size cannot exceed 2^53, and does not wrap around.
 *
 * **int64 and uint64** are computed exactly as bigint: with each other and with integers by `+ - * % & | ^`, wrapping
 * around at 64 bits as in NumPy; with floats, or `int64` with `uint64`, they become float64. `/`, `**` and functions
 * give float64. Comparisons are exact for every mixture (NumPy rounds to float64 first).
 *
 * **NaN** compares false with everything, `!=` true; `isnan` finds it. **Null** is not NaN: an operation on null is
 * null, `false & null` is false, `true | null` is true, and a condition that is null selects nothing. `isnull` finds
 * it. `where(c, a, b)` with a null `c` is null.
 *
 * **Strings** compare by code points, only with strings. **Times** compare with times of any unit and with ISO 8601
 * text, which is UTC unless it says otherwise.
 * @module
 */

/** Where a node stood in the text it was parsed from: half-open range of UTF-16 positions. */
export type At = readonly [start: number, stop: number];

/** A constant. `text` is canonical: JavaScript's shortest decimal, `NaN`, `Infinity`, `true`, or the string itself. */
export interface Literal {
  readonly op: "literal";
  /** `int64` is an integer beyond 2^53 or one written with `n`. */
  readonly type: "bool" | "number" | "int64" | "string";
  readonly text: string;
  readonly at?: At;
}

/** A column by name. */
export interface ColumnRef {
  readonly op: "column";
  readonly name: string;
  readonly at?: At;
}

/** `-x`, `~x`. `!x` is parsed to `~x`, which takes booleans and integers. */
export interface Unary {
  readonly op: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expr;
  readonly at?: At;
}

/** Two operands. */
export interface Binary {
  readonly op: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly at?: At;
}

/** A function of `functions.ts`. */
export interface Call {
  readonly op: "call";
  readonly name: string;
  readonly args: readonly Expr[];
  readonly at?: At;
}

/** A node of the tree. */
export type Expr = Literal | ColumnRef | Unary | Binary | Call;

/** Operators with one operand. */
export type UnaryOperator = "-" | "~";

/** Comparisons. */
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Arithmetic. */
export type Arithmetic = "+" | "-" | "*" | "/" | "%" | "**";

/** Logic of booleans, bits of integers. `&&` and `||` are parsed to `&` and `|`. */
export type Logic = "&" | "|" | "^";

/** Operators with two operands. */
export type BinaryOperator = Comparison | Arithmetic | Logic;

/** The columns a tree reads, each once, in order of first use. */
export function columnsOf(tree: Expr): string[] {
  const names = new Set<string>();
  const visit = (node: Expr): void => {
    if (node.op === "column") names.add(node.name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(tree);
  return [...names];
}

/** A node's operands or arguments, left to right. */
export function childrenOf(node: Expr): readonly Expr[] {
  if (node.op === "unary") return [node.operand];
  if (node.op === "binary") return [node.left, node.right];
  return node.op === "call" ? node.args : [];
}
