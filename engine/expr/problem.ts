/**
 * Errors of expressions: every message ends with the place in the text.
 * @module
 */
import { EngineError, type ErrorCode } from "../errors.js";
import type { At } from "./tree.js";

/** An ExpressionSyntax error with its place. */
export function syntaxError(text: string, at: At, message: string): EngineError {
  return problem("ExpressionSyntax", text, at, message);
}

/**
 * An error about a part of an expression.
 * @param text the whole expression
 * @param at the part; without it the whole
 * @param message what is wrong and the way out, without the place
 */
export function problem(code: ErrorCode, text: string, at: At | undefined, message: string): EngineError {
  const [start, stop] = at ?? [0, text.length];
  const part = text.slice(start, stop);
  const place =
    start >= text.length && text.length > 0
      ? "at the end of"
      : part === text
        ? "in"
        : `at '${part}' (character ${start + 1}) of`;
  return new EngineError(code, `${message}; ${place} expression: ${text === "" ? "(empty)" : text}`);
}
