/** Kinds of tokens. Comments are tokens, so that `//%name` can be seen; blanks are not. */
export type TokenKind = "word" | "number" | "string" | "template" | "regex" | "punctuation" | "comment";

/** A token of TypeScript, as far as finding statement starts needs it. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** False for a string, template, comment or regex that runs into the end of the text. */
  readonly closed: boolean;
}

/** What the code before a position leaves open: nothing, an operand that may be continued, or an operator. */
export type LexerState = "start" | "operand" | "operator";

/** Reads tokens one after the other. */
export interface Lexer {
  /** The next token, or undefined at the end. */
  next(): Token | undefined;
  /** State after the last token that is no comment. */
  readonly state: LexerState;
  /** Open brackets. */
  readonly depth: number;
  /** Whether statements may stand here: outside of all brackets, or in blocks only. */
  readonly inStatements: boolean;
  /** Goes on at a later position, at the start of a statement. */
  skipTo(position: number): void;
}

const OPERATOR_WORDS = new Set(
  "return typeof instanceof in of new delete void throw case do else await yield extends".split(" "),
);
const BLOCK_WORDS = new Set(["else", "do", "void"]);
const HEAD_WORDS = new Set(["if", "while", "for", "with"]);
const WORD_START = /[\p{ID_Start}$_#@\\]/u;
const WORD = /[\p{ID_Continue}$_#@\\\u200c\u200d]+/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?[\d_]+)?)n?/y;

/** Words whose braces hold members, not statements. */
const MEMBER_WORDS = new Set(["class", "interface", "enum"]);
/** Templates in templates that are followed. */
const DEEPEST = 100;

interface Bracket {
  /** A brace around statements. */
  readonly isBlock: boolean;
  /** After the closing bracket a statement begins (block, head of an `if`). */
  readonly closesStatement: boolean;
}

/**
 * A lexer that tells real code from strings, templates, comments and regular expressions.
 *
 * @param start    where to begin; the text before it is taken as finished statements
 * @param nesting  templates around the start
 */
export function createLexer(text: string, start = 0, nesting = 0): Lexer {
  let at = start;
  let state: LexerState = "start";
  let lastWord = "";
  let afterDot = false;
  let afterAngle = false;
  let membersAhead = false;
  const brackets: Bracket[] = [];
  /** Open brackets around anything but statements. */
  let others = 0;

  const open = (bracket: Bracket): void => {
    brackets.push(bracket);
    if (!bracket.isBlock) others++;
  };
  const close = (): Bracket | undefined => {
    const bracket = brackets.pop();
    if (bracket?.isBlock === false) others--;
    return bracket;
  };
  const finish = (kind: TokenKind, end: number, closed = true): Token => {
    const token = { kind, start: at, end, closed };
    at = end;
    return token;
  };
  const operand = (kind: TokenKind, end: number, closed = true): Token => {
    state = "operand";
    lastWord = "";
    afterDot = false;
    afterAngle = false;
    return finish(kind, end, closed);
  };

  const word = (): Token => {
    WORD.lastIndex = at;
    const found = WORD.exec(text)?.[0] ?? text[at];
    state = OPERATOR_WORDS.has(found) && !afterDot ? "operator" : "operand";
    lastWord = afterDot ? "" : found;
    if (MEMBER_WORDS.has(lastWord)) membersAhead = true;
    afterDot = false;
    afterAngle = false;
    return finish("word", at + found.length);
  };

  const punctuation = (): Token => {
    const one = text[at];
    const two = text.slice(at, at + 2);
    const before = state;
    const previousWord = lastWord;
    lastWord = "";
    afterDot = one === ".";
    if (two === "++" || two === "--") {
      if (before !== "operand") state = "operator";
      return finish("punctuation", at + 2);
    }
    if (two === "=>") {
      // A brace behind an arrow is a body, so the next `{` must not look like an object.
      state = "start";
      return finish("punctuation", at + 2);
    }
    if (one === "(" || one === "[") {
      open({ isBlock: false, closesStatement: one === "(" && HEAD_WORDS.has(previousWord) });
      state = "operator";
    } else if (one === "{") {
      // Behind `>` and `void` ends the type of a function's result: no object is compared.
      const isBlock = before !== "operator" || BLOCK_WORDS.has(previousWord) || afterAngle;
      open({ isBlock: isBlock && !membersAhead, closesStatement: isBlock });
      membersAhead = false;
      state = isBlock ? "start" : "operator";
    } else if (one === ")" || one === "]" || one === "}") {
      state = close()?.closesStatement ? "start" : "operand";
    } else if (one === ";") {
      state = "start";
    } else if (one === "!" && before === "operand") {
      state = "operand";
    } else {
      state = "operator";
    }
    afterAngle = one === ">";
    return finish("punctuation", at + 1);
  };

  const next = (): Token | undefined => {
    while (at < text.length && /\s/.test(text[at])) at++;
    if (at >= text.length) return undefined;
    const one = text[at];
    if (text.startsWith("//", at) || (at === 0 && text.startsWith("#!"))) return finish("comment", lineEnd(text, at));
    if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      return finish("comment", end < 0 ? text.length : end + 2, end >= 0);
    }
    if (one === '"' || one === "'") {
      const end = skipString(text, at);
      return operand("string", end ?? lineEnd(text, at), end !== undefined);
    }
    if (one === "`") {
      const end = skipTemplate(text, at, nesting);
      return operand("template", end ?? text.length, end !== undefined);
    }
    if (/\d/.test(one) || (one === "." && /\d/.test(text[at + 1] ?? ""))) {
      NUMBER.lastIndex = at;
      return operand("number", at + (NUMBER.exec(text)?.[0].length || 1));
    }
    if (one === "/" && state !== "operand") {
      const end = skipRegex(text, at);
      if (end !== undefined) return operand("regex", end);
    }
    return WORD_START.test(String.fromCodePoint(text.codePointAt(at) ?? 0)) ? word() : punctuation();
  };

  return {
    next,
    get state() {
      return state;
    },
    get depth() {
      return brackets.length;
    },
    get inStatements() {
      return others === 0;
    },
    skipTo(position) {
      at = position;
      state = "start";
      lastWord = "";
      afterDot = false;
    },
  };
}

/** Position of the line break (`\n` or `\r\n`) that ends the line, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end < 0) return text.length;
  return end > from && text[end - 1] === "\r" ? end - 1 : end;
}

/** End of the string that begins at `start`, or undefined where its line ends first. Both kinds of quotes. */
export function skipString(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at += text.startsWith("\r\n", at + 1) ? 2 : 1;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === "\n") return undefined;
  }
  return undefined;
}

/** End of the template literal that begins at `start`, nested ones included; undefined where it is not closed. */
export function skipTemplate(text: string, start: number, nesting = 0): number | undefined {
  if (nesting > DEEPEST) return undefined;
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) {
      const end = skipBracket(text, at + 1, nesting + 1);
      if (end === undefined) return undefined;
      at = end;
    } else at++;
  }
  return undefined;
}

/** End of the bracketed code that begins at `start` with `(`, `[` or `{`; undefined where it is not closed. */
export function skipBracket(text: string, start: number, nesting = 0): number | undefined {
  const lexer = createLexer(text, start, nesting);
  for (let token = lexer.next(); token?.closed; token = lexer.next()) {
    if (lexer.depth === 0) return token.end;
  }
  return undefined;
}

function skipRegex(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    else if (text[at] === "/" && !inClass) {
      at++;
      while (at < text.length && /[a-z]/.test(text[at])) at++;
      return at;
    }
  }
  return undefined;
}
