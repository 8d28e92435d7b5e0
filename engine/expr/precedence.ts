/**
 * How tightly operators bind, and which names are not columns. For the parser and the printer; rules in `tree.ts`.
 * @module
 */
import type { BinaryOperator, Literal } from "./tree.js";

/** Binding powers of operators in a tree; comparisons do not associate, `**` associates to the right. */
export const LEVELS: { readonly [O in BinaryOperator]: number } = {
  "==": 3,
  "!=": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "|": 4,
  "^": 5,
  "&": 6,
  "+": 7,
  "-": 7,
  "*": 8,
  "/": 8,
  "%": 8,
  "**": 10,
};

/** Binding power of all comparisons. */
export const COMPARISON = 3;

/** Binding power of `-x` and `~x`: between `*` and `**`. */
export const UNARY = 9;

/** Binding power of what needs no parentheses anywhere. */
export const ATOM = 11;

/** Names that are constants; a column of such a name is written in backquotes. */
export const CONSTANTS: ReadonlyMap<string, Pick<Literal, "type" | "text">> = new Map([
  ["true", { type: "bool", text: "true" }],
  ["True", { type: "bool", text: "true" }],
  ["false", { type: "bool", text: "false" }],
  ["False", { type: "bool", text: "false" }],
  ["nan", { type: "number", text: "NaN" }],
  ["NaN", { type: "number", text: "NaN" }],
  ["inf", { type: "number", text: "Infinity" }],
  ["Infinity", { type: "number", text: "Infinity" }],
]);

/** Words of other languages, and what to write instead. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["and", "'and' is written '&&', or '&' between parentheses"],
  ["or", "'or' is written '||', or '|' between parentheses"],
  ["not", "'not' is written '!' or '~'"],
  ["in", "'in' is not an operator; compare with '==' and join with '||'"],
  ["is", "'is' is not an operator; write isnull(x) or '=='"],
]);

/** Whether a name must be written in backquotes to mean a column. */
export function needsQuotes(name: string): boolean {
  return !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) || CONSTANTS.has(name) || ELSEWHERE.has(name);
}
