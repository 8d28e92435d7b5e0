/**
 * Sorted lines into groups, and groups through a reducer.
 * @module
 */
import { EngineError, isEngineError } from "../engine/errors.js";
import { type Called, type Emit, reasonOf, takePairs } from "./call.js";
import { decode, type Pairable } from "./codec.js";
import { compareKeys } from "./order.js";

/** A line as key text and value text. */
export interface Line {
  readonly key: string;
  readonly value: string;
}

/** Cuts a line at its first tab; without one the whole line is the key and the value is empty text, as in Hadoop. */
export function cutLine(line: string): Line {
  const tab = line.indexOf("\t");
  return tab < 0 ? { key: line, value: '""' } : { key: line.slice(0, tab), value: line.slice(tab + 1) };
}

/** The lines of a whole text, whose last one has a line end. */
export function linesIn(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** Lines in order of their keys; null at the end. */
export interface SortedLines {
  next(): Line | null;
}

/** What a reducer saw. */
export interface Reduced {
  groups: number;
  values: number;
}

/**
 * Calls a reducer for each key. Values are read while the reducer asks for them, so a group can be larger than memory;
 * what it does not ask for is skipped.
 * @param who the reducer, in messages
 * @throws UserFunction when it throws, with the key; CorruptData when the lines are not sorted by key
 */
export async function reduceGroups(lines: SortedLines, call: Called, who: string, emit: Emit): Promise<Reduced> {
  const seen: Reduced = { groups: 0, values: 0 };
  let line = lines.next();
  while (line !== null) {
    const { key } = line;
    let taken = false;
    const values: Iterable<Pairable> = {
      *[Symbol.iterator]() {
        if (taken)
          throw new EngineError("UserFunction", `the values of a key can be gone through once; copy them: [...values]`);
        taken = true;
        while (line !== null && line.key === key) {
          const { value } = line;
          line = advance(lines, line);
          seen.values++;
          yield decode(value);
        }
      },
    };
    try {
      const pending = takePairs(call(decode(key) as never, values as never), who, emit);
      if (pending !== undefined) await pending;
    } catch (cause) {
      if (isEngineError(cause)) throw cause;
      throw new EngineError("UserFunction", `the ${who} threw at key ${key}: ${reasonOf(cause)}`, cause);
    }
    while (line !== null && line.key === key) {
      line = advance(lines, line);
      seen.values++;
    }
    seen.groups++;
  }
  return seen;
}

function advance(lines: SortedLines, last: Line): Line | null {
  const line = lines.next();
  if (line !== null && line.key !== last.key && compareKeys(line.key, last.key) < 0)
    throw new EngineError(
      "CorruptData",
      `the input of a reducer must be sorted by key: '${line.key}' comes after '${last.key}'; in a shell, put LC_ALL=C sort before it`,
    );
  return line;
}
