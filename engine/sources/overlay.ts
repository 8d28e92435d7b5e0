/**
 * Changes of a copy-on-write map: pages in memory that lie over the file.
 * @module
 */

/** Bytes of a page. */
const PAGE = 4096;

/** Changed bytes by page number, as plain data: a page and which of its bytes are changed. */
export type Overlay = Map<number, { readonly bytes: Uint8Array; readonly changed: Uint8Array }>;

/** Notes bytes written at a position. */
export function putBytes(overlay: Overlay, bytes: Uint8Array, position: number): void {
  for (let i = 0; i < bytes.length; ) {
    const page = Math.floor((position + i) / PAGE);
    const from = position + i - page * PAGE;
    const take = Math.min(PAGE - from, bytes.length - i);
    const entry = overlay.get(page) ?? { bytes: new Uint8Array(PAGE), changed: new Uint8Array(PAGE) };
    overlay.set(page, entry);
    entry.bytes.set(bytes.subarray(i, i + take), from);
    entry.changed.fill(1, from, from + take);
    i += take;
  }
}

/** Lays changes over bytes that were read from a position. */
export function applyOverlay(overlay: Overlay, bytes: Uint8Array, position: number): void {
  if (overlay.size === 0) return;
  const last = Math.floor((position + bytes.length - 1) / PAGE);
  for (let page = Math.floor(position / PAGE); page <= last; page++) {
    const entry = overlay.get(page);
    if (entry === undefined) continue;
    const start = Math.max(page * PAGE, position);
    const stop = Math.min((page + 1) * PAGE, position + bytes.length);
    for (let at = start; at < stop; at++)
      if (entry.changed[at - page * PAGE] === 1) bytes[at - position] = entry.bytes[at - page * PAGE]!;
  }
}
