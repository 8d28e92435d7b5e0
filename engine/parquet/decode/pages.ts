/**
 * The pages of a chunk: found by their headers, one after the other, and read with one positioned read each.
 * @module
 */
import { crc32 } from "node:zlib";
import { TooShort } from "../format/compact.js";
import { type PageHeader, readPageHeader } from "../format/page-header.js";
import { corrupt } from "../format/problem.js";

/** A file of pages. */
export interface PageFile {
  readonly path: string;
  /** Counts a page that is decoded. */
  decoded(): void;
  /** Fills `bytes` from `position` on. @throws TruncatedFile, SourceChanged */
  read(bytes: Uint8Array, position: number): void;
}

/** Where a chunk is, and what it should hold. */
export interface ChunkPlace {
  readonly file: PageFile;
  readonly column: string;
  /** Number of the row group in the file. */
  readonly group: number;
  readonly start: number;
  readonly stored: number;
  readonly codec: number;
  readonly rows: number;
}

/** A page. */
export interface Page {
  readonly header: PageHeader;
  /** First of its stored bytes, in the file. */
  readonly at: number;
  /** Rows of the group before it. */
  readonly firstRow: number;
}

/** The pages of a chunk, as far as they were looked for. */
export interface ChunkPages {
  /** Its dictionary; undefined where there is none. */
  dictionary(): Page | undefined;
  /** The data page that holds a row of the group. @throws CorruptData */
  pageOf(row: number): Page;
  /** Reads a page's stored bytes to the start of `to`, which has room for {@link AHEAD} more. @throws CorruptData */
  read(page: Page, to: Uint8Array): void;
  /** An error about a page. */
  broken(page: Page, why: string): Error;
}

/** Bytes read for a header, or behind a page for the header of the next one. */
export const AHEAD = 256;

/** Chunks of no more bytes are read at once. */
const SMALL_CHUNK = 65_536;

/** Headers are no longer than this. */
const LONGEST_HEADER = 1 << 24;

/** Makes a view of a chunk's pages; nothing is read. */
export function chunkPages({ file, column, group, start, stored, rows }: ChunkPlace): ChunkPages {
  const stop = start + stored;
  const data: Page[] = [];
  let dictionary: Page | undefined;
  let next = start;
  let found = 0;
  let ahead: Uint8Array = new Uint8Array(0);
  let aheadAt = 0;

  const where = (at: number): string => `the page of '${column}' at byte ${at}, row group ${group}`;

  /** Bytes that were read ahead, up to `length` of them; undefined where the first one was not. */
  const known = (at: number, length: number): Uint8Array | undefined => {
    const from = at - aheadAt;
    return from >= 0 && from < ahead.length ? ahead.subarray(from, from + length) : undefined;
  };

  const readAhead = (at: number, length: number): Uint8Array => {
    ahead = new Uint8Array(Math.min(length, stop - at));
    aheadAt = at;
    file.read(ahead, at);
    return ahead;
  };

  /** The header at `next`. */
  const headerHere = (): PageHeader => {
    const least = next === start && stored <= SMALL_CHUNK ? stored : AHEAD;
    let bytes = known(next, stored) ?? readAhead(next, least);
    for (;;) {
      try {
        return readPageHeader(bytes, file.path, where(next));
      } catch (error) {
        if (!(error instanceof TooShort)) throw error;
        if (bytes.length === stop - next || bytes.length > LONGEST_HEADER)
          throw corrupt(file.path, `${where(next)}: its header does not end`);
        bytes = readAhead(next, Math.max(AHEAD, bytes.length * 8));
      }
    }
  };

  /** Looks at one more page; false at the chunk's end. */
  const step = (): boolean => {
    if (next >= stop) return false;
    const header = headerHere();
    const page = { header, at: next + header.length, firstRow: found };
    if (page.at + header.stored > stop)
      throw corrupt(file.path, `${where(next)} takes ${header.stored} bytes, its chunk ends at ${stop}`);
    if (header.kind === "dictionary") {
      if (dictionary !== undefined || data.length > 0) throw corrupt(file.path, `${where(next)}: a second dictionary`);
      dictionary = page;
    } else if (header.kind !== "other") {
      found += header.values;
      if (found > rows) throw corrupt(file.path, `${where(next)}: ${found} values in a group of ${rows} rows`);
      data.push(page);
    }
    next = page.at + header.stored;
    return true;
  };

  return {
    dictionary() {
      while (dictionary === undefined && data.length === 0 && step());
      return dictionary;
    },
    pageOf(row) {
      while (found <= row)
        if (!step()) throw corrupt(file.path, `${found} values of '${column}' in row group ${group} of ${rows} rows`);
      let [low, high] = [0, data.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (data[middle]!.firstRow <= row) low = middle;
        else high = middle - 1;
      }
      return data[low]!;
    },
    read({ header, at }, to) {
      const { stored: size, crc } = header;
      const here = known(at, size);
      if (here?.length === size) to.set(here);
      else {
        const bytes = to.subarray(0, Math.min(size + AHEAD, stop - at));
        file.read(bytes, at);
        ahead = bytes.slice(size);
        aheadAt = at + size;
      }
      const found = crc === undefined ? undefined : crc32(to.subarray(0, size));
      if (found !== crc) throw corrupt(file.path, `${where(at)}: its checksum is ${found}, expected ${crc}`);
    },
    broken: ({ at }, why) => corrupt(file.path, `${where(at)}: ${why}`),
  };
}
