import type { EmittedPiece, Span } from "../contract/index.js";
import type { Diagnostic } from "./parse/value.js";

/** A stretch of the cell and what became of it. */
export interface Segment {
  readonly cell: Span;
  readonly code: Span;
  /** Both have the same text, so positions inside map one to one. */
  readonly verbatim: boolean;
}

/** A cell without magics: TypeScript with the same number of lines. */
export interface Expansion {
  readonly code: string;
  /** In the order of `code`. Together their `code` spans cover it. */
  readonly segments: readonly Segment[];
  /** Wrong magics. The code is then not worth running. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts an expansion together, line by line. */
export interface Writer {
  /** Code of the cell as it stands. */
  copy(span: Span): void;
  /** What a magic became; line breaks are added so that the lines of the cell stay where they are. */
  write(pieces: readonly EmittedPiece[], cell: Span): void;
  finish(diagnostics: readonly Diagnostic[]): Expansion;
}

/** A writer for the expansion of a cell. */
export function createWriter(cell: string): Writer {
  let code = "";
  let lines = 0;
  const segments: Segment[] = [];
  const linesBefore = lineCounter(cell);

  const append = (text: string, span: Span): void => {
    const start = code.length;
    if (text === "") return;
    code += text;
    lines += text.split("\n").length - 1;
    const verbatim = text === cell.slice(span.start, span.end);
    segments.push({ cell: span, code: { start, end: code.length }, verbatim });
  };
  const padTo = (position: number, span: Span): void => {
    const missing = linesBefore(position) - lines;
    if (missing > 0) append("\n".repeat(missing), span);
  };
  return {
    copy: (span) => append(cell.slice(span.start, span.end), span),
    write(pieces, span) {
      for (const piece of pieces) {
        if (piece.span && piece.text === cell.slice(piece.span.start, piece.span.end)) padTo(piece.span.start, span);
        append(piece.text, piece.span ?? span);
      }
      padTo(span.end, span);
    },
    finish: (diagnostics) => ({ code, segments, diagnostics }),
  };
}

/** Counts the line breaks in front of positions; goes over the text once when the positions grow. */
function lineCounter(text: string): (position: number) => number {
  let lines = 0;
  let at = 0;
  return (position) => {
    if (position < at) lines = at = 0;
    for (let found = text.indexOf("\n", at); found >= 0 && found < position; found = text.indexOf("\n", at)) {
      lines++;
      at = found + 1;
    }
    return lines;
  };
}

/** The position in the cell for one in the code. Inside what a magic wrote: the start of the place it stands for. */
export function toCellPosition(expansion: Expansion, codeOffset: number): number {
  const { segments } = expansion;
  const found = segments.find(({ code }) => codeOffset < code.end) ?? segments.at(-1);
  if (!found) return codeOffset;
  if (found.verbatim) return found.cell.start + Math.max(0, Math.min(codeOffset, found.code.end) - found.code.start);
  return codeOffset >= found.code.end ? found.cell.end : found.cell.start;
}

/**
 * The position in the code for one in the cell, or undefined inside a magic outside of its expressions. At a border
 * the stretch that ends there wins, so that a name being typed is completed.
 */
export function toCodePosition(expansion: Expansion, cellOffset: number): number | undefined {
  const inside = expansion.segments.filter(
    ({ cell, verbatim }) => verbatim && cell.start <= cellOffset && cellOffset <= cell.end,
  );
  const found = inside.find(({ cell }) => cellOffset > cell.start) ?? inside[0];
  return found && found.code.start + (cellOffset - found.cell.start);
}
