/**
 * The columns of a stored table, nested ones taken apart, as far as a writer must know them.
 * @module
 */
import { isComplex } from "../class-of.js";
import type { Datatype } from "../model.js";
import { isBoolean } from "../values.js";
import type { ColumnPlace } from "./chunk-layout.js";
import { OutsideLayout } from "./output.js";

/** What one element is, whatever its byte order. */
export type LeafType =
  | { readonly kind: "bool" }
  | { readonly kind: "int" | "uint" | "float" | "complex" | "time"; readonly size: number }
  /** Fixed-width bytes; `padding` fills up shorter texts: 0, or a blank. */
  | { readonly kind: "string"; readonly size: number; readonly padding: number }
  /** Texts of any length, which only the HDF5 library writes. */
  | { readonly kind: "text" }
  | {
      readonly kind: "enum";
      readonly size: number;
      readonly signed: boolean;
      readonly values: readonly { readonly name: string; readonly value: bigint }[];
    };

/** A column with its place in the row. */
export interface StoredLeaf extends ColumnPlace {
  /** Name; `"info/name"` for a nested one. */
  readonly path: string;
  readonly type: LeafType;
  /** Shape of one element. */
  readonly shape: readonly number[];
}

/**
 * The leaves of a compound type.
 * @param byLibrary whether the HDF5 library writes them, which also has texts of any length
 * @throws Unavailable for types that are not written (variable length, references)
 */
export function storedLeaves(
  type: Datatype & { readonly kind: "compound" },
  table: string,
  byLibrary: boolean = false,
): StoredLeaf[] {
  const collect = (compound: typeof type, prefix: string, start: number): StoredLeaf[] =>
    compound.members.flatMap(({ name, offset, type: member }): StoredLeaf[] => {
      const path = prefix + name;
      if (member.kind === "compound" && !isComplex(member)) return collect(member, `${path}/`, start + offset);
      const shape = member.kind === "array" ? member.shape : [];
      const base = member.kind === "array" ? member.base : member;
      const leaf = leafType(base, byLibrary);
      if (leaf === undefined)
        throw new OutsideLayout(`column '${path}' of '${table}' is ${base.kind}, which cannot be written`);
      return [{ path, type: leaf, shape, offset: start + offset, width: member.size, swap: swapOf(base) }];
    });
  return collect(type, "", 0);
}

function leafType(type: Datatype, byLibrary: boolean): LeafType | undefined {
  switch (type.kind) {
    case "integer":
      return { kind: type.signed ? "int" : "uint", size: type.size };
    case "float":
    case "time":
      return { kind: type.kind, size: type.size };
    case "bitfield":
      return type.size === 1 ? { kind: "bool" } : undefined;
    case "string":
      return { kind: "string", size: type.size, padding: type.padding === "space-padded" ? 32 : 0 };
    case "vlen":
      return byLibrary && type.text ? { kind: "text" } : undefined;
    case "enum":
      if (isBoolean(type)) return { kind: "bool" };
      return {
        kind: "enum",
        size: type.size,
        signed: type.base.kind === "integer" && type.base.signed,
        values: type.values,
      };
    case "compound":
      return isComplex(type) ? { kind: "complex", size: type.size } : undefined;
    default:
      return undefined;
  }
}

/** Bytes that are reversed in the file; 1 where nothing is. */
function swapOf(type: Datatype): 1 | 2 | 4 | 8 {
  if (type.kind === "enum") return swapOf(type.base);
  if (type.kind === "compound") return swapOf(type.members[0]!.type);
  if (!("order" in type) || type.order !== ">") return 1;
  return type.size as 2 | 4 | 8;
}
