import type { MagicArgument, MagicCall, MagicDeclaration, Span } from "../../contract/index.js";
import { nearest } from "../nearest.js";
import { type Cursor, readOption, readPositional, trimLine } from "./arguments.js";
import type { Slot } from "./slot.js";
import { skipBlanks } from "./token.js";
import type { Diagnostic } from "./value.js";

/** A magic as parsed; made for broken text too. */
export interface ParsedMagic {
  readonly name: Span;
  /** Undefined for unknown names. */
  readonly declaration?: MagicDeclaration;
  /** `%name?`. */
  readonly isHelp: boolean;
  /** Undefined when something is wrong. */
  readonly call?: MagicCall;
  /** Arguments found, by parameter name. */
  readonly args: { readonly [parameter: string]: MagicArgument | undefined };
  readonly slot: Slot;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is parsed. */
export interface MagicText {
  readonly kind: "line" | "cell";
  /** From the percent sign to the end. */
  readonly span: Span;
  /** From the name to the end of the magic's line. */
  readonly text: Span;
  readonly body?: Span;
  /** The magic meant, where the text has no name (`!command`). */
  readonly name?: string;
}

/** Parses one magic of a cell. */
export function parseMagic(
  whole: string,
  { kind, span, text, body, name: implied }: MagicText,
  declarations: readonly MagicDeclaration[],
): ParsedMagic {
  const cell = whole.slice(0, text.end);
  const named = implied ? ["", implied] : (/^\s*([A-Za-z_]\w*)?/.exec(cell.slice(text.start, text.end)) ?? [""]);
  const nameEnd = text.start + named[0].length;
  const name = { start: implied ? nameEnd : nameEnd - (named[1]?.length ?? 0), end: nameEnd };
  const known = declarations.find((each) => each.name === named[1]);
  const percent = kind === "cell" ? "%%" : "%";
  const diagnostics: Diagnostic[] = [];
  const isHelp = !implied && /^\?{1,2}\s*$/.test(cell.slice(nameEnd, text.end));
  const broken = (slot: Slot): ParsedMagic => ({ name, declaration: known, isHelp, args: {}, slot, diagnostics });
  const nameSlot: Slot = { kind: "name", start: name.start };

  if (!known) {
    diagnostics.push({
      span: { start: span.start, end: nameEnd },
      message: unknown(percent, named[1], kind, declarations),
    });
    return broken(nameSlot);
  }
  if (isHelp) return broken(nameSlot);
  if (known.kind !== "both" && known.kind !== kind) {
    const other = kind === "cell" ? "%" : "%%";
    const message = `${percent}${known.name} does not exist, but ${other}${known.name} does: ${known.summary}`;
    diagnostics.push({ span: { start: span.start, end: nameEnd }, message });
    return broken(nameSlot);
  }

  const cursor: Cursor = {
    cell,
    at: nameEnd,
    end: trimLine(cell, nameEnd, text.end, known),
    declaration: known,
    args: {},
    diagnostics,
    slot: nameEnd === text.end ? nameSlot : { kind: "argument", start: nameEnd },
  };
  const target = readTarget(cursor);
  for (;;) {
    cursor.at = skipBlanks(cell, cursor.at, cursor.end);
    if (cursor.at >= cursor.end) break;
    if (!readOption(cursor)) readPositional(cursor);
  }
  // Behind a blank a new word begins, unless the last one takes the rest or goes on behind its comma.
  const typed = cell.slice(cursor.slot.start, text.end);
  if (/\S\s+$/.test(typed) && !/,\s+$/.test(typed) && cursor.slot.kind !== "name" && !cursor.slot.parameter?.rest) {
    cursor.slot = { kind: "argument", start: text.end };
  }
  checkComplete(cursor, target, { start: span.start, end: nameEnd }, percent);
  const { args, slot } = cursor;
  if (diagnostics.length > 0) return { name, declaration: known, isHelp, args, slot, diagnostics };
  const call: MagicCall = {
    name: known.name,
    kind,
    target,
    args,
    body: body && { code: whole.slice(body.start, body.end), text: whole.slice(body.start, body.end), span: body },
    span,
  };
  return { name, declaration: known, isHelp, call, args, slot, diagnostics };
}

function unknown(
  percent: string,
  name: string | undefined,
  kind: "line" | "cell",
  declarations: readonly MagicDeclaration[],
): string {
  if (!name) return `a magic's name is expected behind ${percent}; %lsmagic lists them`;
  const near = nearest(
    name,
    declarations.filter((each) => each.kind === kind || each.kind === "both").map((each) => each.name),
  );
  return `unknown magic ${percent}${name}${near ? `; did you mean ${percent}${near}?` : ";"} %lsmagic lists all magics`;
}

function readTarget(cursor: Cursor): MagicArgument | undefined {
  const { cell, declaration, diagnostics } = cursor;
  const found = /^(\s*)([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?![=>])/u.exec(cell.slice(cursor.at, cursor.end));
  if (!found) return undefined;
  const start = cursor.at + found[1].length;
  const span = { start, end: start + found[2].length };
  if (declaration.target === undefined || declaration.target === "none") {
    if (declaration.parameters.some((parameter) => parameter.rest || parameter.type === "string")) return undefined;
    diagnostics.push({
      span,
      message: `%${declaration.name} gives no value, so it cannot be assigned to '${found[2]}'`,
    });
  }
  cursor.at += found[0].length;
  cursor.slot = { kind: "argument", start: cursor.at };
  return { code: found[2], text: found[2], span };
}

function checkComplete(cursor: Cursor, target: MagicArgument | undefined, span: Span, percent: string): void {
  const { declaration, args, diagnostics } = cursor;
  if (declaration.target === "required" && !target) {
    const message = `%${declaration.name} needs a variable: %${declaration.name} x = …, for example ${declaration.example.split("\n")[0]}`;
    diagnostics.push({ span, message });
  }
  for (const parameter of declaration.parameters) {
    if (!parameter.required || args[parameter.name] || diagnostics.length > 0) continue;
    const what = parameter.positional ? `a ${parameter.name}` : `--${parameter.name}`;
    const message = `${percent}${declaration.name} needs ${what} (${parameter.summary}), for example ${declaration.example.split("\n")[0]}`;
    diagnostics.push({ span, message });
  }
}
