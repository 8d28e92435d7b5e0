/**
 * Text → expression tree, by precedence climbing (Pratt 1973). Rules of precedence: `tree.ts`.
 * @module
 */
import { COMPARISON, CONSTANTS, ELSEWHERE, LEVELS, UNARY } from "./precedence.js";
import { syntaxError } from "./problem.js";
import { type Token, tokenize } from "./tokens.js";
import type { At, BinaryOperator, Expr, Literal } from "./tree.js";

/** Levels of nesting, and operators in a row; more is refused before it can exhaust the stack. */
const DEEPEST = 500;
const LONGEST = 2000;

/** Binding powers of `&&` and `||`, which stand in text only. */
const LOOSE: { readonly [symbol: string]: number } = { "||": 1, "&&": 2 };

/**
 * Parses an expression: `(temp > 2.5) & (year >= 1990)`, `x * 2 + 1`, `where(isnan(x), 0, sqrt(abs(x)))`,
 * `` `total emissions` > 0 && country != "DE" ``.
 * @throws ExpressionSyntax with the place and what was expected
 */
export function parse(text: string): Expr {
  const tokens = tokenize(text);
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next]!;
  const isSymbol = (symbol: string): boolean => peek().kind === "symbol" && peek().text === symbol;

  const expect = (symbol: string, after: string): Token => {
    if (!isSymbol(symbol)) throw syntaxError(text, peek().at, `expected '${symbol}' ${after}, got ${shown(peek())}`);
    return tokens[next++]!;
  };

  const binary = (level: number): Expr => {
    if (++depth > DEEPEST) throw syntaxError(text, peek().at, `nested deeper than ${DEEPEST} levels`);
    let left = prefix();
    let compared = false;
    for (let chain = 0; ; chain++) {
      const token = peek();
      refuseForeignWord(text, token);
      const own = levelOf(token);
      if (own === 0 || own < level) break;
      if (chain === LONGEST) throw syntaxError(text, token.at, `more than ${LONGEST} operators in a row`);
      if (own === COMPARISON && compared)
        throw syntaxError(text, token.at, "comparisons do not chain; write (a < b) & (b < c)");
      compared = own === COMPARISON;
      next++;
      const right = binary(own === LEVELS["**"] ? UNARY : own + 1);
      left = { op: "binary", operator: canonical(token.text), left, right, at: [startOf(left), stopOf(right)] };
    }
    depth--;
    return left;
  };

  const prefix = (): Expr => {
    const token = peek();
    if (token.text === "not") refuseForeignWord(text, token);
    if (token.kind !== "symbol" || !["-", "+", "~", "!"].includes(token.text)) return primary();
    next++;
    const operand = binary(UNARY);
    if (token.text === "+") return operand;
    return {
      op: "unary",
      operator: token.text === "-" ? "-" : "~",
      operand,
      at: [token.at[0], stopOf(operand)],
    };
  };

  const primary = (): Expr => {
    const token = tokens[next++]!;
    if (token.kind === "number") return numberLiteral(text, token);
    if (token.kind === "string") return { op: "literal", type: "string", text: token.text, at: token.at };
    if (token.kind === "quoted") return { op: "column", name: token.text, at: token.at };
    if (token.kind === "symbol" && token.text === "(") {
      const inner = binary(1);
      const close = expect(")", "to close the parenthesis");
      return { ...inner, at: [token.at[0], close.at[1]] };
    }
    if (token.kind === "name" && isSymbol("(")) return call(token);
    if (token.kind === "name") {
      const constant = CONSTANTS.get(token.text);
      if (constant !== undefined) return { op: "literal", ...constant, at: token.at };
      return { op: "column", name: token.text, at: token.at };
    }
    throw syntaxError(text, token.at, `expected a column, a number, a string or '(', got ${shown(token)}`);
  };

  const call = (name: Token): Expr => {
    next++;
    const args: Expr[] = [];
    while (!isSymbol(")")) {
      if (args.length > 0) expect(",", "or ')' after an argument");
      args.push(binary(1));
    }
    const close = tokens[next++]!;
    return { op: "call", name: name.text, args, at: [name.at[0], close.at[1]] };
  };

  const tree = binary(1);
  if (peek().kind !== "end")
    throw syntaxError(text, peek().at, `expected an operator or the end, got ${shown(peek())}`);
  return tree;
}

function refuseForeignWord(text: string, token: Token): void {
  const instead = token.kind === "name" ? ELSEWHERE.get(token.text) : undefined;
  if (instead !== undefined) throw syntaxError(text, token.at, instead);
}

/** 0 for what is no binary operator. */
function levelOf(token: Token): number {
  if (token.kind !== "symbol") return 0;
  return LOOSE[token.text] ?? (Object.hasOwn(LEVELS, token.text) ? LEVELS[token.text as BinaryOperator] : 0);
}

function canonical(symbol: string): BinaryOperator {
  return (symbol === "&&" ? "&" : symbol === "||" ? "|" : symbol) as BinaryOperator;
}

function startOf(node: Expr): number {
  return (node.at as At)[0];
}

function stopOf(node: Expr): number {
  return (node.at as At)[1];
}

function shown(token: Token): string {
  return token.kind === "end" ? "the end" : token.kind === "string" ? "a string" : `'${token.text}'`;
}

const GREATEST_INT64 = 2n ** 63n - 1n;

function numberLiteral(text: string, token: Token): Literal {
  const plain = token.text.replaceAll("_", "");
  const isInteger = /^(0[xX][\da-fA-F]+|\d+)n?$/.test(plain);
  if (plain.endsWith("n") && !isInteger)
    throw syntaxError(text, token.at, `'${token.text}' is no integer; 'n' marks 64-bit integers`);
  if (isInteger) {
    const value = BigInt(plain.replace(/n$/, ""));
    if (plain.endsWith("n") || value > BigInt(Number.MAX_SAFE_INTEGER)) {
      if (value > 2n * GREATEST_INT64 + 1n)
        throw syntaxError(
          text,
          token.at,
          `${token.text} does not fit 64 bits; write it as a float: ${Number(value)}.0`,
        );
      return { op: "literal", type: "int64", text: String(value), at: token.at };
    }
  }
  const value = Number(plain);
  if (Number.isNaN(value)) throw syntaxError(text, token.at, `'${token.text}' is no number`);
  return { op: "literal", type: "number", text: isInteger ? String(value) : floatText(value), at: token.at };
}

/** A float keeps a mark that it is one: `2.0` stays apart from the integer `2`. */
function floatText(value: number): string {
  const text = String(value);
  return /[.eIN]/.test(text) ? text : `${text}.0`;
}
