/**
 * One column of one row group after the other, in blocks of rows: pages → values and validity in memory.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { type Dictionary, type DictionaryRooms, readDictionary } from "./dictionary.js";
import { BLOCK, RUN_STATE } from "./kernels.js";
import { type PageParts, partsOf } from "./page.js";
import type { ChunkPlace, Page } from "./pages.js";
import { type OpenChunk, recentChunks } from "./recent.js";
import { type Bench, undoPage } from "./scratch.js";
import { turned } from "./turned.js";

/** Codes that are looked up at once. */
const CODES = 1024;

/** Rows in memory, until the next ones are taken. */
export interface Block {
  readonly rows: number;
  /** Their values; texts one behind the other. Null rows are 0, or empty. */
  readonly values: number;
  /** `rows + 1` int32 ends of texts, the first of which is 0. */
  readonly ends: number;
  /** Validity bits; 0 when no row is null. */
  readonly validity: number;
}

/** A column that is read. */
export interface ColumnStream {
  /** Goes to a row of a chunk. @param key tells chunks apart */
  seek(key: number, place: () => ChunkPlace, row: number): void;
  /** The next rows, at most `most`; never none. @throws CorruptData, Unavailable */
  take(most: number): Block;
}

/** A page that is being taken. */
interface Taken {
  readonly chunk: OpenChunk;
  readonly page: Page;
  readonly parts: PageParts;
  /** Rows of the group before the next one. */
  row: number;
  /** The next value that stands as it is; of truths, its bit. */
  next: number;
}

/** Makes a stream. */
export function columnStream(bench: Bench): ColumnStream {
  const { layout, workshop, scratch } = bench;
  const { kernels, memory } = workshop;
  const { meaning, stored, width } = layout;
  const pageRoom = workshop.room();
  const rooms: DictionaryRooms = { page: workshop.room(), ends: workshop.room(), texts: workshop.room() };
  const levelState = workshop.room().of(RUN_STATE);
  const valueState = workshop.room().of(RUN_STATE);
  const chunkOf = recentChunks();
  let dictionary: Dictionary | undefined;
  let open: Taken | undefined;
  let wanted: { readonly chunk: OpenChunk; readonly row: number } | undefined;

  const load = (chunk: OpenChunk, row: number): Taken => {
    open = undefined;
    const page = chunk.pages.pageOf(row);
    const at = undoPage(chunk, page, pageRoom, bench);
    chunk.place.file.decoded();
    const parts = partsOf(page.header, layout, memory.buffer, at, (why) => chunk.pages.broken(page, why));
    if (parts.kind === "codes" && parts.from < parts.stop && dictionary?.of !== chunk) {
      dictionary = undefined;
      dictionary = readDictionary(chunk, page, rooms, bench);
    }
    return begin(chunk, page, parts);
  };

  /** Goes to the first row of a page that is in memory. */
  const begin = (chunk: OpenChunk, page: Page, parts: PageParts): Taken => {
    if (parts.levels !== undefined) kernels.startRuns(levelState, parts.levels.from, parts.levels.stop, 1);
    if (parts.kind !== "plain") kernels.startRuns(valueState, parts.from, parts.stop, parts.bits);
    return { chunk, page, parts, row: page.firstRow, next: meaning === "bits" ? 0 : parts.from };
  };

  /** The page with the next wanted row, at that row. */
  const ready = (): Taken => {
    if (wanted === undefined) return open!;
    const { chunk, row } = wanted;
    const isHere = open?.chunk === chunk && row >= open.page.firstRow && row < lastOf(open.page);
    open = !isHere ? load(chunk, row) : row < open!.row ? begin(chunk, open!.page, open!.parts) : open!;
    while (open.row < row) takeFrom(open, Math.min(BLOCK, row - open.row));
    wanted = undefined;
    return open;
  };

  const damaged = ({ chunk, page }: Taken, what: string): Error =>
    chunk.pages.broken(page, `its ${what} end early or are damaged`);

  /** The next `n` values as they are stored, without null rows. */
  const takeValues = (from: Taken, n: number): number => {
    const { parts } = from;
    if (parts.kind === "codes") {
      const to = scratch.taken.of(n * stored);
      if (n > 0 && dictionary?.of !== from.chunk) throw damaged(from, "codes");
      const codes = scratch.codes.of(CODES * 4);
      const { values, count } = dictionary ?? { values: 0, count: 0 };
      if (kernels.takeCodes(stored === 4 ? 4 : 8, valueState, n, values, count, codes, to) === 0)
        throw damaged(from, "codes");
      return to;
    }
    if (meaning !== "bits") {
      const at = from.next;
      if (n * stored > parts.stop - at) throw damaged(from, "values");
      from.next += n * stored;
      return at;
    }
    const to = scratch.taken.of(n);
    let [bits, first] = [parts.from, from.next];
    if (parts.kind === "runs") {
      [bits, first] = [scratch.bits.of(n / 8 + 8), 0];
      if (kernels.takeLevels(valueState, n, bits) < 0) throw damaged(from, "runs");
    } else if (Math.ceil((first + n) / 8) > parts.stop - parts.from) throw damaged(from, "values");
    kernels.unpackBits(bits, first, n, to);
    from.next += n;
    return to;
  };

  /** The next `n` texts without null rows, and their ends. */
  const takeTexts = (from: Taken, n: number): { readonly values: number; readonly ends: number } => {
    const { parts, chunk, page } = from;
    const ends = scratch.ends.of((n + 1) * 4);
    if (parts.kind === "codes") {
      if (n > 0 && dictionary?.of !== chunk) throw damaged(from, "codes");
      const codes = scratch.codes.of(n * 4);
      const { count, ends: entries, values: texts } = dictionary ?? { count: 0, ends: 0, values: 0 };
      const bytes = kernels.takeTexts(valueState, n, entries, count, codes, ends);
      if (bytes === -2) throw chunk.pages.broken(page, `${n} rows of it hold more than 2 GiB of text`);
      if (bytes < 0) throw damaged(from, "codes");
      const values = scratch.texts.of(bytes);
      kernels.copyTexts(n, entries, texts, codes, values);
      return { values, ends };
    }
    const values = scratch.texts.of(parts.stop - parts.from);
    const read = kernels.readTexts(from.next, parts.stop, n, ends, values);
    if (read < 0) throw damaged(from, "texts");
    from.next += read;
    const length = new Int32Array(memory.buffer, ends, n + 1)[n]!;
    if (meaning === "text" && !isUtf8(new Uint8Array(memory.buffer, values, length)))
      throw chunk.pages.broken(page, "texts that are no UTF-8");
    return { values, ends };
  };

  const takeFrom = (from: Taken, rows: number): Block => {
    const { parts } = from;
    let [valid, bitmap] = [rows, 0];
    if (parts.levels !== undefined) {
      bitmap = scratch.bitmap.of(rows / 8 + 8);
      valid = kernels.takeLevels(levelState, rows, bitmap);
      if (valid < 0) throw damaged(from, "levels");
    }
    const validity = valid < rows ? bitmap : 0;
    from.row += rows;
    if (width === 0) {
      const { values, ends } = takeTexts(from, valid);
      if (validity === 0) return { rows, values, ends, validity };
      const all = scratch.spread.of((rows + 1) * 4);
      kernels.spreadEnds(ends, bitmap, rows, all);
      return { rows, values, ends: all, validity };
    }
    let values = takeValues(from, valid);
    if (validity !== 0) {
      const size = stored === 0 ? 1 : stored;
      const all = scratch.spread.of(rows * size);
      kernels.spread(size, values, bitmap, rows, all);
      values = all;
    }
    const fine = turned(meaning, values, rows, scratch.turned, kernels);
    if (fine === undefined)
      throw from.chunk.pages.broken(from.page, "a time in milliseconds that does not fit in microseconds");
    return { rows, values: fine, ends: 0, validity };
  };

  return {
    seek(key, place, row) {
      const chunk = chunkOf(key, place);
      wanted = open?.chunk === chunk && open.row === row && row < lastOf(open.page) ? undefined : { chunk, row };
    },
    take(most) {
      try {
        const from = ready();
        const block = takeFrom(from, Math.min(most, BLOCK, lastOf(from.page) - from.row));
        if (from.row >= lastOf(from.page)) wanted = { chunk: from.chunk, row: from.row };
        return block;
      } catch (error) {
        open = undefined;
        throw error;
      }
    },
  };
}

function lastOf({ firstRow, header }: Page): number {
  return firstRow + header.values;
}
