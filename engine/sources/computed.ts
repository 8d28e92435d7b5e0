/**
 * A column computed from columns of another source, row by row: by an expression, or by a shipped function.
 * @module
 */
import type {
  Arena,
  Batch,
  ColumnBatch,
  ColumnSchema,
  DTypeName,
  IndexedSource,
  ShippedFunction,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { type CellValue, cellReader } from "../aggregates/cells.js";
import { memoryWidth, NATIVE_ORDER, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";
import { evaluate } from "../expr/apply.js";
import { compile } from "../expr/compile.js";
import type { Expr } from "../expr/tree.js";
import { load } from "../ship.js";
import type { OpenAny } from "./view.js";

/** How a value is computed. */
export type Recipe =
  | { readonly by: "expression"; readonly tree: Expr }
  | { readonly by: "function"; readonly shipped: ShippedFunction; readonly column: number; readonly type: DTypeName };

/** Options of a `"computed"` descriptor. */
type ComputedOptions = {
  readonly source: SourceDescriptor;
  readonly schema: readonly ColumnSchema[];
  readonly recipe: Recipe;
};

/** What computes the column of a batch of the source below. */
interface Computation {
  /** Columns of the source below that it reads. */
  readonly reads: readonly number[];
  compute(batch: Batch, arena: Arena): ColumnBatch;
}

/** A source of the same rows with one column, called `"value"`, computed from `source`'s columns. */
export function computedSource(source: IndexedSource, recipe: Recipe, type: DTypeName): IndexedSource {
  const options: ComputedOptions = { source: source.descriptor, schema: source.columns, recipe };
  return {
    access: "indexed",
    descriptor: { kind: "computed", files: source.descriptor.files, options: options as never },
    columns: [{ name: "value", type, byteOrder: NATIVE_ORDER, nullable: true, shape: [] }],
    length: source.length,
    chunkRows: source.chunkRows,
    rowBytes: source.rowBytes,
  };
}

/** Opens a `"computed"` descriptor. */
export async function openComputed(descriptor: SourceDescriptor, openAny: OpenAny): Promise<SourceReader> {
  const { source, schema, recipe } = descriptor.options as unknown as ComputedOptions;
  const computation = computationOf(recipe, schema);
  const inner = await openAny(source);
  return {
    get counters() {
      return inner.counters;
    },
    async readBatch(request, columns, arena, selection) {
      const batch = await inner.readBatch(request, computation.reads, arena, selection);
      const value = computation.compute(batch, arena);
      return { firstRow: batch.firstRow, rows: batch.rows, columns: columns.map(() => value) };
    },
    close: () => inner.close(),
  };
}

function computationOf(recipe: Recipe, schema: readonly ColumnSchema[]): Computation {
  if (recipe.by === "function") {
    const call = load<(value: CellValue) => unknown>(recipe.shipped);
    return {
      reads: [recipe.column],
      compute: (batch, arena) => applyFunction(call, recipe.type, batch, arena),
    };
  }
  const program = compile(recipe.tree, schema);
  const positions = program.columns.map((_, i) => i);
  // a constant still needs to know how many rows there are
  const reads = program.columns.length > 0 ? program.columns : [0];
  return { reads, compute: (batch, arena) => evaluate(program, batch, positions, arena) };
}

function applyFunction(call: (value: CellValue) => unknown, type: DTypeName, batch: Batch, arena: Arena): ColumnBatch {
  const column = batch.columns[0]!;
  const values = arena.alloc(batch.rows * memoryWidth(type));
  const cell = cellReader(batch, column, arena);
  const valid = column.validity === undefined ? undefined : new Uint8Array(arena.buffer, column.validity);
  const out = viewOf(type, arena.buffer, values, batch.rows);
  for (let row = 0; row < batch.rows; row++) {
    if (valid !== undefined && ((valid[row >> 3]! >> (row & 7)) & 1) === 0)
      out[row] = out instanceof BigInt64Array || out instanceof BigUint64Array ? 0n : 0;
    else store(out, row, type, called(call, cell(row), row + (batch.firstRow ?? 0)), row + (batch.firstRow ?? 0));
  }
  return column.validity === undefined ? { type, values } : { type, values, validity: column.validity };
}

function called(call: (value: CellValue) => unknown, value: CellValue, row: number): unknown {
  try {
    return call(value);
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new EngineError(
      "UserFunction",
      `the mapped function threw at row ${row}, value ${String(value)}: ${reason}`,
      cause,
    );
  }
}

/** Puts a function's result into the column. @throws UserFunction for a result of another type */
function store(out: ReturnType<typeof viewOf>, row: number, type: DTypeName, result: unknown, at: number): void {
  const wide = out instanceof BigInt64Array || out instanceof BigUint64Array;
  if (wide && typeof result === "bigint") out[row] = result;
  else if (!wide && type === "bool" && typeof result === "boolean") out[row] = result ? 1 : 0;
  else if (!wide && type !== "bool" && typeof result === "number") out[row] = result;
  else
    throw new EngineError(
      "UserFunction",
      `the mapped function gave ${String(result)} (${typeof result}) at row ${at}, expected a ${
        wide ? "bigint" : type === "bool" ? "boolean" : "number"
      } for ${type}; name another dtype: map(f, { dtype: … })`,
    );
}
