/**
 * Sources that users write: a function that travels opens a reader in each worker.
 * @module
 */
import type {
  ColumnBatch,
  ColumnSchema,
  ColumnType,
  Fingerprint,
  IndexedSource,
  RowRange,
  RowsColumn,
  ShippedFunction,
  SourceDescriptor,
  SourceReader,
  TypedArray,
} from "../../contract/index.js";
import { isDTypeName, memoryWidth, zeros } from "../dtype.js";
import { didYouMean, EngineError, isEngineError } from "../errors.js";
import { columnFromValues } from "../rows/from-values.js";
import { storageOf } from "../rows/layout.js";
import { bytesOf, putColumn } from "../rows/put.js";
import { load } from "../ship.js";
import { rowsOf } from "./request.js";

/** Options of a `"module"` descriptor. */
type ModuleOptions = {
  readonly name: string;
  readonly open: { readonly module: string; readonly uses: ShippedFunction["uses"] };
  readonly columns: readonly Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">[];
};

/** What a user's source is made of, checked. */
export interface ModuleParts {
  /** What it is called in errors. */
  readonly name: string;
  readonly open: ShippedFunction;
  readonly columns: ModuleOptions["columns"];
  readonly length: number;
  readonly chunkRows: number;
  readonly files: readonly Fingerprint[];
}

/** The source of a user's reader. */
export function moduleSource({ name, open, columns, length, chunkRows, files }: ModuleParts): IndexedSource {
  const options: ModuleOptions = { name, open: { module: open.module, uses: open.uses }, columns };
  const rowBytes = columns.reduce((sum, { type }) => sum + memoryWidth(storageOf(type)), 0);
  return {
    access: "indexed",
    descriptor: { kind: "module", files, options },
    columns,
    length,
    chunkRows,
    rowBytes,
  };
}

/** A user's reader, as far as it is known before it is called. */
interface UserReader {
  read(start: number, stop: number, columns: readonly string[]): unknown;
  close?(): unknown;
}

/** Opens a `"module"` descriptor. */
export async function openModule(descriptor: SourceDescriptor): Promise<SourceReader> {
  const { name, open, columns: schema } = descriptor.options as ModuleOptions;
  const reader = checkReader(name, await attempt(`open of ${name}`, () => load(open)()));
  const counters = { bytes: 0, reads: 0, decodes: 0 };
  return {
    counters,
    async readBatch(request, positions, arena) {
      const rows = rowsOf(request);
      const count = rows.stop - rows.start;
      const wanted = positions.map((position) => schema[position]!);
      const names = wanted.map((column) => column.name);
      const call = `read(${rows.start}, ${rows.stop}) of ${name}`;
      // without columns only rows are counted
      const given = names.length === 0 ? {} : await attempt(call, () => reader.read(rows.start, rows.stop, names));
      const columns: ColumnBatch[] = wanted.map((column) => {
        const made = columnOf(call, column, given, rows);
        counters.bytes += bytesOf(made, count);
        return putColumn(made, count, arena);
      });
      counters.reads++;
      return { firstRow: rows.start, rows: count, columns };
    },
    close() {
      try {
        // what a reader of users throws or rejects with when it is closed changes no result
        void Promise.resolve(reader.close?.()).catch(() => {});
      } catch {}
    },
  };
}

function checkReader(name: string, value: unknown): UserReader {
  if (typeof value === "object" && value !== null && "read" in value && typeof value.read === "function")
    return value as UserReader;
  throw new EngineError(
    "UserFunction",
    `open of ${name} gave ${describe(value)}, expected a reader: { read(start, stop, columns), close?() }`,
  );
}

async function attempt(what: string, call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (cause) {
    if (isEngineError(cause)) throw cause;
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new EngineError("UserFunction", `${what} threw: ${reason}`, cause);
  }
}

/** One column of what `read` gave. @throws UserFunction unless it has the rows and the type that were asked for */
function columnOf(call: string, column: ColumnSchema, given: unknown, { start, stop }: RowRange): RowsColumn {
  const values = columnIn(call, column.name, given);
  const count = stop - start;
  if (values.length !== count)
    throw new EngineError(
      "UserFunction",
      `${call} gave ${values.length} elements of '${column.name}', expected ${count}: one for each row`,
    );
  const expected = zeros(storageOf(column.type), 0).constructor.name;
  if (ArrayBuffer.isView(values)) {
    if (values.constructor.name === expected && column.type !== "string")
      return { name: column.name, type: column.type, shape: [], values: values as TypedArray };
    throw wrongType(call, column, values, expected);
  }
  const made = attemptValues(call, column.name, values);
  if (made.type === column.type || made.validity?.every((bits) => bits === 0)) return { ...made, type: column.type };
  if (made.type !== "float64" || !isDTypeName(column.type) || expected.startsWith("Big") || column.type === "bool")
    throw wrongType(call, column, values, expected);
  const narrowed = zeros(column.type, count);
  (narrowed as Float64Array).set(made.values as Float64Array);
  return { ...made, type: column.type, values: narrowed };
}

function columnIn(call: string, name: string, given: unknown): ArrayLike<unknown> {
  const found = typeof given === "object" && given !== null && Object.hasOwn(given, name);
  const values = found ? (given as { readonly [name: string]: unknown })[name] : undefined;
  if (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView)))
    return values as unknown as ArrayLike<unknown>;
  const names = typeof given === "object" && given !== null ? Object.keys(given) : [];
  throw new EngineError(
    "UserFunction",
    `${call} gave ${found ? describe(values) : `no column '${name}'${didYouMean(name, names)}`}; give { ${name}: a typed array or an array }`,
  );
}

function attemptValues(call: string, name: string, values: ArrayLike<unknown>): RowsColumn {
  try {
    return columnFromValues(name, values);
  } catch (cause) {
    throw new EngineError("UserFunction", `${call}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function wrongType(call: string, column: ColumnSchema, values: ArrayLike<unknown>, expected: string): EngineError {
  const wanted = column.type === "string" ? "an array of strings" : `a ${expected}`;
  return new EngineError(
    "UserFunction",
    `${call} gave ${describe(values)} for '${column.name}', which is ${column.type}; give ${wanted}`,
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length === 0 ? "nothing" : typeof value[0]}`;
  return typeof value === "object" && value !== null
    ? `a ${value.constructor?.name ?? "object"}`
    : typeof value === "string"
      ? JSON.stringify(value)
      : String(value);
}

/** Types that the columns of a user's source can have. */
export function isModuleType(type: ColumnType): boolean {
  return isDTypeName(type) || type === "string" || /^timestamp\[(s|ms|us|ns)\]$/.test(type);
}
