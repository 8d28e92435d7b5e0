/**
 * What scripts tell of their work where nobody counts for them: a line among the others, under a key of its own.
 * @module
 */
import type { JobReport } from "../job.js";
import type { SkippedLine } from "../map-lines.js";

/** What one mapper or reducer did. */
export interface Noted {
  readonly lines: number;
  readonly skipped: number;
  readonly first: readonly SkippedLine[];
  readonly pairs: number;
  readonly groups: number;
  readonly values: number;
}

/** Set to anything, this makes scripts write notes into their output. */
export const NOTES_VARIABLE = "TSLAB_BIGDATA_NOTES";

/** The key of such lines; no key that {@link encode} writes looks like it. */
export const NOTE_KEY = '{"$note":1}';

/** Nothing done. */
export const NOTHING: Noted = { lines: 0, skipped: 0, first: [], pairs: 0, groups: 0, values: 0 };

/** A note as a line. */
export function noteLine(note: Partial<Noted>): string {
  return `${NOTE_KEY}\t${JSON.stringify({ ...NOTHING, ...note })}\n`;
}

/** Result lines without the notes among them, and the notes. */
export function splitNotes(lines: readonly string[]): { readonly lines: string[]; readonly notes: Noted[] } {
  const isNote = (line: string): boolean => line.startsWith(`${NOTE_KEY}\t`);
  return {
    lines: lines.filter((line) => !isNote(line)),
    notes: lines.filter(isNote).map((line) => JSON.parse(line.slice(NOTE_KEY.length + 1)) as Noted),
  };
}

/** Skipped lines that a report shows. */
const SHOWN = 5;

/** What notes say of a whole job. */
export function notedReport(
  notes: readonly Noted[],
): Pick<JobReport, "lines" | "skipped" | "firstSkipped" | "mapped" | "combined" | "groups"> {
  const sum = (of: (note: Noted) => number): number => notes.reduce((total, note) => total + of(note), 0);
  return {
    lines: sum(({ lines }) => lines),
    skipped: sum(({ skipped }) => skipped),
    firstSkipped: notes.flatMap(({ first }) => first).slice(0, SHOWN),
    mapped: sum(({ pairs }) => pairs),
    combined: sum(({ values }) => values),
    groups: sum(({ groups }) => groups),
  };
}
