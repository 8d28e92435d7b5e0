/**
 * Frames as tables that pandas reads and appends to: every column by itself, as `append(…, data_columns=True)` writes.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../../contract/index.js";
import { isDTypeName, parseDType } from "../../dtype.js";
import { EngineError } from "../../errors.js";
import type { WritableFile } from "../writable-file.js";
import type { WritableTable } from "../writable-table.js";
import type { Field, FieldType } from "../write/fields.js";
import type { FilterOptions } from "../write/filters.js";
import { type Picklable, tuple } from "../write/pickle.js";

/** Options of making a table in a store. */
export interface FrameOptions {
  /** Compression; none unless told. */
  readonly filters?: FilterOptions;
  /** Rows the table is expected to have; default those given. */
  readonly expectedRows?: number;
  /** Bytes that texts have room for, by column; the longest given unless told. */
  readonly minItemsize?: { readonly [column: string]: number };
}

/** pandas' name of a field's type. */
interface StoredColumn {
  readonly field: Field;
  readonly dtype: string;
  readonly meta: Picklable;
}

/**
 * Makes the group and the empty table of a frame.
 * @param rows the frame; its column `index` is the index
 * @throws InvalidArgument for columns that pandas has no table for
 */
export async function createFrame(
  file: WritableFile,
  key: string,
  rows: RowsParts,
  options: FrameOptions,
): Promise<WritableTable> {
  const columns = rows.columns.map((column) => storedColumn(column, rows.length, options));
  const names = columns.map(({ field }) => field.name).filter((name) => name !== "index");
  const index = columns.find(({ field }) => field.name === "index")!;
  const at = key.lastIndexOf("/");
  await file.createGroup(key.slice(0, at) || "/", key.slice(at + 1), "", { createParents: true });
  const group: readonly (readonly [string, Picklable])[] = [
    ["pandas_type", "frame_table"],
    ["table_type", "appendable_frame"],
    ["index_cols", [tuple(0, "index")]],
    ["values_cols", names],
    ["non_index_axes", [tuple(1, names)]],
    ["data_columns", names],
    ["nan_rep", null],
    ["encoding", "UTF-8"],
    ["errors", "strict"],
    ["levels", 1],
    ["mi_level_nan_rep", false],
    ["data_col_nan_rep", true],
    ["info", infoOf(names)],
  ];
  await file.setNodeAttrs(key, Object.fromEntries(group));
  const fields = [index, ...columns.filter((column) => column !== index)].map(({ field }) => field);
  const { filters, expectedRows = Math.max(rows.length, 10_000) } = options;
  const table = await file.createTableOf(`${key}/table`, {
    fields,
    expectedRows,
    ...(filters === undefined ? {} : { filters }),
  });
  const kinds: [string, Picklable][] = [["index_kind", index.dtype === "int64" ? "integer" : index.dtype]];
  for (const { field, dtype, meta } of columns)
    if (field.name !== "index")
      kinds.push([`${field.name}_kind`, [field.name]], [`${field.name}_meta`, meta], [`${field.name}_dtype`, dtype]);
  await file.setNodeAttrs(table.path, Object.fromEntries(kinds));
  return table;
}

function infoOf(names: readonly string[]): Picklable {
  const entries: [string | number, Picklable][] = [
    [1, { names: [null], type: "Index" }],
    ["index", {}],
    ...names.map((name): [string, Picklable] => [name, {}]),
  ];
  return new Map(entries);
}

function storedColumn(column: RowsColumn, rows: number, { minItemsize = {} }: FrameOptions): StoredColumn {
  const { name, type, shape, dictionary, offsets } = column;
  const make = (fieldType: FieldType, dtype: string, meta: Picklable = null): StoredColumn => ({
    field: { name, type: fieldType, shape: [] },
    dtype,
    meta,
  });
  if (shape.length > 0)
    throw new EngineError(
      "InvalidArgument",
      `column '${name}' has elements of shape (${shape.join(", ")}), which frames do not have`,
    );
  if (type === "string") {
    let size = Math.max(1, minItemsize[name] ?? 0);
    if (dictionary !== undefined) for (const text of dictionary) size = Math.max(size, Buffer.byteLength(text));
    else for (let row = 0; row < rows; row++) size = Math.max(size, offsets![row + 1]! - offsets![row]!);
    return make({ kind: "string", size }, `bytes${size * 8}`, "str");
  }
  if (type.startsWith("timestamp"))
    return make({ kind: "int", size: 8 }, `datetime64${type.slice("timestamp".length)}`);
  if (!isDTypeName(type))
    throw new EngineError("InvalidArgument", `column '${name}' is ${type}, which frames in a store do not have`);
  const { kind, itemsize } = parseDType(type);
  if (kind === "b") return make({ kind: "bool" }, "bool");
  const word = kind === "f" ? "float" : kind === "u" ? "uint" : "int";
  return make({ kind: word, size: itemsize } as FieldType, type);
}
