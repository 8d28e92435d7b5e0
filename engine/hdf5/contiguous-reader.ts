/**
 * Reading elements that lie behind each other.
 * @module
 */
import { SLACK } from "./decode/decoders.js";
import { type ElementFile, type Fill, putFill, readInto } from "./elements.js";
import { corrupt } from "./format/problem.js";
import { putElements } from "./put-columns.js";

import type { Hdf5Options, Place } from "./source.js";

/** Bytes read at once. */
const READ_BYTES = 262_144;

/** Makes a reader of elements in one piece, in the file or in the header. */
export function contiguousReader(
  file: ElementFile,
  { node, elementSize, fill }: Hdf5Options,
  place: Exclude<Place, { readonly kind: "chunked" }>,
): Fill {
  return (start, stop, targets, arena, decoders) => {
    if (place.kind === "contiguous" && place.address === undefined) {
      putFill(fill, elementSize, stop - start, targets, 0, arena.alloc(elementSize + SLACK), decoders);
      return;
    }
    if (place.kind === "contiguous" && place.address! + stop * elementSize > file.size)
      throw corrupt(
        file.path,
        `'${node}' ends at byte ${place.address! + stop * elementSize}, the file at ${file.size}`,
      );
    const [only] = targets;
    if (place.kind === "contiguous" && targets.length === 1 && only!.stride === elementSize) {
      readInto(file, only!.at, place.address! + start * elementSize, (stop - start) * elementSize, arena);
      return;
    }
    const most = Math.max(1, Math.floor(READ_BYTES / elementSize));
    const at = arena.alloc(most * elementSize + SLACK);
    const elements = { at, planes: 0, shuffled: false, step: elementSize };
    for (let done = start; done < stop; ) {
      const count = Math.min(most, stop - done);
      if (place.kind === "compact") {
        const part = place.data.subarray(done * elementSize, (done + count) * elementSize);
        new Uint8Array(arena.buffer, at, part.length).set(part);
      } else readInto(file, at, place.address! + done * elementSize, count * elementSize, arena);
      for (const target of targets) putElements(target, elements, 0, count, done - start, decoders);
      done += count;
    }
  };
}
