import type { MagicDeclaration } from "../contract/index.js";
import { magicText, namesOf } from "./find.js";
import { parseMagic } from "./parse/parse.js";
import { cutCell } from "./scan/cut.js";

/**
 * Whether a cell that ends with a magic is complete: an open bracket, brace or quote, a trailing backslash, and a cell
 * magic without an empty line at its end ask for more. Undefined where code decides.
 */
export function isCompleteWith(
  cell: string,
  declarations: readonly MagicDeclaration[],
): "complete" | "incomplete" | undefined {
  if (/(?:^|\n)[ \t]*(?:%|!)[^\n]*\\\s*$/.test(cell) && !cell.endsWith("\n\n")) {
    const open = cutCell(cell, namesOf(declarations)).at(-1);
    if (open && open.kind !== "code") return "incomplete";
  }
  const pieces = cutCell(cell, namesOf(declarations)).filter(
    ({ kind, span }) => kind !== "code" || cell.slice(span.start, span.end).trim() !== "",
  );
  const last = pieces.at(-1);
  if (!last || !pieces.some(({ kind }) => kind !== "code")) return undefined;
  const magic = [...pieces].reverse().find((piece) => piece.kind !== "code");
  if (!magic) return undefined;
  if (magic.kind === "cell")
    return /\n[ \t]*\r?\n?$/.test(cell) && magic.body.start < cell.length ? "complete" : "incomplete";
  const parsed = parseMagic(cell, magicText(magic), declarations);
  if (parsed.diagnostics.some(({ message }) => message.endsWith("is never closed"))) return "incomplete";
  return last === magic ? "complete" : undefined;
}
