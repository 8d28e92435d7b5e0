/**
 * What the columns of a reader share: rooms for what is not kept from one block of rows to the next.
 * @module
 */
import type { ColumnLayout } from "../columns.js";
import { UNCOMPRESSED, type Undo, undoWith } from "./codecs.js";
import type { PageWorkshop } from "./kernels.js";
import type { Room } from "./memory.js";
import { AHEAD, type Page } from "./pages.js";
import type { OpenChunk } from "./recent.js";

/** The shared rooms. */
export interface Scratch {
  readonly undo: Undo;
  readonly stored: Room;
  readonly codes: Room;
  readonly taken: Room;
  readonly spread: Room;
  readonly turned: Room;
  readonly bitmap: Room;
  readonly bits: Room;
  readonly ends: Room;
  readonly texts: Room;
}

/** Makes the rooms. */
export function makeScratch(workshop: PageWorkshop): Scratch {
  const room = workshop.room;
  return {
    undo: undoWith(workshop, room()),
    stored: room(),
    codes: room(),
    taken: room(),
    spread: room(),
    turned: room(),
    bitmap: room(),
    bits: room(),
    ends: room(),
    texts: room(),
  };
}

/** What a column decodes with. */
export interface Bench {
  readonly layout: ColumnLayout;
  readonly workshop: PageWorkshop;
  readonly scratch: Scratch;
}

/** Reads a page and undoes its compression, to a room; gives where its bytes are. @throws CorruptData */
export function undoPage({ pages, place }: OpenChunk, page: Page, to: Room, { workshop, scratch }: Bench): number {
  const { stored, bytes, kind, compressed, definitionBytes, repetitionBytes } = page.header;
  const raw = place.codec === UNCOMPRESSED || (kind === "data2" && !compressed);
  const at = (raw ? to : scratch.stored).of(stored + AHEAD);
  pages.read(page, new Uint8Array(workshop.memory.buffer, at, stored + AHEAD));
  if (raw) {
    if (stored !== bytes) throw pages.broken(page, `${bytes} bytes are stored as ${stored} without a compressor`);
    return at;
  }
  const out = to.of(bytes);
  // levels of the second version are never compressed
  const levels = definitionBytes + repetitionBytes;
  if (levels > 0) new Uint8Array(workshop.memory.buffer).copyWithin(out, at, at + levels);
  if (!scratch.undo(place.codec, at + levels, stored - levels, out + levels, bytes - levels))
    throw pages.broken(page, `${stored} bytes that do not decompress to ${bytes}`);
  return out;
}
