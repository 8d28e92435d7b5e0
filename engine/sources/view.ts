/**
 * A slice with a step as a source: row `i` of the view is row `start + i · step` of what lies below.
 * @module
 */
import type {
  Arena,
  Batch,
  ColumnBatch,
  ColumnSchema,
  IndexedSource,
  RowRange,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { isDTypeName, memoryWidth } from "../dtype.js";
import { EngineError } from "../errors.js";
import { rowsBuilder } from "../rows/builder.js";
import { isText } from "../rows/layout.js";
import { putColumn } from "../rows/put.js";
import { batchColumns } from "../rows/views.js";
import { rowsOf } from "./request.js";

/** Options of a `"view"` descriptor. */
type ViewOptions = {
  readonly source: SourceDescriptor;
  readonly start: number;
  readonly step: number;
  /** Columns of the source, where some are text or vectors. */
  readonly columns?: readonly PlainSchema[];
};

type PlainSchema = Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">;

/** Rows further apart than this many bytes are read one by one. */
const FAR_BYTES = 16_384;

/** Bytes of the rows below that are read at once to pick from. */
const WINDOW_BYTES = 1 << 20;

/** Opens a reader of any descriptor; the registry of sources, passed in so that a view need not know it. */
export type OpenAny = (descriptor: SourceDescriptor) => SourceReader | Promise<SourceReader>;

/** A view of `length` rows. A view of a view is one view. */
export function viewSource(source: IndexedSource, start: number, step: number, length: number): IndexedSource {
  const inner = source.descriptor;
  const below = inner.kind === "view" ? (inner.options as ViewOptions) : undefined;
  const columns = source.columns.some(isWide) ? { columns: source.columns.map((column) => ({ ...column })) } : {};
  const options: ViewOptions =
    below === undefined
      ? { source: inner, start, step, ...columns }
      : { source: below.source, start: below.start + start * below.step, step: below.step * step, ...columns };
  return {
    access: "indexed",
    descriptor: { kind: "view", files: inner.files, options },
    columns: source.columns,
    length,
    chunkRows: options.step === 1 && options.start % source.chunkRows === 0 ? source.chunkRows : 1,
    rowBytes: source.rowBytes,
  };
}

/** Opens a `"view"` descriptor. */
export async function openView(descriptor: SourceDescriptor, openAny: OpenAny): Promise<SourceReader> {
  const { source, start, step, columns: schema } = descriptor.options as ViewOptions;
  const inner = await openAny(source);
  return {
    counters: inner.counters,
    readBatch(request, columns, arena) {
      const rows = rowsOf(request);
      if (step === 1) {
        const moved = { start: rows.start + start, stop: rows.stop + start };
        const renumber = (batch: Batch): Batch => ({ ...batch, firstRow: rows.start });
        const batch = inner.readBatch({ rows: moved }, columns, arena);
        return batch instanceof Promise ? batch.then(renumber) : renumber(batch);
      }
      if (schema !== undefined && columns.some((column) => isWide(schema[column]!)))
        return gatherRows(
          inner,
          { start, step },
          rows,
          columns,
          columns.map((column) => schema[column]!),
          arena,
        );
      return gather(inner, { start, step }, rows, columns, arena);
    },
    close: () => inner.close(),
  };
}

async function gather(
  inner: SourceReader,
  view: { readonly start: number; readonly step: number },
  rows: RowRange,
  columns: readonly number[],
  arena: Arena,
): Promise<Batch> {
  const count = rows.stop - rows.start;
  let out: ColumnBatch[] | undefined;
  let outBits: number[] = [];
  const distance = Math.abs(view.step);
  const perWindow = distance * 8 > FAR_BYTES ? 1 : Math.max(1, Math.floor(WINDOW_BYTES / 8 / distance));
  for (let done = 0; done < count; ) {
    const take = Math.min(perWindow, count - done);
    const first = view.start + (rows.start + done) * view.step;
    const last = first + (take - 1) * view.step;
    const low = Math.min(first, last);
    if (out === undefined) {
      // destinations are placed once the types are known, below everything the windows allocate
      const probe = arena.mark();
      const types = (await inner.readBatch({ rows: { start: low, stop: low + 1 } }, columns, arena)).columns;
      arena.reset(probe);
      out = types.map(({ type }) => ({ type, values: arena.alloc(count * widthOf(type)) }));
      outBits = out.map(() => arena.alloc((count + 7) >> 3));
      for (const at of outBits) new Uint8Array(arena.buffer, at, (count + 7) >> 3).fill(0);
    }
    const mark = arena.mark();
    const window = await inner.readBatch({ rows: { start: low, stop: Math.max(first, last) + 1 } }, columns, arena);
    window.columns.forEach((from, k) => {
      pick(arena, from, first - low, view.step, take, out![k]!.values, done);
      if (from.validity !== undefined) {
        pickBits(arena, from.validity, first - low, view.step, take, outBits[k]!, done);
        out![k] = { ...out![k]!, validity: outBits[k]! };
      } else setBits(arena, outBits[k]!, done, take);
    });
    arena.reset(mark);
    done += take;
  }
  return { firstRow: rows.start, rows: count, columns: out ?? [] };
}

/** Text and vectors, and what is read beside them: rows are put together outside of the arena. */
async function gatherRows(
  inner: SourceReader,
  view: { readonly start: number; readonly step: number },
  rows: RowRange,
  columns: readonly number[],
  schema: readonly ColumnSchema[],
  arena: Arena,
): Promise<Batch> {
  const count = rows.stop - rows.start;
  const builder = rowsBuilder(schema, count);
  const distance = Math.abs(view.step);
  const perWindow = distance * 8 > FAR_BYTES ? 1 : Math.max(1, Math.floor(WINDOW_BYTES / 8 / distance));
  const mark = arena.mark();
  for (let done = 0; done < count; ) {
    const take = Math.min(perWindow, count - done);
    const first = view.start + (rows.start + done) * view.step;
    const last = first + (take - 1) * view.step;
    const low = Math.min(first, last);
    const window = await inner.readBatch({ rows: { start: low, stop: Math.max(first, last) + 1 } }, columns, arena);
    const picked = Array.from({ length: take }, (_, i) => first - low + i * view.step);
    builder.append(batchColumns(window, schema, arena), window.rows, picked);
    arena.reset(mark);
    done += take;
  }
  const parts = builder.finish();
  return { firstRow: rows.start, rows: count, columns: parts.columns.map((column) => putColumn(column, count, arena)) };
}

function isWide({ type, shape }: PlainSchema): boolean {
  return isText(type) || shape.length > 0;
}

function widthOf(type: ColumnBatch["type"]): number {
  if (isDTypeName(type)) return memoryWidth(type);
  if (type.startsWith("timestamp")) return 8;
  throw new EngineError("UnsupportedType", `a ${type} column has no elements of one width`);
}

function pick(arena: Arena, from: ColumnBatch, at: number, step: number, n: number, to: number, done: number): void {
  const width = widthOf(from.type);
  const rows = at + Math.max(0, (n - 1) * step) + 1;
  const source = wordsOf(width, arena.buffer, from.values, rows);
  const target = wordsOf(width, arena.buffer, to, done + n);
  for (let i = 0, j = at; i < n; i++, j += step) target[done + i] = source[j]!;
}

/** Elements as opaque words; float64 would lose the bits of signalling NaN. */
function wordsOf(width: number, buffer: ArrayBufferLike, at: number, n: number): { [index: number]: number | bigint } {
  if (width === 8) return new BigUint64Array(buffer, at, n);
  if (width === 4) return new Uint32Array(buffer, at, n);
  return width === 2 ? new Uint16Array(buffer, at, n) : new Uint8Array(buffer, at, n);
}

function pickBits(arena: Arena, from: number, at: number, step: number, n: number, to: number, done: number): void {
  const bytes = new Uint8Array(arena.buffer);
  for (let i = 0, j = at; i < n; i++, j += step) {
    if ((bytes[from + (j >> 3)]! >> (j & 7)) & 1) bytes[to + ((done + i) >> 3)]! |= 1 << ((done + i) & 7);
  }
}

function setBits(arena: Arena, to: number, done: number, n: number): void {
  const bytes = new Uint8Array(arena.buffer);
  for (let i = done; i < done + n; i++) bytes[to + (i >> 3)]! |= 1 << (i & 7);
}
