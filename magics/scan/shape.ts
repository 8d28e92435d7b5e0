import { type Brackets, createBrackets } from "./brackets.js";
import { lineEnd, skipString, skipTemplate } from "./lexer.js";

/** Whether text that follows an operand reads as the rest of an expression. `--name` and `"text"` do not. */
export function continuesExpression(rest: string): boolean {
  return /^(?:[.,;)\]}?:([`*/%&|^=<>+]|-(?!-)|!=|(?:in|instanceof|as|satisfies)\b)/.test(rest);
}

/** Words that begin an expression. */
const EXPRESSION_WORDS = new Set("async await class delete function import new super this typeof void".split(" "));

/**
 * Whether a line behind `!` is a shell command rather than the negation of an expression. A command begins with a
 * word or a path. It is code when that word is a variable, a global of JavaScript or begins an expression, when it is
 * called, indexed or tagged at once (`!ready(x)`), or when nothing of a word is there (`!(a)`, `!!a`, `!"text"`).
 */
export function looksLikeCommand(line: string, isVariable: (name: string) => boolean): boolean {
  if (!/^\s*[\w./~$@-]/.test(line)) return false;
  const chain = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\??\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*(.?)/u.exec(line);
  if (!chain) return true;
  const [, word, next] = chain;
  return !isVariable(word) && !(word in globalThis) && !EXPRESSION_WORDS.has(word) && !"([`!?".includes(next || " ");
}

/**
 * End of a magic that begins on the line of `start`: the end of the line, later where a bracket, a brace, a template
 * or a backslash at the line's end goes on over several lines. What is never closed ends at the end of its line, so
 * that a half-typed magic does not swallow the cell.
 *
 * @param form      commands know only the backslash; `//%` magics are one line
 * @param brackets  of the text
 */
export function magicEnd(
  text: string,
  start: number,
  form: "code" | "command" | "comment",
  brackets: Brackets,
): number {
  let at = start;
  let joins = form === "code";
  while (at < text.length && text[at] !== "\n") {
    const continued = form !== "comment" && /^\\[ \t]*\r?\n/.exec(text.slice(at, at + 40));
    const next = joins ? skipPart(text, at, brackets) : at + 1;
    // Behind a bracket that is never closed nothing is joined: the line is being typed.
    if (next === at + 1 && "([{".includes(text[at])) joins = false;
    at = continued ? at + continued[0].length : next;
  }
  return at < text.length ? lineEnd(text, Math.max(start, at - 1)) : text.length;
}

/** Position behind the string, bracket or single character at `at` of the text that the brackets are of. */
export function skipPart(text: string, at: number, brackets: Brackets): number {
  const one = text[at];
  if (one === '"' || one === "'") return skipString(text, at) ?? at + 1;
  if (one === "`") return skipTemplate(text, at) ?? at + 1;
  if (one === "{" || one === "(" || one === "[") return brackets.end(at) ?? at + 1;
  return at + 1;
}

/** Positions outside of strings and brackets. Behind a bracket that is never closed: every position. */
export function* topLevel(text: string, start: number, end: number): Generator<number, void, undefined> {
  const brackets = createBrackets(text);
  let skips = true;
  for (let at = start; at < end; ) {
    yield at;
    const next = skips ? skipPart(text, at, brackets) : at + 1;
    if (next === at + 1 && "([{".includes(text[at])) skips = false;
    at = next;
  }
}
