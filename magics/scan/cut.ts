import type { Span } from "../../contract/index.js";
import { type Brackets, createBrackets } from "./brackets.js";
import { createLexer, type Lexer, lineEnd, type Token } from "./lexer.js";
import { continuesExpression, looksLikeCommand, magicEnd } from "./shape.js";

/** A stretch of a cell; `nested` stands inside the braces of a block. */
export type Piece =
  | { readonly kind: "code"; readonly span: Span }
  /** `%name …`; `text` begins behind the percent sign. */
  | { readonly kind: "line"; readonly span: Span; readonly text: Span; readonly nested?: true }
  /** `%%name …` and every line below it, to the end of the cell. */
  | { readonly kind: "cell"; readonly span: Span; readonly text: Span; readonly body: Span }
  /** `!command`; `text` is the command. */
  | { readonly kind: "shell"; readonly span: Span; readonly text: Span; readonly nested?: true };

/** What deciding between a magic and code needs to know. */
export interface Names {
  isMagic(name: string): boolean;
  /** A variable of an earlier cell. */
  isVariable(name: string): boolean;
}

/**
 * Cuts a cell into code and magics.
 *
 * A magic begins a line where a statement may stand: outside of strings, templates, comments and all brackets but the
 * braces of blocks and function bodies (`%%name` outside of these too). `%%name` is always one: no
 * expression has two percent signs in a row. `%name` is one
 * - where a statement begins or an operand is missing (nothing before, `;`, a block, an operator): no code can go on
 *   with a percent sign there;
 * - behind an unfinished statement (`const a = f()` without its semicolon) if the name is a magic's, unless the same
 *   word was used as a variable in the cell and the line reads as the rest of an expression; and for unknown names
 *   if the line cannot be the rest of an expression (`%hsit data`).
 *
 * A blank behind the percent sign always makes it the remainder operator there. `//%name` is taken for known names
 * only and not in the middle of an expression. `!word` at a statement start is a command unless it reads as code
 * ({@link looksLikeCommand}).
 *
 * @param brackets  of the text
 */
export function cutCell(text: string, names: Names, brackets: Brackets = createBrackets(text)): Piece[] {
  const pieces: Piece[] = [];
  let begin = 0;
  const lexer = createLexer(text);
  const words = new Set<string>();
  const goesOn = expressions(text);
  let before = -1;
  for (;;) {
    const state = lexer.state;
    const { inStatements, depth } = lexer;
    const token = lexer.next();
    if (!token) break;
    if (token.kind === "word") words.add(text.slice(token.start, token.end));
    const isFirst = before < 0 || text.slice(before, token.start).includes("\n");
    before = token.end;
    if (!inStatements || !isFirst) continue;
    const magic = recognise(text, token, { state, names, words, goesOn, brackets });
    if (!magic || (magic.kind === "cell" && depth > 0)) continue;
    if (magic.span.start > begin) pieces.push({ kind: "code", span: { start: begin, end: magic.span.start } });
    pieces.push(depth > 0 && magic.kind !== "cell" ? { ...magic, nested: true } : magic);
    begin = magic.span.end;
    lexer.skipTo(begin);
    before = begin;
  }
  if (begin < text.length || pieces.length === 0) {
    pieces.push({ kind: "code", span: { start: begin, end: text.length } });
  }
  return pieces;
}

/** What is known around a token that may begin a magic. */
interface Around {
  readonly state: Lexer["state"];
  readonly names: Names;
  /** Words of the code before it. */
  readonly words: ReadonlySet<string>;
  readonly goesOn: (from: number) => boolean;
  readonly brackets: Brackets;
}

function recognise(
  text: string,
  token: Token,
  { state, names, words, goesOn, brackets }: Around,
): Exclude<Piece, { kind: "code" }> | undefined {
  const start = token.start;
  if (text[start] === "!" && token.kind === "punctuation") {
    const isVariable = (word: string): boolean => words.has(word) || names.isVariable(word);
    const line = text.slice(start + 1, lineEnd(text, start));
    if (state === "operator" || !looksLikeCommand(line, isVariable)) return undefined;
    const end = magicEnd(text, start, "command", brackets);
    return { kind: "shell", span: { start, end }, text: { start: start + 1, end } };
  }
  const isComment = token.kind === "comment" && /^\/\/%%?[A-Za-z_]/.test(text.slice(start, start + 5));
  if (!isComment && text[start] !== "%") return undefined;
  const sign = isComment ? start + 2 : start;
  const isCell = text[sign + 1] === "%";
  const behind = sign + (isCell ? 2 : 1);
  const name = /^[A-Za-z_]\w*/.exec(text.slice(behind, lineEnd(text, behind)))?.[0] ?? "";
  const rest = text.slice(behind + name.length, lineEnd(text, behind));
  if (isComment) {
    if (!names.isMagic(name) || (state !== "start" && goesOn(lineEnd(text, start)))) return undefined;
  } else if (!isCell && state === "operand") {
    if (name === "") return undefined;
    const readsOn = rest.trim() === "" || continuesExpression(rest.trimStart());
    if (readsOn && (words.has(name) || !names.isMagic(name))) return undefined;
  }
  if (!isCell) {
    const end = magicEnd(text, behind, isComment ? "comment" : "code", brackets);
    return { kind: "line", span: { start, end }, text: { start: behind, end } };
  }
  const end = magicEnd(text, behind, "code", brackets);
  const below = text.indexOf("\n", end);
  const body = { start: below < 0 ? text.length : below + 1, end: text.length };
  return { kind: "cell", span: { start, end: text.length }, text: { start: behind, end }, body };
}

/** Blanks and comments. */
const BETWEEN = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/y;

/**
 * Whether code behind a comment goes on with an expression; positions are asked in their order. A magic on a line of
 * its own does not.
 */
function expressions(text: string): (from: number) => boolean {
  // Comments in a row have the same code behind them.
  let end = -1;
  let answer = false;
  return (from) => {
    if (from <= end) return answer;
    BETWEEN.lastIndex = from;
    end = from + (BETWEEN.exec(text)?.[0].length ?? 0);
    const following = text.slice(end, end + 16);
    answer = continuesExpression(following) && !/^(?:;|%%?\w)/.test(following);
    return answer;
  };
}
