/**
 * Records of a piece of CSV text, quotes understood.
 * @module
 */

/** One record. */
export interface Record {
  readonly fields: readonly string[];
  /** Characters from the beginning of the text to behind the record's line end. */
  readonly end: number;
}

/** Cuts text into records; a last one without line end is left out unless `whole`. Blank lines are records of one field. */
export function recordsOf(text: string, delimiter: string, whole: boolean, limit: number = text.length): Record[] {
  const records: Record[] = [];
  for (let at = 0; at < text.length && records.length < limit; ) {
    const record = recordAt(text, at, delimiter);
    if (record === undefined && !whole) break;
    records.push(record ?? { fields: text.slice(at).split(delimiter), end: text.length });
    at = records.at(-1)!.end;
  }
  return records;
}

/** The record that begins at a place; undefined when its line end is not in the text. */
function recordAt(text: string, start: number, delimiter: string): Record | undefined {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    let field: string;
    if (text[at] === '"') {
      let end = at + 1;
      for (end = text.indexOf('"', end); end >= 0 && text[end + 1] === '"'; end = text.indexOf('"', end + 2));
      if (end < 0) return undefined;
      field = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else field = "";
    const stop = endOfField(text, at, delimiter);
    if (stop < 0) return undefined;
    fields.push(field + text.slice(at, stop));
    if (text[stop] === delimiter) {
      at = stop + 1;
      continue;
    }
    return { fields, end: text[stop] === "\r" && text[stop + 1] === "\n" ? stop + 2 : stop + 1 };
  }
}

function endOfField(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === delimiter || c === "\n" || c === "\r") return at;
  }
  return -1;
}
