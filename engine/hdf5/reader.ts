/**
 * Reads rows of a dataset: positioned reads into the arena, chunks decoded once, wanted columns put together.
 * @module
 */
import { closeSync } from "node:fs";
import type { SourceDescriptor, SourceReader } from "../../contract/index.js";
import { memoryOf } from "../arena.js";
import { openForReading } from "../open-file.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { rowsOf } from "../sources/request.js";
import { chunkReader } from "./chunk-reader.js";
import { contiguousReader } from "./contiguous-reader.js";
import { type Decoders, wasmDecoders } from "./decode/decoders.js";
import type { ElementFile } from "./elements.js";
import { heapFetch } from "./format/global-heap.js";
import { imageOf } from "./format/image.js";
import { finishColumn, makeTarget } from "./put-columns.js";
import type { Hdf5Options } from "./source.js";

/** Opens an `"hdf5"` descriptor: checks the fingerprint, then reads. @throws SourceChanged, TruncatedFile, CorruptData */
export function openHdf5Reader(descriptor: SourceDescriptor): SourceReader {
  const options = descriptor.options as Hdf5Options;
  const { path, size } = descriptor.files[0]!;
  const { columns, perRow, place } = options;
  const fd = openForReading(path);
  try {
    checkFingerprint(descriptor.files[0]!, fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  const file: ElementFile = { fd, path, size, counters };
  const fill = place.kind === "chunked" ? chunkReader(file, options, place) : contiguousReader(file, options, place);
  const fetch = heapFetch(imageOf(path, fd, size), `'${options.node}'`);
  let decoders: Decoders | undefined;
  return {
    counters,
    readBatch(request, wanted, arena) {
      const { start, stop } = rowsOf(request);
      const memory = memoryOf(arena);
      if (decoders?.memory !== memory) decoders = wasmDecoders(memory);
      const elements = (stop - start) * perRow;
      const targets = wanted.map((column) => makeTarget(columns[column]!, elements, arena));
      const mark = arena.mark();
      fill(start * perRow, stop * perRow, targets, arena, decoders);
      arena.reset(mark);
      const filled = targets.map((target) => finishColumn(target, elements, arena, decoders!, fetch));
      return { firstRow: start, rows: stop - start, columns: filled };
    },
    close: () => closeSync(fd),
  };
}
