/**
 * What a scan will read, as plain data: no file is touched here.
 * @module
 */
import {
  type AggregateRequest,
  BLOCK_ROWS,
  type ColumnSchema,
  type IndexedSource,
  type Part,
  type ReadRequest,
  type ScannableSource,
} from "../contract/index.js";
import { isDTypeName, memoryWidth } from "./dtype.js";
import { didYouMean, EngineError } from "./errors.js";

/** Rows of one unit of work when the caller names no chunk: 2^18, a whole subtree of the moments' fixed blocks. */
export const MORSEL_ROWS = 262_144;

/** Aggregates over fixed blocks of rows. */
const IN_BLOCKS: readonly string[] = ["moments", "pairwiseSum", "pairwiseMean"];

/** Rows of a chunk that may be read twice, by two units of work. */
const SMALL_CHUNK: number = MORSEL_ROWS / 64;

/** Rows from which the parts of blocks, up to 32 KB for each end of a unit of work and column, are too much to keep. */
const LONG_ROWS = 2 ** 25;

/** Bytes of one column read at once, so that a batch stays in a core's cache. */
export const BATCH_BYTES = 262_144;

/** Reads an indexed source by row ranges, a scannable one by its parts. */
export interface ScanPlan {
  /** Positions of the columns to read, ascending, each once. */
  readonly projection: readonly number[];
  /** For each aggregate, positions of its inputs in the projection. */
  readonly inputs: readonly (readonly number[])[];
  /** Rows in all; undefined for scannable sources. */
  readonly rows: number | undefined;
  /** Units of work. */
  readonly morsels: number;
  /** Rows of a unit, the last one may be shorter. */
  readonly morselRows: number;
  /** Rows read at once. */
  readonly batchRows: number;
  /** Rows of the storage's chunks: what is read ends where one of them does. */
  readonly chunkRows: number;
  /** Bytes the scan will read, 0 when unknown. */
  readonly bytes: number;
}

/**
 * Plans one pass.
 * @param columns columns an aggregate without names means, by position
 * @param chunk rows of a unit of work; default {@link MORSEL_ROWS}. No result depends on it
 * @param parts the parts of a scannable source
 * @param extra columns that conditions and keys read
 * @param exact units of work of exactly `chunk` rows; else they are rounded up to whole chunks of the storage
 * @throws InvalidArgument for unknown columns (with the nearest name) and chunks that are no positive integer
 */
export function planScan(
  source: IndexedSource | ScannableSource,
  requests: readonly AggregateRequest[],
  columns: readonly number[],
  chunk?: number,
  parts: readonly Part[] = [],
  extra: readonly number[] = [],
  exact = false,
): ScanPlan {
  const wanted = requests.map((request) =>
    request.columns.length === 0
      ? request.kind === "count" && columns.length !== 1
        ? []
        : columns
      : request.columns.map((name) => columnPosition(source.columns, name)),
  );
  for (const [i, positions] of wanted.entries()) requireScalars(source.columns, positions, requests[i]!.kind);
  const projection = [...new Set([...wanted.flat(), ...extra])].sort((a, b) => a - b);
  const inputs = wanted.map((positions) => positions.map((position) => projection.indexOf(position)));
  if (source.access === "scannable") {
    const bytes = parts.reduce((sum, part) => sum + part.bytes.stop - part.bytes.start, 0);
    return {
      projection,
      inputs,
      rows: undefined,
      morsels: parts.length,
      morselRows: 0,
      batchRows: 0,
      chunkRows: 1,
      bytes,
    };
  }
  const morselRows = rowsOfMorsel(source, requests, chunk, exact);
  const widest = projection.reduce((widest, c) => Math.max(widest, widthOf(source.columns[c]!)), 1);
  const few = 2 ** Math.floor(Math.log2(BATCH_BYTES / widest));
  const cached = Math.max(source.chunkRows, few);
  const batchRows = Math.min(morselRows, source.streams === true ? few : cached - (cached % source.chunkRows));
  return {
    projection,
    inputs,
    rows: source.length,
    morsels: Math.ceil(source.length / morselRows),
    morselRows,
    batchRows,
    chunkRows: source.chunkRows,
    bytes: source.length * source.rowBytes,
  };
}

/** Reads of one unit of work, in order. */
export function* morselReads(
  plan: ScanPlan,
  morsel: number,
): Generator<ReadRequest & { rows: { start: number; stop: number } }> {
  const stop = Math.min((morsel + 1) * plan.morselRows, plan.rows!);
  for (let start = morsel * plan.morselRows; start < stop; ) {
    const most = start + plan.batchRows;
    const whole = most - (most % plan.chunkRows);
    const end = Math.min(whole > start ? whole : most, stop);
    yield { rows: { start, stop: end } };
    start = end;
  }
}

/** Position of a column by name. @throws InvalidArgument with the nearest known name */
export function columnPosition(columns: readonly ColumnSchema[], name: string): number {
  const position = columns.findIndex((column) => column.name === name);
  if (position >= 0) return position;
  const names = columns.map((column) => column.name);
  throw new EngineError(
    "InvalidArgument",
    `no column '${name}'${didYouMean(name, names)}; the source has ${names.map((n) => `'${n}'`).join(", ")}`,
  );
}

/** Refuses columns of vectors, whose rows have no one value. Counting rows needs none. */
function requireScalars(columns: readonly ColumnSchema[], positions: readonly number[], kind: string): void {
  const wide = kind === "count" ? undefined : positions.find((position) => columns[position]!.shape.length > 0);
  if (wide === undefined) return;
  const { name, type, shape } = columns[wide]!;
  throw new EngineError(
    "UnsupportedType",
    `'${kind}' needs one value a row, column '${name}' has ${type}[${shape.join(", ")}]; read it with read({ field: "${name}" })`,
  );
}

function rowsOfMorsel(
  source: IndexedSource,
  requests: readonly AggregateRequest[],
  chunk: number | undefined,
  exact: boolean,
): number {
  if (chunk === undefined) {
    // a chunk read twice costs less than blocks of rows whose parts meet only when all threads are done
    if (requests.some(({ kind }) => IN_BLOCKS.includes(kind))) {
      if (source.chunkRows <= SMALL_CHUNK) return MORSEL_ROWS;
      if (source.length > LONG_ROWS && source.chunkRows % BLOCK_ROWS > 0)
        return MORSEL_ROWS * Math.ceil((16 * source.chunkRows) / MORSEL_ROWS);
    }
    const chunks = Math.max(1, Math.round(MORSEL_ROWS / source.chunkRows));
    return source.chunkRows === 1 ? MORSEL_ROWS : chunks * source.chunkRows;
  }
  if (!Number.isInteger(chunk) || chunk < 1)
    throw new EngineError("InvalidArgument", `'chunk' must be a positive number of rows, got ${String(chunk)}`);
  return exact ? chunk : Math.ceil(chunk / source.chunkRows) * source.chunkRows;
}

function widthOf(column: ColumnSchema): number {
  const elements = column.shape.reduce((product, n) => product * n, 1);
  return (isDTypeName(column.type) ? Math.max(memoryWidth(column.type), 1) : 8) * elements;
}
