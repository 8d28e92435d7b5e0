import type { MagicDeclaration } from "../contract/index.js";
import { magicText, namesOf } from "./find.js";
import { parseMagic } from "./parse/parse.js";
import { cutCell } from "./scan/cut.js";

/** An empty line at the end; also the line break behind a single line. */
const BLANK_END = /\n[ \t]*\r?\n?$/;

/**
 * Whether a cell that ends with a magic is complete: an open bracket, brace or quote, a trailing backslash, and a cell
 * magic without an empty line at its end ask for more. Undefined where code decides.
 */
export function isCompleteWith(
  cell: string,
  declarations: readonly MagicDeclaration[],
): "complete" | "incomplete" | undefined {
  const pieces = cutCell(cell, namesOf(declarations)).filter(
    ({ kind, span }) => kind !== "code" || cell.slice(span.start, span.end).trim() !== "",
  );
  const last = pieces.at(-1);
  const magic = [...pieces].reverse().find((piece) => piece.kind !== "code");
  if (!last || !magic) return undefined;
  if (magic.kind === "cell") return magic.body.start < cell.length && BLANK_END.test(cell) ? "complete" : "incomplete";
  if (last === magic && /\\\s*$/.test(cell) && !BLANK_END.test(cell)) return "incomplete";
  const parsed = parseMagic(cell, magicText(magic), declarations);
  if (parsed.diagnostics.some(({ message }) => message.endsWith("is never closed"))) return "incomplete";
  return last === magic ? "complete" : undefined;
}
