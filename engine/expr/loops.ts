/**
 * Inner loops. One function per operator, so that each is compiled for one operation; rarer operators share the
 * general ones.
 * @module
 */
import type { Arithmetic, Comparison, Logic } from "./tree.js";

/** A loop over two vectors of equal length. */
export type Loop<A, V> = (a: A, b: A, out: V, count: number) => void;

/** Arithmetic in float64. */
export const FLOAT_LOOPS: { readonly [O in Arithmetic]: Loop<Float64Array, Float64Array> } = {
  "+": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
  },
  "-": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
  },
  "*": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
  },
  "/": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
  },
  "%": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = floorMod(a[i]!, b[i]!);
  },
  "**": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = power(a[i]!, b[i]!);
  },
};

/** The commonest functions of one number; the others share a general loop. */
export const UNARY_LOOPS: { readonly [name: string]: (from: Float64Array, to: Float64Array, count: number) => void } = {
  abs: (from, to, n) => {
    for (let i = 0; i < n; i++) to[i] = Math.abs(from[i]!);
  },
  sqrt: (from, to, n) => {
    for (let i = 0; i < n; i++) to[i] = Math.sqrt(from[i]!);
  },
};

/** Comparisons in float64. */
export const FLOAT_COMPARISONS: { readonly [O in Comparison]: Loop<Float64Array, Uint8Array> } = {
  "==": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
  "!=": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! === b[i]! ? 0 : 1;
  },
  "<": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  "<=": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  ">": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  ">=": (a, b, out, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
};

/** Comparisons of anything JavaScript orders exactly: bigint with bigint or number, and code points of strings. */
export const COMPARE: { readonly [O in Comparison]: (order: number) => boolean } = {
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** Arithmetic of 64-bit integers before wrapping; `x % 0` is 0, as in NumPy. */
export const WIDE_OPERATORS: { readonly [O in "+" | "-" | "*" | "%" | Logic]: (a: bigint, b: bigint) => bigint } = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "%": (a, b) => {
    const rest = b === 0n ? 0n : a % b;
    return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
  },
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
};

/** Bits of integers of up to 53 bits and a sign, as two's complement. */
export function bitLogic(operator: Logic): (a: number, b: number) => number {
  const of32 = {
    "&": (a: number, b: number) => a & b,
    "|": (a: number, b: number) => a | b,
    "^": (a: number, b: number) => a ^ b,
  }[operator];
  return (a, b) => of32(Math.floor(a / 2 ** 32), Math.floor(b / 2 ** 32)) * 2 ** 32 + (of32(a, b) >>> 0);
}

/** `np.mod`: the remainder of floored division, with the sign of the divisor also for zeros. */
function floorMod(x: number, y: number): number {
  const rest = x % y;
  if (rest !== 0) return rest < 0 !== y < 0 ? rest + y : rest;
  return y < 0 ? -0 : 0;
}

/** IEEE's pow, as in C and NumPy: `1 ** NaN` and `(-1) ** Infinity` are 1, where JavaScript has NaN. */
function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY))) return 1;
  return x ** y;
}

/** Order of two strings by code points: below, at, above 0. */
export function orderOfStrings(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all other UTF-16 units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
