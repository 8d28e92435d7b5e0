/**
 * Dictionaries of chunks.
 * @module
 */
import { isUtf8 } from "node:buffer";
import type { Room } from "./memory.js";
import type { Page } from "./pages.js";
import type { OpenChunk } from "./recent.js";
import { type Bench, undoPage } from "./scratch.js";

/** The values that codes stand for. */
export interface Dictionary {
  /** Whose it is. */
  readonly of: OpenChunk;
  readonly count: number;
  /** Where the values are; of texts, their bytes. */
  readonly values: number;
  /** `count + 1` int32 ends of texts. */
  readonly ends: number;
}

/** Rooms that hold a dictionary. */
export interface DictionaryRooms {
  readonly page: Room;
  readonly ends: Room;
  readonly texts: Room;
}

/** Reads the dictionary of a chunk. @param user the page with its codes @throws CorruptData */
export function readDictionary(chunk: OpenChunk, user: Page, rooms: DictionaryRooms, bench: Bench): Dictionary {
  const { layout, workshop } = bench;
  const { pages } = chunk;
  const page = pages.dictionary();
  if (page === undefined) throw pages.broken(user, "codes without a dictionary");
  const { values: count, bytes } = page.header;
  const at = undoPage(chunk, page, rooms.page, bench);
  const broken = (): Error => pages.broken(page, `a dictionary of ${bytes} bytes that are no ${count} values`);
  if (layout.width > 0) {
    if (layout.stored === 0 || count * layout.stored > bytes) throw broken();
    return { of: chunk, count, values: at, ends: 0 };
  }
  if (count * 4 > bytes) throw broken();
  const ends = rooms.ends.of((count + 1) * 4);
  const texts = rooms.texts.of(bytes);
  if (workshop.kernels.readTexts(at, at + bytes, count, ends, texts) < 0) throw broken();
  const length = new Int32Array(workshop.memory.buffer, ends, count + 1)[count]!;
  if (layout.meaning === "text" && !isUtf8(new Uint8Array(workshop.memory.buffer, texts, length)))
    throw pages.broken(page, "texts that are no UTF-8");
  return { of: chunk, count, values: texts, ends };
}
