import type { Place } from "../cell/scripts.js";

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

/** A cell without magics. */
export const plainSource: Expander = (text, name) => ({ name, text, code: text, toCell: (place) => place });
