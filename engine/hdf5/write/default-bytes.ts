/**
 * One value as the bytes of its type: defaults of columns, and the fill value of a table's rows.
 * @module
 */
import { EngineError } from "../../errors.js";
import { narrowFloat16 } from "../../float16.js";
import { integerBytes, type TableOrder } from "./datatype.js";
import { type FieldDefault, type FieldType, type Leaf, typeSize } from "./fields.js";
import { time64Bits } from "./time64.js";

/**
 * A scalar's bytes; zeros without a value.
 * @throws InvalidArgument when the value is none of the type
 */
export function valueBytes(type: FieldType, value: FieldDefault | undefined, order: TableOrder): Uint8Array {
  const size = typeSize(type);
  const big = order === "big";
  if (type.kind === "enum") return valueBytes(type.base, enumValue(type.members, value), order);
  if (value === undefined) return new Uint8Array(size);
  const wrong = (): EngineError =>
    new EngineError("InvalidArgument", `default ${JSON.stringify(String(value))} is no ${type.kind} of ${size} bytes`);
  switch (type.kind) {
    case "bool":
      if (typeof value !== "boolean") throw wrong();
      return Uint8Array.of(value ? 1 : 0);
    case "int":
    case "uint": {
      if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw wrong();
      const wide = BigInt(value);
      const kept = type.kind === "int" ? BigInt.asIntN(size * 8, wide) : BigInt.asUintN(size * 8, wide);
      if (kept !== wide) throw wrong();
      return integerBytes(wide, size, big);
    }
    case "float":
      if (typeof value !== "number") throw wrong();
      return floatBytes(value, size, big);
    case "complex": {
      if (typeof value !== "number") throw wrong();
      const real = floatBytes(value, size / 2, big);
      return new Uint8Array([...real, ...new Uint8Array(size / 2)]);
    }
    case "time":
      if (typeof value !== "number") throw wrong();
      return integerBytes(size === 4 ? Math.trunc(value) : time64Bits(value), size, false);
    case "string": {
      const bytes = Buffer.from(String(value), "utf8");
      if (bytes.length > size) throw wrong();
      const padded = new Uint8Array(size);
      padded.set(bytes);
      return padded;
    }
    case "compound":
      throw wrong();
  }
}

/** A row of defaults; undefined when all are zeros. */
export function fillRow(leaves: readonly Leaf[], bytes: number, order: TableOrder): Uint8Array | undefined {
  const row = new Uint8Array(bytes);
  for (const leaf of leaves) {
    const value = valueBytes(leaf.type, leaf.default, order);
    for (let at = 0; at < leaf.size; at += value.length) row.set(value, leaf.offset + at);
  }
  return row.some((byte) => byte !== 0) ? row : undefined;
}

function enumValue(
  members: readonly { readonly name: string; readonly value: number | bigint }[],
  value: FieldDefault | undefined,
): number | bigint {
  const member = value === undefined ? members[0] : members.find(({ name }) => name === value);
  if (member !== undefined) return member.value;
  const names = members.map(({ name }) => `'${name}'`).join(", ");
  throw new EngineError("InvalidArgument", `default '${String(value)}' is none of the enum's names: ${names}`);
}

function floatBytes(value: number, size: number, big: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 2) view.setUint16(0, halfBits(value), !big);
  else if (size === 4) view.setFloat32(0, value, !big);
  else view.setFloat64(0, value, !big);
  return new Uint8Array(view.buffer);
}

function halfBits(value: number): number {
  const bits = new Uint16Array(1);
  narrowFloat16([value], bits);
  return bits[0]!;
}
