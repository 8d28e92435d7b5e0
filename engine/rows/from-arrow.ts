/**
 * Arrow tables and vectors as columns in memory, by what they have: the package itself is not needed. Layouts that are
 * ours as well are shared, others converted.
 * @module
 */
import type { ColumnType, RowsColumn, RowsParts, TypedArray } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { rowsBuilder } from "./builder.js";
import { columnFromValues } from "./from-values.js";

/** One chunk of an Arrow vector. */
interface ArrowData {
  readonly type: ArrowType;
  readonly length: number;
  readonly offset: number;
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
  readonly values?: ArrayLike<unknown>;
  readonly valueOffsets?: ArrayLike<unknown>;
  readonly children: readonly ArrowData[];
  readonly dictionary?: VectorLike;
}

interface ArrowType {
  readonly typeId: number;
  readonly unit?: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly listSize?: number;
}

/** An Arrow vector, as far as reading it needs it. */
export interface VectorLike {
  readonly length: number;
  readonly type: object;
  readonly data: readonly object[];
  get(index: number): unknown;
}

/** An Arrow table, as far as reading it needs it. */
export interface TableLike {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChildAt(column: number): VectorLike | null;
}

/** Whether a value is an Arrow vector. */
export function isArrowVector(value: unknown): value is VectorLike {
  if (typeof value !== "object" || value === null) return false;
  const { length, type, data, get } = value as Partial<VectorLike>;
  const hasType = typeof type === "object" && type !== null && "typeId" in type;
  return typeof length === "number" && hasType && Array.isArray(data) && typeof get === "function";
}

/** Whether a value is an Arrow table or record batch. */
export function isArrowTable(value: unknown): value is TableLike {
  if (typeof value !== "object" || value === null) return false;
  const { schema, numRows, getChildAt } = value as Partial<TableLike>;
  return typeof numRows === "number" && typeof getChildAt === "function" && Array.isArray(schema?.fields);
}

/** The columns of an Arrow table. @throws UnsupportedType naming the column */
export function arrowRows(table: TableLike): RowsParts {
  const columns = table.schema.fields.map(({ name }, i) => arrowColumn(name, table.getChildAt(i)));
  return { length: table.numRows, columns };
}

/** The elements of an Arrow vector; a vector in one chunk whose layout is ours is not copied. @throws UnsupportedType */
export function arrowColumn(name: string, vector: VectorLike | null): RowsColumn {
  const chunks = (vector?.data ?? []) as readonly ArrowData[];
  const pieces = chunks.map((data) => pieceOf(name, data));
  if (pieces.length === 1) return pieces[0]!;
  const first = pieces[0] ?? columnFromValues(name, []);
  const builder = rowsBuilder([first], vector?.length ?? 0);
  for (const [i, piece] of pieces.entries()) builder.append([piece], chunks[i]!.length);
  return builder.finish().columns[0]!;
}

/** Numbers of Arrow's types (Schema.fbs), dictionaries as apache-arrow numbers them. */
const [INT, FLOAT, BINARY, UTF8, BOOL, DATE, TIMESTAMP, FIXED_LIST, DICTIONARY] = [2, 3, 4, 5, 6, 8, 10, 16, -1];
const LARGE = [19, 20];

const UNITS = ["s", "ms", "us", "ns"] as const;

function pieceOf(name: string, data: ArrowData): RowsColumn {
  const { type, length, nullBitmap, nullCount } = data;
  const nulls =
    nullCount > 0 && nullBitmap !== undefined ? { validity: bitsFrom(nullBitmap, data.offset, length) } : {};
  const head = { name, shape: [], ...nulls };
  const values = data.values as TypedArray;
  if (type.typeId === INT || (type.typeId === FLOAT && type.precision !== 0))
    return { ...head, type: numberType(type), values: values.subarray(0, length) };
  if (type.typeId === TIMESTAMP && values instanceof BigInt64Array)
    return { ...head, type: `timestamp[${UNITS[type.unit ?? 0]!}]`, values: values.subarray(0, length) };
  if (type.typeId === DATE) return { ...head, ...dates(type.unit ?? 0, values, length) };
  if (type.typeId === BOOL)
    return { ...head, type: "bool", values: bytesOfBits(values as Uint8Array, data.offset, length) };
  if (type.typeId === UTF8 || type.typeId === BINARY)
    return {
      ...head,
      type: type.typeId === UTF8 ? "string" : "binary",
      values: data.values as Uint8Array,
      offsets: (data.valueOffsets as Int32Array).subarray(0, length + 1),
    };
  if (type.typeId === DICTIONARY && data.dictionary !== undefined) {
    const texts = Array.from({ length: data.dictionary.length }, (_, i) => data.dictionary!.get(i));
    if (texts.every((text) => typeof text === "string"))
      return {
        ...head,
        type: "string",
        values:
          values instanceof Int32Array
            ? values.subarray(0, length)
            : Int32Array.from({ length }, (_, i) => Number(values[i])),
        dictionary: texts,
      };
  }
  if (type.typeId === FIXED_LIST && (data.children[0]?.nullCount ?? 1) === 0) {
    const child = pieceOf(name, data.children[0]!);
    if (child.offsets === undefined && child.dictionary === undefined && child.shape.length === 0)
      return {
        ...head,
        type: child.type,
        shape: [type.listSize!],
        values: child.values.subarray(0, length * type.listSize!),
      };
  }
  if (LARGE.includes(type.typeId) && type.typeId === 20) return largeText(head, data);
  throw new EngineError(
    "UnsupportedType",
    `column '${name}' holds Arrow's ${String(type)}, which has no column type here; cast it to numbers, text or times first`,
  );
}

function numberType({ typeId, bitWidth, isSigned, precision }: ArrowType): ColumnType {
  if (typeId === FLOAT) return precision === 1 ? "float32" : "float64";
  return `${isSigned ? "" : "u"}int${bitWidth as 8 | 16 | 32 | 64}`;
}

function dates(unit: number, values: TypedArray, length: number): Pick<RowsColumn, "type" | "values"> {
  // days, or milliseconds
  if (unit === 0)
    return { type: "timestamp[s]", values: BigInt64Array.from({ length }, (_, i) => BigInt(values[i]!) * 86_400n) };
  return { type: "timestamp[ms]", values: BigInt64Array.from({ length }, (_, i) => BigInt(values[i]!)) };
}

function largeText(head: Pick<RowsColumn, "name" | "shape" | "validity">, data: ArrowData): RowsColumn {
  const ends = data.valueOffsets as BigInt64Array;
  if (ends[data.length]! > 2n ** 31n - 1n)
    throw new EngineError(
      "UnsupportedType",
      `column '${head.name}' holds more than 2 GiB of text; slice the table first`,
    );
  const offsets = Int32Array.from({ length: data.length + 1 }, (_, i) => Number(ends[i]!));
  return { ...head, type: "string", values: data.values as Uint8Array, offsets };
}

/** Bits from a bit position on. */
function bitsFrom(bits: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset % 8 === 0) return bits.subarray(offset >> 3, (offset + length + 7) >> 3);
  const out = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) {
    const at = offset + i;
    if ((bits[at >> 3]! >> (at & 7)) & 1) out[i >> 3]! |= 1 << (i & 7);
  }
  return out;
}

function bytesOfBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (bits[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1);
}
