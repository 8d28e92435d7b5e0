import { createLexer } from "./lexer.js";

/** Ends of the brackets of one text. */
export interface Brackets {
  /** Position behind the bracket that closes the one at `start`; undefined where it is never closed. */
  end(start: number): number | undefined;
  /** Tokens read so far: the work done. */
  readonly tokens: number;
}

/**
 * Finds ends of brackets. A search that runs to the end of the text leaves brackets open, and none of these is searched
 * again: a cell of half-typed magics takes time in proportion to its length.
 */
export function createBrackets(text: string): Brackets {
  const unclosed = new Set<number>();
  let tokens = 0;
  return {
    get tokens() {
      return tokens;
    },
    end(start) {
      if (unclosed.has(start)) return undefined;
      const lexer = createLexer(text, start);
      const open: number[] = [];
      for (let token = lexer.next(); token; token = lexer.next()) {
        tokens++;
        if (lexer.depth > open.length) open.push(token.start);
        else open.length = lexer.depth;
        if (!token.closed) break;
        if (lexer.depth === 0) return token.end;
      }
      for (const at of open) unclosed.add(at);
      return undefined;
    },
  };
}
