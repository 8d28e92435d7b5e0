/**
 * Smoothed columns as a source: windows are worked out where they are read.
 * @module
 */
import type {
  Arena,
  ColumnBatch,
  DTypeName,
  IndexedSource,
  OpenReader,
  RowRange,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { NATIVE_ORDER, viewOf } from "../dtype.js";
import { rowsOf } from "../sources/request.js";
import { movingMeans } from "./mean.js";
import { movingMedians } from "./median.js";
import { type SavgolFilter, savgolFilter, savgolNeeds, smooth } from "./savgol.js";

/** How a column is smoothed. */
export type Smoothing =
  | {
      readonly method: "mean" | "median";
      readonly window: number;
      /** Rows of a window before its own row. */
      readonly before: number;
    }
  | { readonly method: "savgol"; readonly window: number; readonly order: number };

type RollingOptions = {
  readonly inner: SourceDescriptor;
  readonly position: number;
  readonly length: number;
  readonly smoothing: Smoothing;
};

/** Windows beyond this are read in longer runs, so that what two runs share is at most half of each. */
const WIDE = 8192;

/** The source of a smoothed column; float64, as long as the column. */
export function rollingSource(source: IndexedSource, position: number, smoothing: Smoothing): IndexedSource {
  const options: RollingOptions = { inner: source.descriptor, position, length: source.length, smoothing };
  return {
    access: "indexed",
    descriptor: { kind: "rolling", files: source.descriptor.files, options },
    columns: [{ name: "value", type: "float64", byteOrder: NATIVE_ORDER, nullable: false, shape: [] }],
    length: source.length,
    chunkRows: smoothing.window > WIDE ? 2 * smoothing.window : 1,
    rowBytes: source.rowBytes,
  };
}

/** About how many times the work of reading a row it is to smooth it. */
export function rollingWork(descriptor: SourceDescriptor): number {
  const { method, window } = (descriptor.options as RollingOptions).smoothing;
  if (method === "savgol") return window;
  return method === "mean" ? 4 : 8 * Math.ceil(Math.log2(window + 1));
}

/** Opens a `"rolling"` descriptor; the counters are those of the source below. */
export async function openRolling(descriptor: SourceDescriptor, open: OpenReader): Promise<SourceReader> {
  const { inner, position, length, smoothing } = descriptor.options as RollingOptions;
  const reader = await open(inner);
  const filter = smoothing.method === "savgol" ? savgolFilter(smoothing.window, smoothing.order) : undefined;
  return {
    counters: reader.counters,
    async readBatch(request, columns, arena) {
      const rows = rowsOf(request);
      const batch: ColumnBatch[] = [];
      for (const _ of columns) {
        const values = arena.alloc((rows.stop - rows.start) * 8);
        const mark = arena.mark();
        const needed = needs(rows, length, smoothing);
        const read = await readNumbers(reader, needed, position, arena);
        fill(
          read,
          needed,
          rows,
          length,
          smoothing,
          filter,
          new Float64Array(arena.buffer, values, rows.stop - rows.start),
        );
        arena.reset(mark);
        batch.push({ type: "float64", values });
      }
      return { firstRow: rows.start, rows: rows.stop - rows.start, columns: batch };
    },
    close: () => reader.close(),
  };
}

function needs(rows: RowRange, length: number, smoothing: Smoothing): RowRange {
  if (smoothing.method === "savgol") return savgolNeeds(rows, smoothing.window, length);
  const { before, window } = smoothing;
  const stop = Math.min(length, rows.stop + window - 1 - before);
  return { start: Math.min(stop, Math.max(0, rows.start - before)), stop };
}

function fill(
  values: Float64Array,
  read: RowRange,
  rows: RowRange,
  length: number,
  smoothing: Smoothing,
  filter: SavgolFilter | undefined,
  out: Float64Array,
): void {
  if (smoothing.method === "savgol") {
    if (filter) smooth(values, read, rows, length, filter, out);
    return;
  }
  out.fill(Number.NaN);
  const moving = smoothing.method === "mean" ? movingMeans : movingMedians;
  // The first window read belongs to row read.start + before; rows before it have no full window.
  moving(values, read, smoothing.window, out.subarray(Math.max(0, read.start + smoothing.before - rows.start)));
}

/** Values as numbers, nulls as NaN; 64-bit integers are rounded to the nearest number. */
async function readNumbers(
  reader: SourceReader,
  rows: RowRange,
  position: number,
  arena: Arena,
): Promise<Float64Array> {
  const count = rows.stop - rows.start;
  if (count === 0) return new Float64Array(0);
  const { type, values, validity } = (await reader.readBatch({ rows }, [position], arena)).columns[0]!;
  const read = viewOf(type as DTypeName, arena.buffer, values, count);
  const numbers = read instanceof Float64Array && validity === undefined ? read : Float64Array.from(read, Number);
  if (validity === undefined) return numbers;
  const bits = new Uint8Array(arena.buffer, validity, (count + 7) >> 3);
  for (let i = 0; i < count; i++) if (((bits[i >> 3]! >> (i & 7)) & 1) === 0) numbers[i] = Number.NaN;
  return numbers;
}
