import type { Span } from "../../contract/index.js";
import { createBrackets } from "../scan/brackets.js";
import { createLexer, skipBracket, skipString } from "../scan/lexer.js";
import { skipPart } from "../scan/shape.js";

/** A stretch of an argument: text as it is, or the expression of an `{expr}` without its braces. */
export type Part = { readonly text: string } | { readonly expression: Span };

/** One argument as written. */
export interface Word {
  readonly span: Span;
  readonly parts: readonly Part[];
  /** A quote or brace that is never closed, by position. */
  readonly unclosed?: number;
}

/** First position at or behind `at` that holds no blank; a backslash at a line's end and line breaks are blanks. */
export function skipBlanks(text: string, at: number, end: number): number {
  const blanks = /(?:\s|\\[ \t]*\r?\n)*/y;
  blanks.lastIndex = at;
  return Math.min(end, at + (blanks.exec(text)?.[0].length ?? 0));
}

/**
 * Reads an argument that becomes text: up to a blank, with quotes (double quotes know `\"` and `\\`, single quotes
 * take everything as it stands) and `{expr}`; `{{` and `}}` are single braces.
 *
 * @param lists  whether it goes on behind a comma: `a, b`
 */
export function readText(text: string, start: number, end: number, lists = false): Word {
  const parts: Part[] = [];
  let plain = "";
  let unclosed: number | undefined;
  let at = start;
  const flush = (): void => {
    if (plain !== "") parts.push({ text: plain });
    plain = "";
  };
  let quote = "";
  let quotedAt = start;
  for (;;) {
    const behind = lists && at > start && text[at - 1] === "," ? skipBlanks(text, at, end) : at;
    if (quote === "" && behind > at && behind < end && text[behind] !== "-") {
      plain += text.slice(at, behind);
      at = behind;
    }
    if (at >= end || (quote === "" && /\s/.test(text[at]))) break;
    const one = text[at];
    if (quote === "" && (one === '"' || one === "'")) {
      quote = one;
      quotedAt = at++;
    } else if (one === quote) {
      quote = "";
      at++;
    } else if (quote === '"' && one === "\\" && (text[at + 1] === '"' || text[at + 1] === "\\")) {
      plain += text[at + 1];
      at += 2;
    } else if (quote !== "'" && (text.startsWith("{{", at) || text.startsWith("}}", at))) {
      plain += one;
      at += 2;
    } else if (quote !== "'" && one === "{") {
      const close = skipBracket(text, at);
      if (close === undefined || close > end) {
        unclosed = at;
        at = end;
        break;
      }
      flush();
      parts.push({ expression: trim(text, { start: at + 1, end: close - 1 }) });
      at = close;
    } else {
      plain += one;
      at++;
    }
  }
  if (quote !== "") unclosed ??= quotedAt;
  flush();
  return { span: { start, end: at }, parts, unclosed };
}

/**
 * Reads an argument that is code: up to a blank outside of brackets and strings, going on behind a comma. `{expr}` as
 * a whole is the expression inside.
 */
export function readCode(text: string, start: number, end: number): Word {
  const brackets = createBrackets(text);
  let at = start;
  let unclosed: number | undefined;
  while (at < end && !/\s/.test(text[at])) {
    const close = "([{".includes(text[at]) ? brackets.end(at) : "\"'".includes(text[at]) ? skipString(text, at) : 0;
    if (close === undefined || close > end) {
      unclosed = at;
      at = end;
      break;
    }
    at = Math.min(end, skipPart(text, at, brackets));
    const behind = skipBlanks(text, at, end);
    if (text[at - 1] === "," && behind > at && /[^\s-]|-[\d.]/.test(text.slice(behind, behind + 2))) at = behind;
  }
  const isWrapped = text[start] === "{" && skipBracket(text, start) === at;
  const expression = isWrapped ? trim(text, { start: start + 1, end: at - 1 }) : { start, end: at };
  return { span: { start, end: at }, parts: [{ expression }], unclosed };
}

/** Position of the first bracket or quote in a stretch of code that is not closed inside of it. */
export function findUnclosed(text: string, { start, end }: Span): number | undefined {
  const lexer = createLexer(text.slice(0, end), start);
  const open: number[] = [];
  for (let token = lexer.next(); token; token = lexer.next()) {
    if (!token.closed) return open[0] ?? token.start;
    if (lexer.depth > open.length) open.push(token.start);
    else open.length = lexer.depth;
  }
  return open[0];
}

/** The span without blanks at its ends. */
export function trim(text: string, { start, end }: Span): Span {
  const inner = text.slice(start, end);
  const from = start + inner.length - inner.trimStart().length;
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) };
}
