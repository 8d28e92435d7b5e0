/**
 * Cell text to TypeScript text. A magic is one declaration; parser, diagnostics, completion, inspection, help and the
 * reference page follow from it.
 * @module
 */
import { type CompletionEnvironment, completeWith, type MagicCompletion } from "./complete.js";
import { declarations } from "./declarations.js";
import { type ExpandOptions, expandWith } from "./expand.js";
import type { Expansion } from "./expansion.js";
import { showHelp } from "./families/help.js";
import { inspectWith, type MagicInspection } from "./inspect.js";
import { isCompleteWith } from "./is-complete.js";
import { referenceOf } from "./reference.js";

export type { CompletionEnvironment, MagicCompletion, MagicMatch } from "./complete.js";
export { declarations } from "./declarations.js";
export type { ExpandOptions } from "./expand.js";
export { type Expansion, type Segment, toCellPosition, toCodePosition } from "./expansion.js";
export type { MagicInspection } from "./inspect.js";
export type { Diagnostic } from "./parse/value.js";

/** Replaces the magics of a cell by TypeScript with the same line numbers; see {@link expandWith}. */
export function expandCell(text: string, options: ExpandOptions = {}): Expansion {
  return expandWith(text, declarations, showHelp, options);
}

/** Completes at a UTF-16 position; undefined where the position is in code. */
export function completeMagic(
  text: string,
  position: number,
  environment: CompletionEnvironment,
): Promise<MagicCompletion | undefined> {
  return completeWith(text, position, environment, declarations);
}

/** Describes the magic or option at a UTF-16 position, `%name?` included; undefined in code. */
export function inspectMagic(text: string, position: number): MagicInspection | undefined {
  return inspectWith(text, position, declarations);
}

/** Whether a cell that ends in a magic is complete; undefined where the code decides. */
export function isMagicComplete(text: string): "complete" | "incomplete" | undefined {
  return isCompleteWith(text, declarations);
}

/** The reference page of all magics, as Markdown. */
export function referenceMarkdown(): string {
  return referenceOf(declarations);
}
