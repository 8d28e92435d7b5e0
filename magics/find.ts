import type { MagicDeclaration } from "../contract/index.js";
import { type MagicText, type ParsedMagic, parseMagic } from "./parse/parse.js";
import { cutCell, type Names, type Piece } from "./scan/cut.js";

/** The magic that stands at a position of a cell. */
export interface FoundMagic {
  readonly text: MagicText;
  readonly parsed: ParsedMagic;
}

/** Names for cutting a cell where variables are not known. */
export function namesOf(declarations: readonly MagicDeclaration[], variables: readonly string[] = []): Names {
  const known = new Set(variables);
  return {
    isMagic: (name) => declarations.some((each) => each.name === name),
    isVariable: (name) => known.has(name),
  };
}

/** What the parser takes for a piece of a cell that is no code. */
export function magicText(piece: Exclude<Piece, { kind: "code" }>): MagicText {
  return piece.kind === "shell" ? { ...piece, kind: "line", name: "sh" } : piece;
}

/**
 * The magic at a position, parsed up to the position only, so that its slot tells what may stand there. Behind the
 * line of a cell magic whose body is text, the whole magic; undefined in code.
 */
export function findMagic(
  cell: string,
  position: number,
  declarations: readonly MagicDeclaration[],
): FoundMagic | undefined {
  // The beginning of a name is enough: the user may be typing it.
  const isMagic = (name: string): boolean => declarations.some((each) => each.name.startsWith(name));
  const names: Names = { isMagic, isVariable: () => false };
  let from = 0;
  for (;;) {
    const base = from;
    const piece = cutCell(cell.slice(base), names).find(
      ({ span }) => span.start + base < position && position <= span.end + base,
    );
    if (!piece || piece.kind === "code") return undefined;
    const moved = shiftPiece(piece, base);
    const text = magicText(moved);
    if (moved.kind === "cell" && position > text.text.end) {
      const parsed = parseMagic(cell, text, declarations);
      if (parsed.declaration?.body !== "code") return { text, parsed };
      from = moved.body.start;
      continue;
    }
    if (position < text.text.start) return undefined;
    const until = { ...text, text: { start: text.text.start, end: position } };
    return { text, parsed: parseMagic(cell.slice(0, position), until, declarations) };
  }
}

/** A piece of a part of the cell, by positions of the cell. */
export function shiftPiece(piece: Exclude<Piece, { kind: "code" }>, by: number): Exclude<Piece, { kind: "code" }> {
  const move = (span: { start: number; end: number }) => ({ start: span.start + by, end: span.end + by });
  if (piece.kind === "cell")
    return { ...piece, span: move(piece.span), text: move(piece.text), body: move(piece.body) };
  return { ...piece, span: move(piece.span), text: move(piece.text) };
}
