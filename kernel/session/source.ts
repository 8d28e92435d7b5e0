import { expandCell, toCellPosition } from "../../magics/index.js";
import type { Place } from "../cell/scripts.js";
import { problemsFailure } from "./diagnostics.js";
import { Refused } from "./failure.js";
import { createPlaces } from "./places.js";

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
    const places = createPlaces(text);
    if (expansion.diagnostics.length > 0) {
      const problems = expansion.diagnostics.map(({ span, message }) => ({
        where: name,
        text,
        ...places.at(span.start),
        length: span.end - span.start,
        message,
        code: "magic",
      }));
      throw new Refused(problemsFailure("MagicError", problems));
    }
    const code = createPlaces(expansion.code);
    const toCell = (place: Place): Place => places.at(toCellPosition(expansion, code.offset(place)));
    return { name, text, code: expansion.code, toCell };
  };
}
