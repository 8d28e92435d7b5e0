/**
 * Changes of a copy-on-write map: pages in memory that lie over the file. Threads that scan share them; a page that was
 * given to a scan is copied before it changes again, so that every scan sees the map as it was when it began.
 * @module
 */

/** Bytes of a page. */
const PAGE = 4096;

/** A slot holds a page, and which of its bytes are changed. */
const SLOT = 2 * PAGE;

/** Slots that are allocated, and copied, together. */
const SLAB = 16;

/** Changed pages. */
export interface Overlay {
  /** Slot of each changed page by its number. */
  readonly slots: Map<number, number>;
  readonly slabs: SharedArrayBuffer[];
  /** Slabs that a scan may be reading. */
  readonly given: Set<SharedArrayBuffer>;
}

/** Changed pages as plain data. */
export type StoredOverlay = {
  /** Number of the page in each slot. */
  readonly pages: Float64Array;
  readonly slabs: readonly SharedArrayBuffer[];
};

/** No page is changed. */
export function createOverlay(): Overlay {
  return { slots: new Map(), slabs: [], given: new Set() };
}

/** Gives the pages to a scan; nothing when none is changed. */
export function giveOverlay({ slots, slabs, given }: Overlay): StoredOverlay | undefined {
  if (slots.size === 0) return undefined;
  for (const slab of slabs) given.add(slab);
  return { pages: Float64Array.from(slots.keys()), slabs: [...slabs] };
}

/** The pages that were given. */
export function takeOverlay(stored: StoredOverlay | undefined): Overlay {
  const overlay = createOverlay();
  stored?.pages.forEach((page, slot) => void overlay.slots.set(page, slot));
  overlay.slabs.push(...(stored?.slabs ?? []));
  return overlay;
}

/** Notes bytes written at a position. */
export function putBytes(overlay: Overlay, bytes: Uint8Array, position: number): void {
  for (let i = 0; i < bytes.length; ) {
    const page = Math.floor((position + i) / PAGE);
    const from = position + i - page * PAGE;
    const take = Math.min(PAGE - from, bytes.length - i);
    const slot = writableSlot(overlay, page);
    slot.set(bytes.subarray(i, i + take), from);
    slot.fill(1, PAGE + from, PAGE + from + take);
    i += take;
  }
}

/** Lays changes over bytes that were read from a position. */
export function applyOverlay({ slots, slabs }: Overlay, bytes: Uint8Array, position: number): void {
  if (slots.size === 0) return;
  const last = Math.floor((position + bytes.length - 1) / PAGE);
  for (let page = Math.floor(position / PAGE); page <= last; page++) {
    const slot = slots.get(page);
    if (slot === undefined) continue;
    const entry = slotAt(slabs, slot);
    const start = Math.max(page * PAGE, position);
    const stop = Math.min((page + 1) * PAGE, position + bytes.length);
    for (let at = start; at < stop; at++)
      if (entry[PAGE + at - page * PAGE] === 1) bytes[at - position] = entry[at - page * PAGE]!;
  }
}

function slotAt(slabs: readonly SharedArrayBuffer[], slot: number): Uint8Array {
  return new Uint8Array(slabs[Math.floor(slot / SLAB)]!, (slot % SLAB) * SLOT, SLOT);
}

/** The slot of a page, in memory that no scan reads. */
function writableSlot({ slots, slabs, given }: Overlay, page: number): Uint8Array {
  let slot = slots.get(page);
  if (slot === undefined) {
    slot = slots.size;
    slots.set(page, slot);
  }
  const at = Math.floor(slot / SLAB);
  const slab = slabs[at];
  if (slab === undefined) slabs.push(new SharedArrayBuffer(SLAB * SLOT));
  else if (given.delete(slab)) slabs[at] = slab.slice(0);
  return slotAt(slabs, slot);
}
