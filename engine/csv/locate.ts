/**
 * Where a record of a file is, found again when something is wrong with it: quotes understood, line by line.
 * @module
 */
import type { Feed } from "./feed.js";
import { splitLine } from "./line.js";

/** A record's place and fields. */
export interface Located {
  /** Number of its first line, the first one of the file being 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const QUOTE = 34;
const LINE_END = 10;
const RETURN = 13;
const BLOCK = 1 << 18;

/**
 * The first record that is looked for. Blank lines are none.
 * @param feed the text from its beginning
 * @param wanted is told records by number, counted from 0 where data begins
 * @param place where data begins, and the line ends before it
 */
export async function locate(
  feed: Feed,
  wanted: (record: number, fields: () => readonly string[]) => boolean,
  place: { readonly start: number; readonly skipped: number },
  delimiter: string,
): Promise<Located | undefined> {
  const block = Buffer.alloc(BLOCK);
  let text = Buffer.alloc(0);
  let quoted = false;
  let at = 0;
  let line = place.skipped + 1;
  let first = line;
  let seen = 0;
  let position = 0;
  try {
    for (let ended = false; !ended; ) {
      const got = await feed.read(block);
      ended = got === 0;
      const fresh = block.subarray(Math.min(got, Math.max(0, place.start - position)), got);
      position += got;
      text = Buffer.concat([text, fresh, ...(ended ? [Buffer.from("\n")] : [])]);
      let begin = 0;
      for (; at < text.length; at++) {
        if (text[at] === QUOTE) quoted = !quoted;
        if (text[at] !== LINE_END) continue;
        line++;
        if (quoted && !(ended && at === text.length - 1)) continue;
        const end = text[at - 1] === RETURN && at > begin ? at - 1 : at;
        const blank = end === begin;
        const from = begin;
        const fields = (): string[] => splitLine(text.subarray(from, end).toString(), delimiter);
        if (!blank && wanted(seen++, fields)) return { line: first, fields: fields() };
        begin = at + 1;
        first = line;
        quoted = false;
      }
      text = text.subarray(begin);
      at -= begin;
    }
    return undefined;
  } finally {
    feed.close();
  }
}
