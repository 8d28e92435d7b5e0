/**
 * Types of expressions.
 * @module
 */
import type { ColumnSchema } from "../../contract/index.js";
import type { Expr } from "./tree.js";

/** Units of times, coarse to fine. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** The type of a node. */
export type ExprType =
  | { readonly kind: "bool" }
  /** float64; `bound` is the greatest possible size of an integer, Infinity for floats. */
  | { readonly kind: "number"; readonly bound: number }
  | { readonly kind: "int64" | "uint64" }
  | { readonly kind: "string" }
  | { readonly kind: "time"; readonly unit: TimeUnit };

/** A node with its type and its checked operands. */
export interface Typed {
  readonly node: Expr;
  readonly type: ExprType;
  readonly args: readonly Typed[];
  /** Position in the schema, for columns. */
  readonly column?: number;
}

/** Any float. */
export const FLOAT: ExprType = { kind: "number", bound: Number.POSITIVE_INFINITY };

/** True or false. */
export const BOOL: ExprType = { kind: "bool" };

const SIZES: { readonly [type: string]: number } = {
  int8: 2 ** 7,
  int16: 2 ** 15,
  int32: 2 ** 31,
  uint8: 2 ** 8,
  uint16: 2 ** 16,
  uint32: 2 ** 32,
};

/** The type a column has in expressions; undefined for binary columns and columns of arrays. */
export function typeOfColumn({ type, shape }: ColumnSchema): ExprType | undefined {
  if (shape.length > 0) return undefined;
  const time = /^timestamp\[(s|ms|us|ns)\]$/.exec(type);
  if (time !== null) return { kind: "time", unit: time[1] as TimeUnit };
  if (type === "bool" || type === "int64" || type === "uint64" || type === "string") return { kind: type };
  if (type === "binary") return undefined;
  return { kind: "number", bound: SIZES[type] ?? Number.POSITIVE_INFINITY };
}

/** An integer of at most this size, or a float when it could lose digits. */
export function integer(bound: number): ExprType {
  return { kind: "number", bound: bound <= 2 ** 53 ? bound : Number.POSITIVE_INFINITY };
}

/** Whether values are whole numbers for sure. */
export function isInteger(type: ExprType): boolean {
  return isWide(type) || (type.kind === "number" && type.bound <= 2 ** 53);
}

/** Whether values are 64-bit integers. */
export function isWide(type: ExprType): type is { readonly kind: "int64" | "uint64" } {
  return type.kind === "int64" || type.kind === "uint64";
}

/** Whether arithmetic takes it: numbers, 64-bit integers, and booleans as 0 and 1. */
export function isNumeric(type: ExprType): boolean {
  return type.kind === "number" || type.kind === "bool" || isWide(type);
}

/** The type's name in messages. */
export function nameOf(type: ExprType): string {
  if (type.kind === "number") return isInteger(type) ? "integer" : "float";
  return type.kind === "time" ? `timestamp[${type.unit}]` : type.kind;
}

/**
 * The 64-bit type two operands are computed in, or undefined when float64 is: int64 with int64 or an integer, uint64
 * with uint64 or an integer.
 */
export function wideOf(a: ExprType, b: ExprType): "int64" | "uint64" | undefined {
  const wide = isWide(a) ? a : isWide(b) ? b : undefined;
  const other = wide === a ? b : a;
  if (wide === undefined || (isWide(other) && other.kind !== wide.kind)) return undefined;
  return isInteger(other) || other.kind === "bool" ? wide.kind : undefined;
}
