import type { MagicDeclaration, MagicParameter } from "../contract/index.js";
import { findMagic } from "./find.js";
import { describe, signatureOf } from "./reference.js";

/** What the notebook offers to completion. */
export interface CompletionEnvironment {
  /** Paths that begin with the prefix, folders with a slash behind. */
  paths(prefix: string): Promise<readonly string[]>;
  /** Names of the notebook's variables. */
  variables(): readonly string[];
}

/** One completion. */
export interface MagicMatch {
  readonly text: string;
  /** `magic`, `option`, `path`, `variable` or `value`. */
  readonly type: string;
  readonly signature?: string;
}

/** Completions and the stretch of the cell they replace. */
export interface MagicCompletion {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly MagicMatch[];
}

/**
 * Completes inside a magic, half-typed ones included.
 *
 * @returns undefined where the position is in code, or in an expression that TypeScript completes better
 */
export async function completeWith(
  cell: string,
  position: number,
  environment: CompletionEnvironment,
  declarations: readonly MagicDeclaration[],
): Promise<MagicCompletion | undefined> {
  const found = findMagic(cell, position, declarations);
  if (!found || position > found.text.text.end) return undefined;
  const { slot, declaration, args } = found.parsed;
  const typed = cell.slice(slot.start, position);
  const offer = (matches: readonly MagicMatch[], from = slot.start): MagicCompletion => {
    const prefix = cell.slice(from, position);
    return { start: from, end: position, matches: matches.filter(({ text }) => text.startsWith(prefix)) };
  };
  if (slot.kind === "name" || !declaration) {
    const { kind } = found.text;
    const fitting = declarations.filter((each) => each.kind === kind || each.kind === "both");
    return offer(fitting.map((each) => ({ text: each.name, type: "magic", signature: signatureOf(each) })));
  }
  const start = slot.start + typed.length - typed.trimStart().length;
  if (slot.kind === "value" && slot.parameter) return completeValue(slot.parameter, cell, start, position, environment);
  const options = declaration.parameters
    .filter((parameter) => !parameter.positional && !args[parameter.name])
    .map((parameter) => ({ text: `--${parameter.name}`, type: "option", signature: describe(parameter) }));
  const positional = declaration.parameters.find((parameter) => parameter.positional && !args[parameter.name]);
  if (cell.slice(start, position).startsWith("-") || !positional) return offer(options, start);
  const values = await completeValue(positional, cell, start, position, environment);
  if (!values) return start === position ? offer(options, start) : undefined;
  return { ...values, matches: start === position ? [...values.matches, ...options] : values.matches };
}

async function completeValue(
  parameter: MagicParameter,
  cell: string,
  start: number,
  position: number,
  environment: CompletionEnvironment,
): Promise<MagicCompletion | undefined> {
  const typed = cell.slice(start, position);
  const inBraces = typed.lastIndexOf("{") > typed.lastIndexOf("}");
  if (parameter.completion === "paths" && !inBraces) {
    // A command has many words; the last one may be a path.
    const word = parameter.rest ? start + typed.search(/\S*$/) : start;
    const path = cell.slice(word, position);
    const quote = /^["']/.test(path) ? 1 : 0;
    const paths = await environment.paths(path.slice(quote));
    const matches = paths.map((path) => ({
      text: quote || !/\s/.test(path) ? path : JSON.stringify(path),
      type: "path",
    }));
    return { start: word + quote, end: position, matches };
  }
  const word = /[\p{ID_Continue}$]*$/u.exec(typed)?.[0] ?? "";
  const from = position - word.length;
  if (parameter.choices) {
    const isList = parameter.type === "expression";
    const prefix = isList ? word : typed;
    const matches = parameter.choices
      .filter((choice) => choice.startsWith(prefix))
      .map((text) => ({ text, type: "value" }));
    return { start: isList ? from : start, end: position, matches };
  }
  const isMember = cell[from - 1] === ".";
  if (parameter.type !== "expression" && !inBraces) return undefined;
  // Members, calls and anything behind the first word are TypeScript's.
  if (isMember || (typed !== word && typed !== `{${word}`) || parameter.rest) return undefined;
  const matches = environment
    .variables()
    .filter((name) => name.startsWith(word))
    .map((text) => ({ text, type: "variable" }));
  return { start: from, end: position, matches };
}
