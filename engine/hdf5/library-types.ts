/**
 * What the HDF5 library says of types and data, in our model.
 * @module
 */
import type { LibraryBytes, LibraryData, LibraryType } from "../native/h5wasm-types.js";
import type { Dataspace, Datatype, Order, StoredAttribute } from "./model.js";

const PADDINGS = ["null-terminated", "null-padded", "space-padded"] as const;

/** "No limit" is the greatest 64-bit number, which arrives rounded. */
const UNLIMITED = 2 ** 63;

/** A datatype as the library gives it in memory: it turns numbers around where all of a type are big-endian. */
export function typeFrom(found: LibraryType): Datatype {
  return typeIn(found, orderOf(found) === ">");
}

/** Byte order of a type (H5Tget_order): that of all members which have one, `mixed` where they differ. */
function orderOf({ type, vlen, littleEndian, compound_type }: LibraryType): "<" | ">" | "mixed" | undefined {
  if (type === 6) {
    const orders = new Set(compound_type!.members.map(orderOf).filter((order) => order !== undefined));
    return orders.size > 1 ? "mixed" : [...orders][0];
  }
  if ((type === 3 && !vlen) || type === 5 || type === 7) return undefined;
  return littleEndian ? "<" : ">";
}

/** @param isTurned whether the library turns numbers around */
function typeIn(found: LibraryType, isTurned: boolean): Datatype {
  const { size, type } = found;
  const order: Order = size === 1 ? "|" : found.littleEndian || isTurned ? "<" : ">";
  switch (type) {
    case 0:
      return { kind: "integer", size, order, signed: found.signed };
    case 1:
      return { kind: "float", size, order };
    case 2:
      return { kind: "time", size, order };
    case 3: {
      const charset = found.cset === 1 ? "utf-8" : "ascii";
      const padding = PADDINGS[found.strpad ?? 0] ?? "null-terminated";
      const text = { kind: "string", size, padding, charset } as const;
      return found.vlen ? { kind: "vlen", size, base: { ...text, size: 1 }, text: true } : text;
    }
    case 4:
      return { kind: "bitfield", size, order };
    case 6: {
      const members = found.compound_type!.members.map((member) => ({
        name: member.name,
        offset: member.offset,
        type: typeIn(member, isTurned),
      }));
      return { kind: "compound", size, members };
    }
    case 7:
      return { kind: "reference", size, region: found.ref_type === "region" };
    case 8: {
      const base: Datatype = { kind: "integer", size, order, signed: found.signed };
      const values = Object.entries(found.enum_type!.members).map(([name, value]) => ({ name, value: BigInt(value) }));
      return { kind: "enum", size, base, values };
    }
    case 9:
      return { kind: "vlen", size, base: typeIn(found.vlen_type!, isTurned), text: false };
    case 10:
      return { kind: "array", size, base: typeIn(found.array_type!, isTurned), shape: found.array_type!.shape ?? [] };
    default:
      return { kind: "opaque", size, tag: "" };
  }
}

/** Extents and limits. */
export function spaceFrom({ shape, maxshape }: LibraryData): Dataspace {
  if (shape === null) return { shape: undefined };
  if (maxshape === null) return { shape };
  return { shape, limits: maxshape.map((limit) => (limit >= UNLIMITED ? undefined : limit)) };
}

/** An attribute; texts of variable length become fixed ones, as our own reader has them. */
export function attributeFrom(name: string, found: LibraryData, memory: LibraryBytes): StoredAttribute {
  const type = typeFrom(found);
  const space = spaceFrom(found);
  if (type.kind !== "vlen" || !type.text) return { name, type, space, data: memory.bytes.slice() };
  const texts = pointersIn(memory.bytes, type.size).map((pointer) =>
    pointer === 0 ? new Uint8Array(0) : memory.text(pointer).slice(),
  );
  const size = Math.max(1, ...texts.map((text) => text.length));
  const data = new Uint8Array(size * texts.length);
  for (const [i, text] of texts.entries()) data.set(text, i * size);
  return { name, type: { kind: "string", size, padding: "null-padded", charset: "utf-8" }, space, data };
}

function pointersIn(bytes: Uint8Array, size: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, i) => view.getUint32(i * size, true));
}
