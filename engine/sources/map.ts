/**
 * Computed columns as a source: an expression or a function of each element.
 * @module
 */
import type {
  ColumnSchema,
  DTypeName,
  IndexedSource,
  ShippedFunction,
  SourceDescriptor,
  SourceReader,
} from "../../contract/index.js";
import { NATIVE_ORDER } from "../dtype.js";
import { EngineError } from "../errors.js";
import { evaluate, outputType } from "../expr/apply.js";
import { compile } from "../expr/compile.js";
import { print } from "../expr/print.js";
import type { Expr } from "../expr/tree.js";
import { load } from "../ship.js";
import { type CellFunction, mapCells } from "../user-function.js";
import { valueSchema } from "../where.js";

/** What is computed of each row. */
export type Mapping = { readonly type: DTypeName } & (
  | { readonly expression: Expr }
  | { readonly map: ShippedFunction }
);

/** Options of a `"map"` descriptor. */
type MapOptions = {
  readonly source: SourceDescriptor;
  readonly columns: readonly PlainSchema[];
  readonly position: number;
  readonly mapping: { readonly expression?: unknown; readonly map?: unknown; readonly type?: DTypeName };
};

type PlainSchema = Pick<ColumnSchema, "name" | "type" | "byteOrder" | "nullable" | "shape">;

/**
 * A source of one column, computed from another's rows.
 * @throws InvalidArgument when an expression gives another type, UnsupportedType when it gives none a column can have
 */
export function mapSource(source: IndexedSource, position: number, mapping: Mapping): IndexedSource {
  const { type } = mapping;
  if ("expression" in mapping) checkType(mapping.expression, type, valueSchema(source.columns, position));
  const columns = source.columns.map(({ name, type: t, byteOrder, nullable, shape }) => ({
    name,
    type: t,
    byteOrder,
    nullable,
    shape: [...shape],
  }));
  return {
    access: "indexed",
    descriptor: {
      kind: "map",
      files: source.descriptor.files,
      options: { source: source.descriptor, columns, position, mapping: mapping as never },
    },
    columns: [
      { name: "value", type, byteOrder: NATIVE_ORDER, nullable: source.columns[position]!.nullable, shape: [] },
    ],
    length: source.length,
    chunkRows: source.chunkRows,
    rowBytes: source.rowBytes,
  };
}

function checkType(expression: Expr, wanted: DTypeName, schema: readonly ColumnSchema[]): void {
  const type = outputType(compile(expression, schema));
  if (type === wanted) return;
  throw new EngineError(
    "InvalidArgument",
    `'${print(expression)}' gives ${type}, not ${wanted}; write map(expression, { dtype: "${type}" })`,
  );
}

/** Opens a reader of any descriptor. */
type OpenAny = (descriptor: SourceDescriptor) => SourceReader | Promise<SourceReader>;

/** Opens a `"map"` descriptor. */
export async function openMap(descriptor: SourceDescriptor, openAny: OpenAny): Promise<SourceReader> {
  const options = descriptor.options as unknown as MapOptions;
  const mapping = options.mapping as Mapping;
  const inner = await openAny(options.source);
  const compute = "map" in mapping ? byFunction(mapping, options) : byExpression(mapping.expression, options);
  return {
    counters: inner.counters,
    async readBatch(request, columns, arena) {
      const batch = await inner.readBatch(request, compute.columns, arena);
      const computed = compute.run(batch, arena);
      return { ...batch, columns: columns.map(() => computed) };
    },
    close: () => inner.close(),
  };
}

interface Computation {
  /** Positions in the source below. */
  readonly columns: readonly number[];
  readonly run: (
    batch: Parameters<typeof evaluate>[1],
    arena: Parameters<typeof evaluate>[3],
  ) => ReturnType<typeof evaluate>;
}

function byExpression(expression: Expr, { columns, position }: MapOptions): Computation {
  const program = compile(expression, valueSchema(columns, position));
  const wanted = program.columns.map((column) => (column < columns.length ? column : position));
  const read = [...new Set(wanted)];
  const slots = wanted.map((column) => read.indexOf(column));
  // an expression of constants still needs the number of rows
  return {
    columns: read.length === 0 ? [position] : read,
    run: (batch, arena) => evaluate(program, batch, slots, arena),
  };
}

function byFunction({ map, type }: Extract<Mapping, { map: ShippedFunction }>, { position }: MapOptions): Computation {
  const call = load<CellFunction>(map);
  return {
    columns: [position],
    run: (batch, arena) => mapCells(call, type, batch, batch.columns[0]!, arena),
  };
}
