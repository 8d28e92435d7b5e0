/**
 * Columns: lazy one-dimensional views of a source.
 * @module
 */
import {
  type ColumnType,
  type DTypeName,
  type IndexedSource,
  JUPYTER_DISPLAY,
  type MimeBundle,
  type RowsColumn,
  type TypedArray,
} from "../contract/index.js";
import { type Pyramid, pyramidOf } from "./decimate/pyramid.js";
import { dtypeOfArray, isDTypeName, parseDType, zeros } from "./dtype.js";
import { EngineError } from "./errors.js";
import { parse } from "./expr/parse.js";
import type { Expr } from "./expr/tree.js";
import { toFile } from "./files.js";
import { FilteredColumn } from "./filtered.js";
import { arrowVector } from "./native/arrow.js";
import type { ScanOptions } from "./options.js";
import { readColumn } from "./read.js";
import { type Rolling, type RollingOptions, rolling } from "./rolling/rolling.js";
import type { ArrayOf } from "./rows/arrays.js";
import { cellReader } from "./rows/cells.js";
import type { ArrowVector } from "./rows/foreign.js";
import { arrowColumn, isArrowVector, type VectorLike } from "./rows/from-arrow.js";
import { columnFromValues } from "./rows/from-values.js";
import { readRows } from "./rows/read.js";
import type { ScanInput } from "./scan.js";
import { ship } from "./ship.js";
import { checkIndex, sliceIndices } from "./slice.js";
import { type Mapping, mapSource } from "./sources/map.js";
import { memorySource } from "./sources/memory.js";
import { rowsSource } from "./sources/rows.js";
import { viewSource } from "./sources/view.js";
import { type ColumnElement, Summaries } from "./summaries.js";
import { arrayText } from "./text/array.js";
import { type ElementFunction, parseWhere, type UsesOptions } from "./where.js";

/** What a column is made of. */
export interface ColumnParts<D extends ColumnType> {
  /** Asked for anew by each scan where the source can change its state (a map that was written to). */
  readonly source: IndexedSource | (() => IndexedSource);
  /** Position among the source's columns. */
  readonly position: number;
  /** Reads one element at once, where the source can; rows are checked before. */
  readonly element?: (row: number) => ColumnElement<D>;
}

/**
 * A column of known length: a lazy view, nothing is read until asked. Statistics are scans on all cores and run in
 * constant memory whatever the length.
 */
export class Column<D extends ColumnType = ColumnType> extends Summaries<D> {
  readonly #parts: ColumnParts<D>;

  /** Made by `memmap`, `column`, a table's `col(name)`, or a slice of one. */
  constructor(parts: ColumnParts<D>) {
    super();
    this.#parts = parts;
  }

  /** The source below. */
  get source(): IndexedSource {
    const { source } = this.#parts;
    return typeof source === "function" ? source() : source;
  }

  /** Position of this column among the source's columns. */
  get position(): number {
    return this.#parts.position;
  }

  /** Number of elements. */
  get length(): number {
    return this.source.length;
  }

  /** Name of the element type. */
  get dtype(): D {
    return this.source.columns[this.#parts.position]!.type as D;
  }

  /** What scans read. */
  get input(): ScanInput {
    return { source: this.source, columns: [this.#parts.position] };
  }

  /**
   * One element, at once; a negative index counts from the end.
   * @throws OutOfBounds, Unavailable where the source can only be read asynchronously
   */
  at(index: number): ColumnElement<D> {
    const row = checkIndex(index, this.length);
    const { element } = this.#parts;
    if (element === undefined)
      throw new EngineError(
        "Unavailable",
        `a '${this.source.descriptor.kind}' source gives no single elements; read a slice: await column.slice(${row}, ${row + 1}).toArray()`,
      );
    return element(row);
  }

  /** A lazy view of `[start:stop:step]` with Python's meaning of negative and missing bounds; nothing is read. */
  slice(start?: number, stop?: number, step?: number): Column<D> {
    const rows = sliceIndices(this.length, start, stop, step);
    const { element, position, source: below } = this.#parts;
    const cut = (from: IndexedSource): IndexedSource => viewSource(from, rows.start, rows.step, rows.length);
    const source = typeof below === "function" ? (): IndexedSource => cut(below()) : cut(below);
    return new Column(
      element === undefined
        ? { source, position }
        : { source, position, element: (row) => element(rows.start + row * rows.step) },
    );
  }

  /**
   * Windows of `window` rows sliding over the column: `rolling(12).mean()` and its like are lazy columns again.
   * @throws InvalidArgument, UnsupportedType for columns that are not numbers
   */
  rolling(window: number, options: RollingOptions = {}): Rolling<Column<"float64">> {
    const make = (source: IndexedSource): Column<"float64"> => new Column({ source, position: 0 });
    return rolling(this.source, this.#parts.position, window, options, make);
  }

  /**
   * All elements in memory: numbers as a typed array in native byte order (float16 as Float32Array, bool as 0/1 bytes,
   * vectors one after the other), times as BigInt64Array in their unit, text as an array of strings and nulls.
   * @param options.signal ends the reading; default the running cell's signal
   * @throws SourceChanged and TruncatedFile when a file changes, the signal's reason when aborted
   */
  toArray(options?: Pick<ScanOptions, "signal">): Promise<ArrayOf<D>> {
    return readColumn<D>(this.source, this.#parts.position, options);
  }

  /** All elements in memory as an Arrow vector. */
  async toArrow(): Promise<ArrowVector> {
    const { columns, length } = await readRows(this.input);
    return arrowVector(columns[0]!, length);
  }

  /**
   * A lazy column of what an expression or a function gives for each element; nothing is computed until it is scanned.
   * An expression names this column `value` and may name others of its table; a function is sent to the workers and
   * names nothing from outside but what is in `uses`.
   * @param options.dtype type of the results, default `"float64"`; functions may name any, expressions the one they
   *   have: bool for conditions, int64 and uint64 where these are computed
   * @throws ExpressionSyntax, InvalidArgument, UnsupportedType, UserFunction
   */
  map<R extends DTypeName = "float64">(expression: string | Expr, options?: { readonly dtype?: R }): Column<R>;
  map<R extends DTypeName = "float64">(
    f: ElementFunction<ColumnElement<D>, ColumnElement<R>>,
    options?: UsesOptions & { readonly dtype?: R },
  ): Column<R>;
  map(
    mapping: string | Expr | ElementFunction<never, unknown>,
    options: UsesOptions & { readonly dtype?: DTypeName } = {},
  ): unknown {
    const { position, source: below } = this.#parts;
    const type = parseDType(options.dtype ?? "float64").name;
    const what: Mapping =
      typeof mapping === "function"
        ? { map: ship(mapping, options.uses, "function of map"), type }
        : { expression: typeof mapping === "string" ? parse(mapping) : mapping, type };
    const made = (from: IndexedSource): IndexedSource => mapSource(from, position, what);
    return new Column<DTypeName>({
      source: typeof below === "function" ? () => made(below()) : made(below),
      position: 0,
    });
  }

  /**
   * The elements for which a condition is true: an expression that names this column `value`, or a function as in
   * {@link map}. Statistics scan it; its length is known after `count()`.
   * @throws ExpressionSyntax, InvalidArgument, UnsupportedType, UserFunction
   */
  filter(
    condition: string | Expr | ElementFunction<ColumnElement<D>, boolean>,
    options?: UsesOptions,
  ): FilteredColumn<D> {
    const { input } = this;
    return new FilteredColumn({ ...input, where: parseWhere(condition, this.source.columns, this.position, options) });
  }

  /**
   * The column's pyramid: extremes of blocks of 4,096 rows, by which figures and `decimate(…, { pyramid: true })` answer
   * at once. Made in one pass and kept, in this process and on disk; figures of long columns make it by themselves.
   * @throws UnsupportedType for columns that are not numbers
   */
  pyramid(options?: ScanOptions): Promise<Pyramid> {
    return pyramidOf(this, options);
  }

  /** Writes the elements as plain bytes, as NumPy's `tofile`; see the function `toFile`. */
  toFile(path: string, options?: ScanOptions): Promise<void> {
    return toFile(this, path, options);
  }

  /** NumPy's text form where single elements can be read, else what it is. */
  override toString(): string {
    const { element } = this.#parts;
    if (element === undefined || !isDTypeName(this.dtype)) return `column(${this.length} × ${this.dtype})`;
    return arrayText("column", this.dtype, [this.length], (row) => element(row) as number | bigint | boolean);
  }
}

// Set here and not in the class: declarations made file by file cannot name methods by these symbols.
Object.defineProperty(Column.prototype, JUPYTER_DISPLAY, {
  value(this: Column): MimeBundle {
    return { "text/plain": this.toString() };
  },
});
Object.defineProperty(Column.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Column): string {
    return this.toString();
  },
});

/**
 * A column over values in memory; a typed array is not copied, nor is an Arrow vector in one chunk whose layout is
 * ours (all but booleans and dates). Threads read an array over a SharedArrayBuffer where it is, about as fast as a
 * file; of any other, this thread hands them copies of short stretches, which takes about twice as long. An array of
 * numbers becomes float64, of bigints int64, of booleans bool, of
 * strings text.
 * @throws InvalidArgument for arrays that mix types, UnsupportedType for Arrow's lists and structs
 */
export function column(values: Float64Array | readonly number[]): Column<"float64">;
export function column(values: Float32Array): Column<"float32">;
export function column(values: Int8Array): Column<"int8">;
export function column(values: Int16Array): Column<"int16">;
export function column(values: Int32Array): Column<"int32">;
export function column(values: BigInt64Array | readonly bigint[]): Column<"int64">;
export function column(values: Uint16Array): Column<"uint16">;
export function column(values: Uint32Array): Column<"uint32">;
export function column(values: BigUint64Array): Column<"uint64">;
export function column(values: readonly boolean[]): Column<"bool">;
export function column(values: Uint8Array): Column<"uint8">;
export function column(values: readonly (string | null)[]): Column<"string">;
export function column<D extends ColumnType = ColumnType>(vector: VectorLike): Column<D>;
export function column(
  values: TypedArray | readonly (number | bigint | boolean)[] | readonly (string | null)[] | VectorLike,
): Column {
  if (isArrowVector(values)) return columnOf(arrowColumn("value", values), values.length);
  if (Array.isArray(values) && values.some((value) => typeof value === "string"))
    return columnOf(columnFromValues("value", values), values.length);
  return plainColumn(values as TypedArray | readonly (number | bigint | boolean)[]);
}

function columnOf(stored: RowsColumn, length: number): Column {
  const read = cellReader(stored);
  const source = rowsSource({ length, columns: [stored] });
  return new Column({ source, position: 0, element: (row) => read(row) as ColumnElement<ColumnType> });
}

function plainColumn(values: TypedArray | readonly (number | bigint | boolean)[]): Column<DTypeName> {
  const [array, type] = ArrayBuffer.isView(values) ? ([values, dtypeOfArray(values)] as const) : fromValues(values);
  const source = memorySource(array, type);
  const element = (row: number): ColumnElement<DTypeName> => (type === "bool" ? array[row] === 1 : array[row]!);
  return new Column<DTypeName>({ source, position: 0, element });
}

function fromValues(values: readonly (number | bigint | boolean)[]): readonly [TypedArray, DTypeName] {
  const kind = typeof values[0];
  const odd = values.findIndex((value) => typeof value !== kind);
  if (odd >= 0)
    throw new EngineError(
      "InvalidArgument",
      `a column holds one type: element 0 is a ${kind}, element ${odd} is ${String(values[odd])} (${typeof values[odd]})`,
    );
  if (kind === "bigint") return [BigInt64Array.from(values as readonly bigint[]), "int64"];
  if (kind === "boolean") return [Uint8Array.from(values as readonly boolean[], Number), "bool"];
  if (kind === "number") return [Float64Array.from(values as readonly number[]), "float64"];
  if (values.length === 0) return [zeros("float64", 0), "float64"];
  throw new EngineError(
    "InvalidArgument",
    `a column holds numbers, bigints or booleans, got ${String(values[0])} (${kind})`,
  );
}

/** Whether a column holds numbers. */
export function isNumeric(col: Column): col is Column<DTypeName> {
  return isDTypeName(col.dtype);
}
