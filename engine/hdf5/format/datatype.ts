/**
 * Datatype messages.
 * @module
 */
import type { Datatype, EnumValue, Member, Order } from "../model.js";
import type { Cursor } from "./cursor.js";
import { Elsewhere } from "./problem.js";

const PADDINGS = ["null-terminated", "null-padded", "space-padded"] as const;

/** Levels of types within types; more is damage. */
const DEEPEST = 32;

/**
 * Reads a datatype of version 1, 2 or 3.
 * @throws CorruptData; Elsewhere for VAX order, floats that are not IEEE's, numbers with padding bits, version 4
 */
export function readDatatype(cursor: Cursor, depth = 0): Datatype {
  const head = cursor.u8();
  const [kind, version] = [head & 15, head >> 4];
  const bits = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const size = cursor.u32();
  if (version > 3) throw new Elsewhere(`a datatype of version ${version}`);
  if (version === 0) throw cursor.broken("version 0");
  if (size === 0) throw cursor.broken("a size of 0 bytes");
  if (depth > DEEPEST) throw cursor.broken(`nested deeper than ${DEEPEST} levels`);
  const order: Order = size === 1 ? "|" : (bits & 1) === 0 ? "<" : ">";
  switch (kind) {
    case 0:
      wholeBytes(cursor, size);
      checkWidth(cursor, size, [1, 2, 4, 8], "an integer");
      return { kind: "integer", size, order, signed: (bits & 8) !== 0 };
    case 1:
      return readFloat(cursor, size, order, bits);
    case 2:
      cursor.skip(2);
      checkWidth(cursor, size, [4, 8], "a time");
      return { kind: "time", size, order };
    case 3: {
      const padding = PADDINGS[bits & 15];
      if (padding === undefined) throw cursor.broken(`string padding ${bits & 15}`);
      return { kind: "string", size, padding, charset: (bits & 0xf0) === 0x10 ? "utf-8" : "ascii" };
    }
    case 4:
      wholeBytes(cursor, size);
      checkWidth(cursor, size, [1, 2, 4, 8], "a bit field");
      return { kind: "bitfield", size, order };
    case 5: {
      const tag = Buffer.from(cursor.bytes(bits & 0xff)).toString("latin1");
      return { kind: "opaque", size, tag: tag.replace(/\0.*$/s, "") };
    }
    case 6:
      return { kind: "compound", size, members: readMembers(cursor, bits & 0xffff, size, version, depth) };
    case 7:
      return { kind: "reference", size, region: (bits & 15) === 1 };
    case 8:
      return readEnum(cursor, bits & 0xffff, size, version, depth);
    case 9: {
      const base = readDatatype(cursor, depth + 1);
      if (size !== 16) throw cursor.broken(`variable length in ${size} bytes, expected 16`);
      return { kind: "vlen", size, base, text: (bits & 15) === 1 };
    }
    case 10: {
      const rank = cursor.u8();
      if (version < 3) cursor.skip(3);
      const shape = Array.from({ length: rank }, () => cursor.u32());
      if (version < 3) cursor.skip(rank * 4);
      return arrayOf(cursor, readDatatype(cursor, depth + 1), shape, size);
    }
    default:
      throw cursor.broken(`datatype class ${kind}`);
  }
}

/** Numbers that fill their bytes; others go through the library. */
function wholeBytes(cursor: Cursor, size: number): void {
  const [offset, precision] = [cursor.u16(), cursor.u16()];
  if (offset !== 0 || precision !== size * 8)
    throw new Elsewhere(`numbers of ${precision} bits at bit ${offset} of ${size} bytes`);
}

/** Exponent and mantissa as IEEE 754 has them: [exponent at, exponent bits, mantissa bits, bias]. */
const IEEE: { readonly [size: number]: readonly number[] } = {
  2: [10, 5, 10, 15],
  4: [23, 8, 23, 127],
  8: [52, 11, 52, 1023],
};

function readFloat(cursor: Cursor, size: number, order: Order, bits: number): Datatype {
  const offset = cursor.u16();
  const precision = cursor.u16();
  const found = [cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8()];
  const bias = cursor.u32();
  if ((bits & 0x40) !== 0) throw new Elsewhere("floats in VAX order");
  const expected = IEEE[size];
  const [exponentAt, exponentBits, mantissaAt, mantissaBits] = found;
  const same =
    expected !== undefined &&
    offset === 0 &&
    precision === size * 8 &&
    mantissaAt === 0 &&
    expected.every((n, i) => n === [exponentAt, exponentBits, mantissaBits, bias][i]);
  if (!same) throw new Elsewhere(`floats of ${precision} bits in ${size} bytes`);
  return { kind: "float", size, order };
}

function readMembers(cursor: Cursor, count: number, size: number, version: number, depth: number): Member[] {
  if (count === 0) throw cursor.broken("a compound without members");
  const members: Member[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const start = cursor.at;
    const name = cursor.zeroTerminated();
    if (version < 3) cursor.align(start);
    const offset = version < 3 ? cursor.u32() : cursor.uint(bytesFor(size));
    const shape: number[] = [];
    if (version === 1) {
      const rank = cursor.u8();
      cursor.skip(11);
      for (let axis = 0; axis < 4; axis++) {
        const extent = cursor.u32();
        if (axis < rank) shape.push(extent);
      }
    }
    const element = readDatatype(cursor, depth + 1);
    const whole = shape.reduce((product, n) => product * n, element.size);
    const type = shape.length === 0 ? element : arrayOf(cursor, element, shape, whole);
    if (offset + type.size > size) throw cursor.broken(`member '${name}' ends beyond ${size} bytes`);
    if (names.has(name)) throw cursor.broken(`two members '${name}'`);
    names.add(name);
    members.push({ name, offset, type });
  }
  return members;
}

/** Bytes that numbers below `size` take in version 3. */
function bytesFor(size: number): number {
  return size < 2 ** 8 ? 1 : size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
}

function readEnum(cursor: Cursor, count: number, size: number, version: number, depth: number): Datatype {
  const base = readDatatype(cursor, depth + 1);
  if (base.kind !== "integer" || base.size !== size)
    throw cursor.broken("an enumeration of something else than integers");
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    const start = cursor.at;
    names.push(cursor.zeroTerminated());
    if (version < 3) cursor.align(start);
  }
  const values = names.map((name): EnumValue => ({ name, value: integerOf(cursor.bytes(size), base) }));
  return { kind: "enum", size, base, values };
}

/** One stored integer. */
export function integerOf(bytes: Uint8Array, type: { readonly order: Order; readonly signed: boolean }): bigint {
  let value = 0n;
  const bigEndian = type.order === ">";
  for (let i = 0; i < bytes.length; i++) value = (value << 8n) | BigInt(bytes[bigEndian ? i : bytes.length - 1 - i]!);
  return type.signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

function arrayOf(cursor: Cursor, base: Datatype, shape: readonly number[], size: number): Datatype {
  const bytes = shape.reduce((product, n) => product * n, base.size);
  if (bytes !== size || shape.length === 0)
    throw cursor.broken(`an array of ${shape.join(" × ")} × ${base.size} bytes in ${size}`);
  return { kind: "array", size, base, shape };
}

function checkWidth(cursor: Cursor, size: number, widths: readonly number[], what: string): void {
  if (!widths.includes(size)) throw cursor.broken(`${what} of ${size} bytes`);
}
