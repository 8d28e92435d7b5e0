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
  const segments: Segment[] = [];

  const append = (text: string, span: Span): void => {
    const start = code.length;
    code += text;
    if (text === "") return;
    const verbatim = text === cell.slice(span.start, span.end);
    segments.push({ cell: span, code: { start, end: code.length }, verbatim });
  };
  const padTo = (position: number, span: Span): void => {
    const missing = linesIn(cell, position) - linesIn(code, code.length);
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

function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
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
