/**
 * Text of an expression → tokens.
 * @module
 */
import { syntaxError } from "./problem.js";
import type { At } from "./tree.js";

/** A token. For strings and names `text` is the value without quotes and escapes. */
export interface Token {
  readonly kind: "number" | "string" | "name" | "quoted" | "symbol" | "end";
  readonly text: string;
  readonly at: At;
}

const SPACE = /\s+/y;
const NUMBER = /(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const SYMBOL = /\*\*|==|!=|<=|>=|&&|\|\||[-+*/%()<>&|^~!,]/y;
const STRING = /[bB]?(["'])((?:\\[\s\S]|(?!\1)[^\\])*)\1/y;
const QUOTED = /`([^`]+)`/y;

/**
 * Splits text into tokens; the last one is of kind `end`.
 * @throws ExpressionSyntax for characters that start no token and strings without an end
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(text);
  };
  const push = (kind: Token["kind"], value: string, length: number): void => {
    tokens.push({ kind, text: value, at: [position, position + length] });
    position += length;
  };
  while (position < text.length) {
    const space = match(SPACE);
    if (space) {
      position += space[0].length;
      continue;
    }
    const found = match(STRING);
    if (found) {
      push("string", unescaped(text, found[2]!, position), found[0].length);
      continue;
    }
    const quoted = match(QUOTED);
    if (quoted) {
      push("quoted", quoted[1]!, quoted[0].length);
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      const after = text[position + number[0].length];
      if (after !== undefined && /[\p{L}\p{N}_$.]/u.test(after))
        throw syntaxError(text, [position, position + number[0].length + 1], `'${number[0]}${after}' is no number`);
      push("number", number[0], number[0].length);
      continue;
    }
    const name = match(NAME);
    if (name) {
      push("name", name[0], name[0].length);
      continue;
    }
    const symbol = match(SYMBOL);
    if (!symbol) throw syntaxError(text, [position, position + 1], complaint(text[position]!));
    push("symbol", symbol[0], symbol[0].length);
  }
  tokens.push({ kind: "end", text: "", at: [text.length, text.length] });
  return tokens;
}

function complaint(character: string): string {
  if (character === '"' || character === "'") return `the string that starts with ${character} has no end`;
  if (character === "`") return "the column name that starts with ` has no end";
  if (character === "=") return "'=' assigns; write '==' to compare";
  if (character === "?") return "'?' is not an operator; write where(condition, a, b)";
  return `unexpected character '${character}'`;
}

const ESCAPES: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", 0: "\0" };

function unescaped(text: string, body: string, position: number): string {
  return body.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[\s\S])/g, (whole, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (code === "x" || code === "u")
      throw syntaxError(text, [position, position + body.length + 2], `'${whole}' is no complete escape in a string`);
    return ESCAPES[code] ?? code;
  });
}
