/**
 * Datatype messages, byte for byte as HDF5 writes them for PyTables' types (HDF5 File Format Specification 3.0,
 * IV.A.2.d; checked against files of PyTables 3.11.1).
 * @module
 */
import { byteWriter } from "./bytes.js";
import { type Field, type FieldType, fieldSize, type IntegerType, rowSize, typeSize } from "./fields.js";

/** Byte order of a table: all its columns have the same, as PyTables wants it. */
export type TableOrder = "little" | "big";

const CLASS = { integer: 0, float: 1, time: 2, string: 3, bitfield: 4, compound: 6, enum: 8, array: 10 } as const;

/** Sign position; then exponent's place and width, mantissa's width, exponent bias. */
const FLOATS: { readonly [size: number]: readonly [number, number, number, number] } = {
  2: [15, 10, 5, 15],
  4: [31, 23, 8, 127],
  8: [63, 52, 11, 1023],
};

/** The datatype message of a type with a shape. */
export function datatype(type: FieldType, shape: readonly number[], order: TableOrder): Uint8Array {
  return encode(type, shape, order, hasArray(type, shape) ? 2 : 1);
}

/** The datatype message of a table's rows. */
export function rowDatatype(fields: readonly Field[], order: TableOrder): Uint8Array {
  return datatype({ kind: "compound", fields }, [], order);
}

/** Array members need version 2 of the message, all through. */
function hasArray(type: FieldType, shape: readonly number[]): boolean {
  if (shape.length > 0) return true;
  return type.kind === "compound" && type.fields.some((field) => hasArray(field.type, field.shape));
}

function encode(type: FieldType, shape: readonly number[], order: TableOrder, version: 1 | 2): Uint8Array {
  if (shape.length > 0) return encodeArray(type, shape, order, version);
  const big = order === "big" ? 1 : 0;
  switch (type.kind) {
    case "bool":
      return head(version, CLASS.bitfield, [0, 0, 0], 1).u16(0).u16(8).done();
    case "int":
    case "uint":
      return encodeInteger(type, big, version);
    case "float":
      return encodeFloat(type.size, big, version);
    case "time":
      // PyTables leaves times little-endian in any table
      return head(version, CLASS.time, [0, 0, 0], type.size)
        .u16(type.size * 8)
        .done();
    case "string":
      return head(version, CLASS.string, [0, 0, 0], type.size).done();
    case "complex": {
      const part = { kind: "float", size: type.size === 8 ? 4 : 8 } as const;
      const fields = ["r", "i"].map((name) => ({ name, type: part, shape: [] }));
      return encodeCompound(fields, order, version);
    }
    case "enum": {
      const head_ = head(version, CLASS.enum, [type.members.length & 255, type.members.length >> 8, 0], type.base.size);
      head_.bytes(encodeInteger(type.base, big, version));
      for (const { name } of type.members) head_.bytes(paddedName(name));
      for (const { value } of type.members) head_.bytes(integerBytes(value, type.base.size, big === 1));
      return head_.done();
    }
    case "compound":
      return encodeCompound(type.fields, order, version);
  }
}

function head(
  version: number,
  typeClass: number,
  bits: readonly number[],
  size: number,
): ReturnType<typeof byteWriter> {
  return byteWriter()
    .u8((version << 4) | typeClass, ...bits)
    .u32(size);
}

function encodeInteger({ kind, size }: IntegerType, big: number, version: number): Uint8Array {
  return head(version, CLASS.integer, [(kind === "int" ? 8 : 0) | big, 0, 0], size)
    .u16(0)
    .u16(size * 8)
    .done();
}

/** Implied leading bit (norm 2), IEEE. */
function encodeFloat(size: number, big: number, version: number): Uint8Array {
  const [sign, place, width, bias] = FLOATS[size]!;
  return head(version, CLASS.float, [0x20 | big, sign!, 0], size)
    .u16(0)
    .u16(size * 8)
    .u8(place!, width!, 0, place!)
    .u32(bias!)
    .done();
}

function encodeCompound(fields: readonly Field[], order: TableOrder, version: 1 | 2): Uint8Array {
  const writer = head(version, CLASS.compound, [fields.length & 255, fields.length >> 8, 0], rowSize(fields));
  let offset = 0;
  for (const field of fields) {
    writer.bytes(paddedName(field.name)).u32(offset);
    // version 1: no dimensions, permutation, reserved, four extents
    if (version === 1) writer.zeros(28);
    writer.bytes(encode(field.type, field.shape, order, version));
    offset += fieldSize(field);
  }
  return writer.done();
}

function encodeArray(type: FieldType, shape: readonly number[], order: TableOrder, version: 1 | 2): Uint8Array {
  const size = shape.reduce((product, extent) => product * extent, typeSize(type));
  const writer = head(version, CLASS.array, [0, 0, 0], size).u8(shape.length, 0, 0, 0);
  for (const extent of shape) writer.u32(extent);
  for (const axis of shape.keys()) writer.u32(axis);
  return writer.bytes(encode(type, [], order, version)).done();
}

/** A name, its zero, and zeros to a multiple of eight. */
function paddedName(name: string): Uint8Array {
  return byteWriter().text(name).u8(0).align(8).done();
}

/** An integer's bytes, two's complement. */
export function integerBytes(value: number | bigint, size: number, big: boolean): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  const low = bytes.subarray(0, size);
  return big ? low.reverse() : low;
}
