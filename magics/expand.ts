import type { EmittedPiece, MagicCall, MagicDeclaration, Span } from "../contract/index.js";
import { MagicError } from "./emit.js";
import { createWriter, type Expansion } from "./expansion.js";
import { magicText, namesOf, shiftPiece } from "./find.js";
import { parseMagic } from "./parse/parse.js";
import type { Diagnostic } from "./parse/value.js";
import { cutCell, type Piece } from "./scan/cut.js";

/** Text in front of the first magic of a cell; `$bigdata` is the library in everything magics emit. */
export const PRELUDE = 'import * as $bigdata from "tslab-bigdata"; ';

/** What expanding needs besides the text. */
export interface ExpandOptions {
  /** Names that earlier cells declared; they decide whether `!name` is a command. */
  readonly variables?: readonly string[];
}

/**
 * Replaces the magics of a cell by TypeScript. Lines keep their numbers. Text without magics comes back unchanged.
 *
 * @param declarations  the magics there are
 * @param help          what `%name?` becomes
 */
export function expandWith(
  text: string,
  declarations: readonly MagicDeclaration[],
  help: (declaration: MagicDeclaration) => readonly EmittedPiece[],
  options: ExpandOptions = {},
): Expansion {
  const names = namesOf(declarations, options.variables);
  const writer = createWriter(text);
  const diagnostics: Diagnostic[] = [];
  let isFirst = true;
  const write = (pieces: readonly EmittedPiece[], span: Span): void => {
    writer.write(isFirst ? [{ text: PRELUDE }, ...pieces] : pieces, span);
    isFirst = false;
  };

  const expand = (from: Span): void => {
    const cut = cutCell(text.slice(from.start, from.end), names);
    const first = cut.find(({ kind }) => kind !== "code");
    // Imports cannot stand in a block.
    if (first && "nested" in first) write([], { start: from.start, end: from.start });
    for (const piece of cut) {
      const { start, end } = piece.span;
      if (piece.kind === "code") writer.copy({ start: from.start + start, end: from.start + end });
      else expandMagic(shiftPiece(piece, from.start));
    }
  };
  const expandMagic = (piece: Exclude<Piece, { kind: "code" }>): void => {
    const parsed = parseMagic(text, magicText(piece), declarations);
    const { declaration, call } = parsed;
    if (declaration && parsed.isHelp) {
      write(help(declaration), piece.span);
      return;
    }
    const runsBody = piece.kind === "cell" && declaration?.body === "code";
    const span = runsBody ? { start: piece.span.start, end: piece.body.start } : piece.span;
    if (declaration && call) {
      write(emit(declaration, call, diagnostics), span);
    } else {
      diagnostics.push(...parsed.diagnostics);
      writer.write([{ text: ";" }], span);
    }
    if (runsBody) expand(piece.body);
  };
  expand({ start: 0, end: text.length });
  return writer.finish(diagnostics);
}

function emit(declaration: MagicDeclaration, call: MagicCall, diagnostics: Diagnostic[]): readonly EmittedPiece[] {
  try {
    return declaration.emit(call);
  } catch (error) {
    if (!(error instanceof MagicError)) throw error;
    diagnostics.push({ span: error.span, message: error.message });
    return [];
  }
}
