/**
 * Lines, or rows of a table, through a mapper: all pairs of a line or, when it throws, none.
 * @module
 */
import { EngineError } from "../engine/errors.js";
import { type Emit, reasonOf, takePairs } from "./call.js";
import type { LineContext, Pairs } from "./functions.js";

/** A line that the mapper threw at. */
export interface SkippedLine {
  readonly file: string;
  /** Number of the line among those this mapper has seen, from 0; of a row, its number in the table, -1 without one. */
  readonly line: number;
  /** The line's text, at most 200 characters of it. */
  readonly text: string;
  readonly reason: string;
  /** Whether it is a row of a table. */
  readonly isRow?: boolean;
}

/** Where a skipped line is: file and line counted from 1, or the row's number as `at()` of its table takes it. */
export function placeOf({ file, line, isRow = false }: SkippedLine): string {
  if (isRow) return line < 0 ? `a row of ${file}` : `row ${line} of ${file}`;
  return `${file}:${line + 1}`;
}

/** What a skipped line holds: text in quotes, a row as it is told. */
export function toldText({ text, isRow = false }: SkippedLine): string {
  return isRow ? text : JSON.stringify(text);
}

/** What is told of an item that the mapper threw at. */
export type Telling<T> = (item: T, number: number) => Pick<SkippedLine, "line" | "text" | "isRow">;

/** What is told of a line. */
export const tellLine: Telling<string> = (line, number) => ({ line: number, text: line.slice(0, TEXT) });

/** Characters of a line that are kept to be shown. */
export const TEXT = 200;

/** Skipped lines that are kept to be shown. */
const SHOWN = 5;

/** Lines that may all fail before that is an error of the mapper, not of the lines. */
export const ALL_FAILED = 1000;

/** What a mapper saw. */
export interface Mapped {
  lines: number;
  skipped: number;
  /** The first few. */
  readonly first: SkippedLine[];
}

/** Takes lines; a promise only when the mapper is async. */
export type MapLines<T> = (lines: readonly T[]) => Promise<void> | undefined;

/** What {@link createMapLines} needs. */
export interface MapLinesParts<T> {
  readonly call: (line: T, context: LineContext) => Pairs<unknown, unknown>;
  /** {@link tellLine}, or what takes its place for rows. */
  readonly telling: Telling<T>;
  /** The mapper, in messages: `"mapper temps"`. */
  readonly who: string;
  readonly context: LineContext;
  /** Whether the first line that the mapper throws at ends the job. */
  readonly strict: boolean;
  readonly emit: Emit;
  readonly seen: Mapped;
}

/**
 * Makes the loop over lines. A line that the mapper throws at is skipped and counted, unless `strict`; what is wrong
 * with the mapper itself (no pairs, values that do not travel) is always an error.
 * @throws UserFunction when strict, or when a thousand lines were seen and all of them failed
 */
export function createMapLines<T>({ call, telling, who, context, strict, emit, seen }: MapLinesParts<T>): MapLines<T> {
  // arrays that stay: setting their length to 0 for each line would cost more than the pairs do
  const keys: unknown[] = [];
  const values: unknown[] = [];
  let held = 0;
  const hold: Emit = (key, value) => {
    keys[held] = key;
    values[held++] = value;
  };
  const release = (): void => {
    const count = held;
    held = 0;
    for (let i = 0; i < count; i++) emit(keys[i], values[i]);
  };
  const failed = (thrown: unknown, line: T, number: number): void => {
    held = 0;
    if (thrown instanceof EngineError) throw thrown;
    const skipped: SkippedLine = { file: context.file, ...telling(line, number), reason: reasonOf(thrown) };
    if (seen.first.length < SHOWN) seen.first.push(skipped);
    seen.skipped++;
    if (strict) throw new FailedLine(skipped, who);
    if (seen.skipped >= ALL_FAILED && seen.skipped === seen.lines)
      throw new FailedLine(seen.first[0]!, who, seen.lines);
  };

  /** The rest of the lines, from one whose pairs come later. */
  const later = async (pending: Promise<void>, lines: readonly T[], at: number): Promise<void> => {
    await pending.then(release, (thrown: unknown) => failed(thrown, lines[at]!, seen.lines - 1));
    const rest = run(lines, at + 1);
    if (rest !== undefined) await rest;
  };

  const run = (lines: readonly T[], from: number): Promise<void> | undefined => {
    for (let i = from; i < lines.length; i++) {
      const line = lines[i]!;
      seen.lines++;
      try {
        const pending = takePairs(call(line, context), who, hold);
        if (pending !== undefined) return later(pending, lines, i);
      } catch (thrown) {
        failed(thrown, line, seen.lines - 1);
        continue;
      }
      release();
    }
    return undefined;
  };
  return (lines) => run(lines, 0);
}

/** A line that ended the job. Its place is put into words by who knows where the split began. */
export class FailedLine extends Error {
  readonly skipped: SkippedLine;

  /** @param all how many lines failed, when that was all of them */
  constructor(skipped: SkippedLine, who: string, all?: number) {
    const many = all === undefined ? "" : ` at all of the first ${all} lines,`;
    super(`the ${who} threw${many} at ${toldText(skipped)}: ${skipped.reason}`);
    this.name = "FailedLine";
    this.skipped = skipped;
  }

  /** The error with the file and the number of the line, counted from 1 after the lines before and from a byte on. */
  at(linesBefore: number, fromByte = 0): EngineError {
    const { skipped } = this;
    const place = `${placeOf({ ...skipped, line: linesBefore + skipped.line })}${fromByte > 0 ? ` after byte ${fromByte}` : ""}`;
    return new EngineError("UserFunction", `${place}: ${this.message}`, this);
  }
}
