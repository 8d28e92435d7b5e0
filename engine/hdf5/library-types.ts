/**
 * What the HDF5 library says of types and data, in our model.
 * @module
 */
import type { LibraryBytes, LibraryData, LibraryType } from "../native/h5wasm.js";
import type { Dataspace, Datatype, Order, StoredAttribute } from "./model.js";

const PADDINGS = ["null-terminated", "null-padded", "space-padded"] as const;

/** "No limit" is the greatest 64-bit number, which arrives rounded. */
const UNLIMITED = 2 ** 63;

/**
 * A datatype as the library gives it in memory. It turns a whole dataset of big-endian numbers around, but not the
 * members of compounds.
 * @param isTop whether it is the type of a dataset or attribute
 */
export function typeFrom(found: LibraryType, isTop = true): Datatype {
  const { size, type } = found;
  const order: Order = size === 1 ? "|" : found.littleEndian || isTop ? "<" : ">";
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
        type: typeFrom(member, false),
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
      return { kind: "vlen", size, base: typeFrom(found.vlen_type!, false), text: false };
    case 10:
      return { kind: "array", size, base: typeFrom(found.array_type!, isTop), shape: found.array_type!.shape ?? [] };
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
