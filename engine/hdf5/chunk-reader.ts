/**
 * Reading elements that are stored in chunks.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import { BadChunk } from "./decode/blosc.js";
import { type Decode, decodeWith } from "./decode/codecs.js";
import { CODEC_BYTES, type Decoders, SLACK } from "./decode/decoders.js";
import { alignedRuns, type Pipeline, pipelineOf, undoFilters } from "./decode/pipeline.js";
import { type ElementFile, type Fill, putFill, readInto } from "./elements.js";
import { chunkFinder, type StoredChunk } from "./format/chunks.js";
import { corrupt } from "./format/problem.js";
import { putElements, type Target } from "./put-columns.js";
import type { Hdf5Options, Place } from "./source.js";

/** Neighbours in the file are read together, up to so many bytes. */
const READ_BYTES = 524_288;

/** A chunk that is needed, and which of its elements. */
interface Wanted {
  readonly number: number;
  readonly first: number;
  readonly stop: number;
  readonly stored: StoredChunk | undefined;
}

/** Memory of one call: where stored bytes are read to, and two places to decode to. */
interface Scratch {
  readonly stored: number;
  readonly to: number;
  readonly spare: () => number;
  /** Room for a codec's tables. */
  readonly tables: () => number;
}

/** Makes a reader of chunks. */
export function chunkReader(
  file: ElementFile,
  { node, elementSize, fill }: Hdf5Options,
  place: Place & { readonly kind: "chunked" },
): Fill {
  const find = chunkFinder({ count: place.count, grid: place.grid, buffer: place.index });
  const pipeline = pipelineOf(place.filters, elementSize);
  const filters = (1 << place.filters.length) - 1;
  const bytes = place.chunk * elementSize;

  const isRaw = ({ stored }: Wanted): boolean => stored !== undefined && (stored.mask & filters) === filters;

  const readOne = (
    each: Wanted,
    into: number,
    targets: readonly Target[],
    scratch: Scratch,
    at: number,
    decoders: Decoders,
    decode: Decode,
  ): void => {
    const { size, mask } = each.stored!;
    const room = { at, size, mask, to: scratch.to, spare: scratch.spare, bytes };
    file.counters.decodes++;
    try {
      putChunk(pipeline, room, elementSize, each, targets, into, decoders, decode);
    } catch (error) {
      if (!(error instanceof BadChunk)) throw error;
      throw corrupt(file.path, `chunk ${each.number} of '${node}' at byte ${each.stored!.address}: ${error.message}`);
    }
  };

  return (start, stop, targets, arena, decoders) => {
    const wanted = chunksBetween(start, stop, place.chunk, find);
    const scratch = makeScratch(wanted, bytes, arena);
    const decode = decodeWith(decoders, scratch.tables);
    for (let i = 0; i < wanted.length; ) {
      const each = wanted[i]!;
      const into = each.number * place.chunk + each.first - start;
      if (each.stored === undefined) {
        putFill(fill, elementSize, each.stop - each.first, targets, into, scratch.to, decoders);
        i++;
        continue;
      }
      if (isRaw(each) && each.stop - each.first < place.chunk) {
        // nothing to decode: only the wanted elements are read
        requireWhole(each.stored, bytes, each.number);
        readInto(
          file,
          scratch.stored,
          each.stored.address + each.first * elementSize,
          (each.stop - each.first) * elementSize,
          arena,
        );
        const elements = { at: scratch.stored, planes: 0, shuffled: false, step: elementSize };
        for (const target of targets) putElements(target, elements, 0, each.stop - each.first, into, decoders);
        i++;
        continue;
      }
      const group = neighbours(wanted, i);
      const { address } = each.stored;
      const last = wanted[group - 1]!.stored!;
      readInto(file, scratch.stored, address, last.address + last.size - address, arena);
      for (; i < group; i++) {
        const next = wanted[i]!;
        readOne(
          next,
          next.number * place.chunk + next.first - start,
          targets,
          scratch,
          scratch.stored + next.stored!.address - address,
          decoders,
          decode,
        );
      }
    }
  };

  function requireWhole(stored: StoredChunk, expected: number, number: number): void {
    if (stored.size !== expected)
      throw corrupt(file.path, `chunk ${number} of '${node}': ${stored.size} bytes are stored, expected ${expected}`);
  }
}

function chunksBetween(
  start: number,
  stop: number,
  size: number,
  find: (number: number) => StoredChunk | undefined,
): Wanted[] {
  const wanted: Wanted[] = [];
  for (let number = Math.floor(start / size); number * size < stop; number++) {
    const begin = number * size;
    wanted.push({
      number,
      first: Math.max(start - begin, 0),
      stop: Math.min(stop - begin, size),
      stored: find(number),
    });
  }
  return wanted;
}

/** End of the group of chunks from `from` on that lie behind each other and are read at once. */
function neighbours(wanted: readonly Wanted[], from: number): number {
  let end = from + 1;
  let { address, size } = wanted[from]!.stored!;
  for (let length = size; end < wanted.length; end++) {
    const next = wanted[end]!.stored;
    if (next === undefined || next.address !== address + size || length + next.size > READ_BYTES) break;
    ({ address, size } = next);
    length += size;
  }
  return end;
}

function makeScratch(wanted: readonly Wanted[], bytes: number, arena: Arena): Scratch {
  let largest = 0;
  let all = 0;
  for (const { stored } of wanted) {
    if (stored === undefined) continue;
    largest = Math.max(largest, stored.size);
    all += stored.size;
  }
  const stored = arena.alloc(Math.max(largest, Math.min(all, READ_BYTES)) + SLACK);
  const to = arena.alloc(bytes + SLACK);
  let spare: number | undefined;
  let tables: number | undefined;
  return {
    stored,
    to,
    spare() {
      spare ??= arena.alloc(bytes + SLACK);
      return spare;
    },
    tables() {
      tables ??= arena.alloc(CODEC_BYTES);
      return tables;
    },
  };
}

/** Decodes one chunk and copies its wanted elements. @throws BadChunk */
function putChunk(
  pipeline: Pipeline,
  room: Parameters<typeof undoFilters>[1],
  elementSize: number,
  { first, stop }: Wanted,
  targets: readonly Target[],
  into: number,
  decoders: Decoders,
  decode: Decode,
): void {
  const runs = alignedRuns(undoFilters(pipeline, room, decoders, decode), elementSize, room, decoders);
  let begin = 0;
  for (const run of runs) {
    const planes = run.bytes / elementSize;
    const from = Math.max(first, begin);
    const to = Math.min(stop, begin + planes);
    if (from < to) {
      const elements = { at: run.at, planes, shuffled: run.shuffled !== 0, step: elementSize };
      for (const target of targets)
        putElements(target, elements, from - begin, to - from, into + from - first, decoders);
    }
    begin += planes;
  }
}
