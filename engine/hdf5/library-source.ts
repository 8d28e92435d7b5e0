/**
 * Datasets that the HDF5 library reads, as sources.
 * @module
 */
import type { Fingerprint, IndexedSource, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { memoryOf } from "../arena.js";
import { loadLibrary } from "../native/h5wasm.js";
import type { LibraryBlock, LibraryFile } from "../native/h5wasm-types.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { rowsOf } from "../sources/request.js";
import { type ColumnLayout, columnsOf, schemaOf } from "./columns.js";
import { type Decoders, SLACK, wasmDecoders } from "./decode/decoders.js";
import { attempt, closeQuietly, requireDecodable } from "./library-error.js";
import type { DatasetInfo, Filter } from "./model.js";
import { finishColumn, makeTarget, putElements } from "./put-columns.js";

/** Options of an `"h5wasm"` descriptor. */
type LibraryOptions = {
  readonly node: string;
  readonly elementSize: number;
  readonly shape: readonly number[];
  readonly columns: readonly ColumnLayout[];
  readonly filters: readonly { readonly id: number; readonly name: string; readonly values: readonly number[] }[];
};

/** Bytes that the library is asked for at once, unless a row is longer. */
const READ_BYTES = 1 << 20;

/** The source of a dataset that the library reads. */
export function librarySource(node: string, info: DatasetInfo, file: Fingerprint): IndexedSource {
  const shape = info.space.shape ?? [];
  const [rows = 1, ...rest] = shape;
  const perRow = rest.reduce((product, n) => product * n, 1);
  const columns = columnsOf(info.type);
  const filters = info.filters.map(({ id, name, values }) => ({ id, name, values }));
  const options: LibraryOptions = { node, elementSize: info.type.size, shape, columns, filters };
  return {
    access: "indexed",
    descriptor: { kind: "h5wasm", files: [file], options },
    columns: schemaOf(columns, rest),
    length: perRow === 0 ? 0 : rows,
    chunkRows: info.layout.kind === "chunked" ? (info.layout.chunk[0] ?? 1) : 1,
    rowBytes: info.type.size * perRow,
  };
}

/** Opens an `"h5wasm"` descriptor. @throws SourceChanged, TruncatedFile, CorruptData, Unavailable */
export async function openLibraryReader(descriptor: SourceDescriptor): Promise<SourceReader> {
  const { node, elementSize, shape, columns, filters } = descriptor.options as LibraryOptions;
  const [file] = descriptor.files;
  requireDecodable(file!.path, node, filters as readonly Filter[]);
  const library = await loadLibrary(file!.path);
  checkFingerprint(file!);
  const opened: LibraryFile = attempt(file!.path, "the file", () => library.open(file!.path));
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  const [, ...rest] = shape;
  const perRow = rest.reduce((product, n) => product * n, 1);
  const rowBytes = Math.max(1, perRow * elementSize);
  const isPointer = columns.some(({ meaning }) => meaning.kind === "heap");
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
      const most = Math.max(1, Math.floor(READ_BYTES / rowBytes));
      const at = arena.alloc(Math.min(most, stop - start) * rowBytes + SLACK);
      const blocks: LibraryBlock[] = [];
      try {
        for (let row = start; row < stop; row += most) {
          const rows = Math.min(most, stop - row);
          const offset = shape.length === 0 ? [] : [row, ...rest.map(() => 0)];
          const count = shape.length === 0 ? [] : [rows, ...rest];
          const block = attempt(
            file!.path,
            `'${node}'`,
            () => opened.read(node, offset, count, rows * rowBytes, isPointer),
            filters as readonly Filter[],
          );
          blocks.push(block);
          new Uint8Array(arena.buffer, at, rows * rowBytes).set(block.bytes);
          counters.bytes += rows * rowBytes;
          counters.reads++;
          const from = { at, planes: 0, shuffled: false, step: elementSize };
          for (const target of targets) putElements(target, from, 0, rows * perRow, (row - start) * perRow, decoders);
          if (!isPointer) blocks.pop()!.free();
        }
        arena.reset(mark);
        const fetch = (bytes: DataView, unit: number): Uint8Array => fetchFrom(blocks[0]!, bytes, unit);
        const filled = targets.map((target) => finishColumn(target, elements, arena, decoders!, fetch));
        return { firstRow: start, rows: stop - start, columns: filled };
      } finally {
        for (const block of blocks) attempt(file!.path, `'${node}'`, () => block.free());
      }
    },
    close: () => closeQuietly(opened),
  };
}

/** What an element of variable length refers to: a pointer to a text, or a length and a pointer. */
function fetchFrom(memory: LibraryBlock, element: DataView, unit: number): Uint8Array {
  if (unit === 0) {
    const pointer = element.getUint32(0, true);
    return pointer === 0 ? new Uint8Array(0) : memory.text(pointer);
  }
  const length = element.getUint32(0, true);
  return memory.at(element.getUint32(element.byteLength / 2, true), length * unit);
}
