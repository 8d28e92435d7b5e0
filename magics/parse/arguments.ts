import type { MagicArgument, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { nearest } from "../nearest.js";
import { topLevel } from "../scan/shape.js";
import { readRest } from "./rest.js";
import type { Slot } from "./slot.js";
import { findUnclosed, readCode, readText, skipBlanks, trim, type Word } from "./token.js";
import { type Diagnostic, label, toValue } from "./value.js";

/** Where the parser stands in a magic, and what it found so far. */
export interface Cursor {
  readonly cell: string;
  at: number;
  readonly end: number;
  readonly declaration: MagicDeclaration;
  readonly args: Record<string, MagicArgument | undefined>;
  readonly diagnostics: Diagnostic[];
  slot: Slot;
}

/** Reads `--name value`, `--name=value`, `--flag`, `--no-flag` or `-n value`. False where no option begins. */
export function readOption(cursor: Cursor): boolean {
  const { cell, at, end, declaration, diagnostics } = cursor;
  const found = /^(--|-(?![\d.]))([A-Za-z_][\w-]*)?(=)?/.exec(cell.slice(at, end));
  if (!found || (found[1] === "-" && !found[2])) return false;
  const [whole, dashes, name = "", equals] = found;
  const nameSpan = { start: at, end: at + dashes.length + name.length };
  cursor.slot = { kind: "argument", start: at };
  const options = declaration.parameters.filter((parameter) => !parameter.positional);
  const isNegated = dashes === "--" && name.startsWith("no-");
  const parameter =
    options.find((option) => (dashes === "--" ? option.name : option.short) === name) ??
    options.find((option) => isNegated && option.type === "boolean" && option.name === name.slice(3));
  cursor.at = at + whole.length;
  if (!parameter) {
    const names = options.map((option) => `--${option.name}`);
    const near = nearest(`--${name}`, names);
    const expected = names.length ? ` Expected: ${names.join(", ")}` : " It takes no options";
    const message = `%${declaration.name} has no option '${dashes}${name}'${near ? `; did you mean ${near}?` : "."}${expected}`;
    diagnostics.push({ span: nameSpan, message });
    // The unknown option's value is part of the same mistake.
    const behind = skipBlanks(cell, cursor.at, end);
    if (behind < end && cell[behind] !== "-") cursor.at = readText(cell, behind, end).span.end;
    return true;
  }
  if (cursor.args[parameter.name]) {
    diagnostics.push({ span: nameSpan, message: `--${parameter.name} is given twice` });
  }
  if (parameter.type === "boolean" && !equals) {
    cursor.args[parameter.name] = { code: isNegated ? "false" : "true", text: name, span: nameSpan };
    return true;
  }
  const start = equals ? cursor.at : skipBlanks(cell, cursor.at, end);
  if (start >= end || (!equals && /^--[A-Za-z]/.test(cell.slice(start, end)))) {
    cursor.slot = { kind: "value", parameter, start };
    const expected = parameter.choices ? `: ${parameter.choices.join(", ")}` : ` (${parameter.summary})`;
    diagnostics.push({ span: nameSpan, message: `--${parameter.name} needs a value${expected}` });
    return true;
  }
  take(cursor, parameter, start);
  return true;
}

/** Reads the next positional argument, or the rest of the line for a parameter that takes it. */
export function readPositional(cursor: Cursor): void {
  const { cell, at, end, declaration, args, diagnostics } = cursor;
  const parameter = declaration.parameters.find((each) => each.positional && !args[each.name]);
  if (parameter) {
    take(cursor, parameter, at);
    return;
  }
  const word = readText(cell, at, end);
  cursor.at = Math.max(word.span.end, at + 1);
  cursor.slot = { kind: "argument", start: at };
  const expected = declaration.parameters.map(label).join(", ") || "nothing";
  const message = `unexpected '${cell.slice(at, word.span.end)}': %${declaration.name} takes ${expected}`;
  diagnostics.push({ span: { start: at, end: cursor.at }, message });
}

function take(cursor: Cursor, parameter: MagicParameter, start: number): void {
  const { cell, end, diagnostics } = cursor;
  const isCode = ["expression", "json", "identifier"].includes(parameter.type);
  let word: Word;
  if (parameter.rest) {
    const span = trim(cell, { start, end: isCode ? beforeOptions(cursor, start) : end });
    word = isCode ? { span, parts: [{ expression: span }], unclosed: findUnclosed(cell, span) } : readRest(cell, span);
  } else {
    word = isCode ? readCode(cell, start, end) : readText(cell, start, end, parameter.type === "string");
  }
  cursor.at = Math.max(word.span.end, start + 1);
  cursor.slot = { kind: "value", parameter, start };
  if (word.unclosed !== undefined) {
    const message = `${cell[word.unclosed]} is never closed`;
    diagnostics.push({ span: { start: word.unclosed, end: word.span.end }, message });
    return;
  }
  const value = toValue(cell, word, parameter);
  if ("argument" in value) cursor.args[parameter.name] = value.argument;
  else diagnostics.push({ span: word.span, message: value.wrong });
}

/**
 * Where code that takes the rest of a line ends: before the first option behind it. No expression goes on with two dashes
 * and a word behind a name, a literal or a closed bracket.
 */
function beforeOptions({ cell, end, declaration }: Cursor, start: number): number {
  if (declaration.parameters.every((parameter) => parameter.positional)) return end;
  for (const at of topLevel(cell, start, end)) {
    const isOption = /^--[A-Za-z]/.test(cell.slice(at, at + 3)) && /\s/.test(cell[at - 1] ?? "");
    if (isOption && /[\w$)\]}"'`]/.test(cell.slice(start, at).trimEnd().slice(-1))) return at;
  }
  return end;
}

/** End of the arguments without a comment (`// …` behind a blank) and without a semicolon. */
export function trimLine(cell: string, start: number, end: number, declaration: MagicDeclaration): number {
  if (declaration.parameters.some((parameter) => parameter.rest && parameter.type === "string")) return end;
  for (const at of topLevel(cell, start, end)) {
    if (!cell.startsWith("//", at) || !/\s/.test(cell[at - 1] ?? "")) continue;
    end = at;
    break;
  }
  const closed = /\s*;\s*$/.exec(cell.slice(start, end));
  return closed ? end - closed[0].length : end;
}
