import type { Place } from "../cell/scripts.js";

/** Lines and columns of one text. */
export interface Places {
  at(offset: number): Place;
  /** Within the text, also for a place outside of it. */
  offset(place: Place): number;
}

/** The lines of a text are looked up on the first question, and once. */
export function createPlaces(text: string): Places {
  let starts: readonly number[] | undefined;
  const lines = (): readonly number[] => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    return starts;
  };
  return {
    at(offset) {
      const all = lines();
      let low = 0;
      for (let high = all.length - 1; low < high; ) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (all[low] ?? 0) + 1 };
    },
    offset({ line, column }) {
      const all = lines();
      return Math.min((all[Math.min(line, all.length) - 1] ?? 0) + column - 1, text.length);
    },
  };
}
