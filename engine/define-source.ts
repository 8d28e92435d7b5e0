/**
 * defineSource({ … }): any format as a column or table, by a function that opens a reader.
 * @module
 */
import type { ColumnType, DTypeName, TypedArrayOf } from "../contract/index.js";
import { Column } from "./column.js";
import { DTYPE_NAMES, NATIVE_ORDER } from "./dtype.js";
import { didYouMean, EngineError } from "./errors.js";
import { checkNames } from "./names.js";
import { absolutePath } from "./paths.js";
import type { NameOf, Schema } from "./rows/schema.js";
import { ship, type Uses } from "./ship.js";
import { fingerprint } from "./sources/fingerprint.js";
import { isModuleType, moduleSource } from "./sources/module.js";
import { Table } from "./table.js";

/** Values of a column as a reader gives them: a typed array, or an array; null where there is no value. */
export type GivenValues<T extends ColumnType> = T extends DTypeName
  ? TypedArrayOf<T> | readonly (number | bigint | boolean | null)[]
  : T extends "string"
    ? readonly (string | null)[]
    : BigInt64Array | readonly (Date | null)[];

/** An open source in one worker. */
export interface GivenReader<S extends Schema> {
  /**
   * Gives rows `start` to `stop` (not included) of at least the columns asked for, each by its name and with one
   * element for each row. Called by one thread at a time, with ranges in no order.
   */
  read(
    start: number,
    stop: number,
    columns: readonly NameOf<S>[],
  ): { readonly [K in NameOf<S>]?: GivenValues<S[K]> } | Promise<{ readonly [K in NameOf<S>]?: GivenValues<S[K]> }>;
  /** Called when the scan is over. */
  close?(): void | Promise<void>;
}

/** What a source is made of. */
export interface SourceOptions<S extends Schema> {
  /** Number of rows. */
  readonly length: number;
  /** Types by name: `{ time: "timestamp[ms]", temp: "float32", town: "string" }`. */
  readonly columns: S;
  /**
   * Opens the source in a worker, once for each scan and thread. It travels there as text: modules are loaded inside by
   * `await import(…)`, and values from outside are those in `uses`.
   */
  open(): GivenReader<S> | Promise<GivenReader<S>>;
  /** Values that `open` names from outside; copied to the workers. */
  readonly uses?: Uses;
  /** Files that are read: a scan notices when they change under it. */
  readonly files?: readonly string[];
  /** Rows of one block of the format: reads begin on its multiples. Default 1. */
  readonly chunkRows?: number;
  /** What it is called in errors; default the first file, or `"the source"`. */
  readonly name?: string;
}

/** The same for a single column, which `columns` then need not name. */
export interface ColumnSourceOptions<D extends DTypeName>
  extends Omit<SourceOptions<{ readonly value: D }>, "columns" | "open"> {
  /** Type of the elements. */
  readonly dtype: D;
  /** Opens the source in a worker; its `read` gives `{ value: … }`. */
  open(): GivenReader<{ readonly value: D }> | Promise<GivenReader<{ readonly value: D }>>;
}

const NAMES = ["length", "columns", "dtype", "open", "uses", "files", "chunkRows", "name"];

/**
 * Makes a table, or with `dtype` a column, of any format. It goes wherever others go: statistics and groups on all
 * cores, slices, expressions, figures.
 *
 * ```ts
 * const path = "/data/readings.raw";
 * const readings = defineSource({
 *   length: 1_000_000,
 *   columns: { temp: "float32" },
 *   files: [path],
 *   uses: { path },
 *   async open() {
 *     const { openSync, readSync, closeSync } = await import("node:fs");
 *     const fd = openSync(path, "r");
 *     return {
 *       read(start, stop) {
 *         const temp = new Float32Array(stop - start);
 *         readSync(fd, temp, 0, temp.byteLength, 128 + start * 4);
 *         return { temp };
 *       },
 *       close: () => closeSync(fd),
 *     };
 *   },
 * });
 * await readings.col("temp").mean();
 * ```
 * A reader that throws, or gives other rows or types than it was asked for, ends the scan with `UserFunction`; one that
 * never answers is stopped with its thread when the scan's signal is aborted.
 * @throws InvalidArgument for a bad length, type or option; FileMissing, FileAccess; UserFunction for an `open` that
 * cannot travel
 */
export function defineSource<D extends DTypeName>(options: ColumnSourceOptions<D>): Column<D>;
export function defineSource<const S extends Schema>(options: SourceOptions<S>): Table<S>;
export function defineSource(
  options: Omit<SourceOptions<Schema>, "columns"> & { readonly columns?: Schema; readonly dtype?: DTypeName },
): unknown {
  checkNames(options, NAMES, "defineSource");
  const { length, columns, dtype, open, uses = {}, files = [], chunkRows = 1 } = options;
  const name = options.name ?? (files[0] === undefined ? "the source" : `'${files[0]}'`);
  checkNumber("length", length, 0);
  checkNumber("chunkRows", chunkRows, 1);
  if ((columns === undefined) === (dtype === undefined))
    throw new EngineError("InvalidArgument", "give 'columns' for a table, or 'dtype' for one column");
  const types = Object.entries(columns ?? { value: dtype! });
  if (types.length === 0)
    throw new EngineError("InvalidArgument", "a source has a column or more, 'columns' names none");
  const source = moduleSource({
    name,
    open: ship(open, uses, "function 'open'"),
    columns: types.map(([column, type]) => ({
      name: column,
      type: checkType(column, type),
      byteOrder: NATIVE_ORDER,
      nullable: true,
      shape: [],
    })),
    length,
    chunkRows,
    files: files.map((path) => fingerprint(absolutePath(path))),
  });
  if (columns === undefined) return new Column<DTypeName>({ source, position: 0 });
  return new Table({ source, label: name });
}

function checkNumber(option: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new EngineError(
    "InvalidArgument",
    `'${option}' must be a number of rows, ${least} or more, got ${String(value)}`,
  );
}

function checkType(column: string, type: ColumnType): ColumnType {
  if (isModuleType(type)) return type;
  const known = [...DTYPE_NAMES, "string", "timestamp[ms]"];
  throw new EngineError(
    "InvalidArgument",
    `column '${column}' cannot be '${String(type)}'${didYouMean(String(type), known)}; it can be ${known.join(", ")}`,
  );
}
