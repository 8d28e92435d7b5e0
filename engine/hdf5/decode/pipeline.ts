/**
 * A chunk's filters, undone.
 * @module
 */
import type { Filter } from "../model.js";
import { BadChunk, decodeBlosc, decodeBlosc2, type Run } from "./blosc.js";
import type { Decode } from "./codecs.js";
import type { Decoders } from "./decoders.js";

/** Filters that our own reader undoes, by number. */
const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;
const BLOSC = 32001;
const BLOSC2 = 32026;

/** A pipeline in the one order that is read here: shuffle, one compressor, checksum; each may be missing. */
export interface Pipeline {
  /** Place in the pipeline, as a bit of filter masks; 0 where there is none. */
  readonly shuffle: number;
  /** Bytes of the elements that are shuffled. */
  readonly shuffleWidth: number;
  readonly compressor: number;
  readonly compressorId: number;
  readonly checksum: number;
}

/**
 * Why our own reader does not undo a pipeline; undefined when it does.
 * @param axes axes of the dataset
 * @param elementSize bytes of an element, which a shuffle must be of
 */
export function whyNotFilters(filters: readonly Filter[], axes: number, elementSize: number): string | undefined {
  let last = -1;
  for (const { id, values } of filters) {
    const place = id === SHUFFLE ? 0 : id === FLETCHER32 ? 2 : [DEFLATE, BLOSC, BLOSC2].includes(id) ? 1 : undefined;
    if (place === undefined) return `filter ${id}`;
    if (place <= last) return "filters in an unusual order";
    last = place;
    if (id === SHUFFLE && (values[0] ?? elementSize) !== elementSize) return `a shuffle of ${values[0]} bytes`;
    if (id === BLOSC || id === BLOSC2) {
      const shuffle = values[5] ?? 1;
      if (shuffle > 1) return shuffle === 2 ? "shuffled bits" : `blosc2's filter ${shuffle}`;
      if (values[6] === 3) return "blosc's codec snappy";
    }
    // chunks of several axes are cut into blocks of several axes
    if (id === BLOSC2 && axes > 1 && values.length > 7) return "blosc2 blocks of several axes";
  }
  return undefined;
}

/** A pipeline that {@link whyNotFilters} has nothing against. */
export function pipelineOf(filters: readonly Filter[], elementSize: number): Pipeline {
  const bit = (...ids: readonly number[]): number => {
    const place = filters.findIndex(({ id }) => ids.includes(id));
    return place < 0 ? 0 : 1 << place;
  };
  return {
    shuffle: bit(SHUFFLE),
    shuffleWidth: filters.find(({ id }) => id === SHUFFLE)?.values[0] ?? elementSize,
    compressor: bit(DEFLATE, BLOSC, BLOSC2),
    compressorId: filters.find(({ id }) => [DEFLATE, BLOSC, BLOSC2].includes(id))?.id ?? 0,
    checksum: bit(FLETCHER32),
  };
}

/** Where a chunk lies and where it is decoded to. */
export interface ChunkPlace {
  /** Stored bytes in memory. */
  readonly at: number;
  readonly size: number;
  /** Filters that were left out, by bit. */
  readonly mask: number;
  /** Room for `bytes` bytes and slack. */
  readonly to: number;
  /** Room of the same size for a second step; asked for when needed. */
  readonly spare: () => number;
  /** Bytes of the whole chunk. */
  readonly bytes: number;
}

/**
 * Undoes the filters of a chunk. Bytes stay shuffled where only some columns of them will be put together.
 * @returns runs in order, together all bytes of the chunk
 * @throws BadChunk
 */
export function undoFilters(pipeline: Pipeline, place: ChunkPlace, decoders: Decoders, decode: Decode): readonly Run[] {
  const { at, mask, to, bytes } = place;
  let { size } = place;
  if (pipeline.checksum !== 0 && (mask & pipeline.checksum) === 0) {
    size -= 4;
    verify(decoders, at, size);
  }
  let runs: readonly Run[];
  if (pipeline.compressor === 0 || (mask & pipeline.compressor) !== 0) {
    if (size !== bytes) throw new BadChunk(`${size} bytes are stored, expected ${bytes}`);
    runs = [{ at, bytes, shuffled: 0 }];
  } else if (pipeline.compressorId === DEFLATE) {
    if (!decode("zlib", at, size, to, bytes)) throw new BadChunk(`it is no zlib data of ${bytes} bytes`);
    runs = [{ at: to, bytes, shuffled: 0 }];
  } else {
    const blosc = pipeline.compressorId === BLOSC ? decodeBlosc : decodeBlosc2;
    runs = blosc(decoders.memory.buffer, at, size, to, bytes, decode);
  }
  if (pipeline.shuffle === 0 || (mask & pipeline.shuffle) !== 0 || pipeline.shuffleWidth <= 1) return runs;
  const whole = runs.length === 1 && runs[0]!.shuffled === 0 ? runs[0]!.at : flattened(runs, place, decoders);
  return [{ at: whole, bytes, shuffled: pipeline.shuffleWidth }];
}

/** Runs as elements that lie as they are, each whole in one run. */
export function alignedRuns(
  runs: readonly Run[],
  elementSize: number,
  place: ChunkPlace,
  decoders: Decoders,
): readonly Run[] {
  const fits = (run: Run): boolean =>
    (run.shuffled === 0 || run.shuffled === elementSize) && run.bytes % elementSize === 0;
  if (runs.every(fits)) return runs;
  return [{ at: flattened(runs, place, decoders), bytes: place.bytes, shuffled: 0 }];
}

/** Puts runs together, un-shuffled; gives where. */
function flattened(runs: readonly Run[], place: ChunkPlace, decoders: Decoders): number {
  const spare = place.spare();
  // a second shuffle is undone where the first step's bytes were
  const target = runs.some(({ at }) => at >= spare && at < spare + place.bytes) ? place.to : spare;
  let at = target;
  for (const run of runs) {
    decoders.unshuffle(run.at, run.bytes, Math.max(1, run.shuffled), at);
    at += run.bytes;
  }
  return target;
}

function verify(decoders: Decoders, at: number, size: number): void {
  if (size < 0) throw new BadChunk("it is too short for its checksum");
  const view = new DataView(decoders.memory.buffer, at + size, 4);
  const found = decoders.fletcher32(at, size);
  // before HDF5 1.6.3 the halves' bytes were stored the other way round
  const older = (((found & 0xff00ff) << 8) | ((found >>> 8) & 0xff00ff)) >>> 0;
  const stored = view.getUint32(0, true);
  if (stored !== found && stored !== older)
    throw new BadChunk(`its checksum is ${hex(found)}, stored is ${hex(stored)}`);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
