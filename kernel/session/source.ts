import { type Expansion, expandCell, toCellPosition } from "../../magics/index.js";
import type { Place } from "../cell/scripts.js";
import { problemsFailure } from "./diagnostics.js";
import { Refused } from "./failure.js";

/** A cell ready to be compiled. */
export interface Source {
  /** `Cell In[3]`. */
  readonly name: string;
  /** What the user wrote. */
  readonly text: string;
  /** What is compiled: magics are expanded. */
  readonly code: string;
  /** Place in the code → place in the text. */
  toCell(place: Place): Place;
}

/**
 * Turns a cell's text into what is compiled.
 * @throws Refused when a magic is wrong
 */
export type Expander = (text: string, name: string) => Source;

/**
 * An expander for cells with magics.
 *
 * @param variables  names that exist when the cell is expanded
 */
export function createExpander(variables: () => readonly string[]): Expander {
  return (text, name) => {
    const expansion = expandCell(text, { variables: variables() });
    if (expansion.diagnostics.length > 0) {
      const problems = expansion.diagnostics.map(({ span, message }) => ({
        where: name,
        text,
        ...placeAt(text, span.start),
        length: span.end - span.start,
        message,
        code: "magic",
      }));
      throw new Refused(problemsFailure("MagicError", problems));
    }
    const toCell = (place: Place): Place => placeInCell(expansion, text, place);
    return { name, text, code: expansion.code, toCell };
  };
}

function placeInCell(expansion: Expansion, text: string, place: Place): Place {
  return placeAt(text, toCellPosition(expansion, offsetOf(expansion.code, place)));
}

function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - start + 1 };
}
