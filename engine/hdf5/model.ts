/**
 * What an HDF5 file holds, as plain data. Readers fill it, writers write it, classes show it.
 * @module
 */

/** Byte order of stored numbers, as NumPy marks it; `|` where one byte is all. */
export type Order = "<" | ">" | "|";

/** One member of a compound type. */
export interface Member {
  readonly name: string;
  /** Bytes from the start of the compound. */
  readonly offset: number;
  readonly type: Datatype;
}

/** A datatype; `size` is in bytes. */
export type Datatype =
  | { readonly kind: "integer"; readonly size: number; readonly order: Order; readonly signed: boolean }
  | { readonly kind: "float"; readonly size: number; readonly order: Order }
  /** Seconds: PyTables' Time32 (size 4, an integer) and Time64 (size 8, seconds and microseconds as two integers). */
  | { readonly kind: "time"; readonly size: number; readonly order: Order }
  /** PyTables' booleans are bit fields of one byte. */
  | { readonly kind: "bitfield"; readonly size: number; readonly order: Order }
  | {
      readonly kind: "string";
      readonly size: number;
      readonly padding: "null-terminated" | "null-padded" | "space-padded";
      readonly charset: "ascii" | "utf-8";
    }
  | { readonly kind: "opaque"; readonly size: number; readonly tag: string }
  | { readonly kind: "compound"; readonly size: number; readonly members: readonly Member[] }
  | { readonly kind: "enum"; readonly size: number; readonly base: Datatype; readonly values: readonly EnumValue[] }
  | { readonly kind: "array"; readonly size: number; readonly base: Datatype; readonly shape: readonly number[] }
  /** Variable length; `text` where it is a string. */
  | { readonly kind: "vlen"; readonly size: number; readonly base: Datatype; readonly text: boolean }
  | { readonly kind: "reference"; readonly size: number; readonly region: boolean };

/** One name of an enumeration. */
export interface EnumValue {
  readonly name: string;
  readonly value: bigint;
}

/** Extents: `[]` for a scalar, `undefined` (null dataspace) for nothing at all. */
export interface Dataspace {
  readonly shape: readonly number[] | undefined;
  /** Greatest extents; `undefined` for an axis without limit. Absent when they are the extents. */
  readonly limits?: readonly (number | undefined)[];
}

/** Where the elements are. Byte positions are from the start of the file. */
export type Layout =
  | { readonly kind: "compact"; readonly data: Uint8Array }
  /** `address` is undefined while nothing was written. */
  | { readonly kind: "contiguous"; readonly address: number | undefined; readonly size: number }
  /** `chunk` is the shape of a chunk in elements; `address` that of the B-tree, undefined while there is none. */
  | { readonly kind: "chunked"; readonly address: number | undefined; readonly chunk: readonly number[] };

/** One filter of a pipeline, in the order of writing. */
export interface Filter {
  /** Registered number: 1 deflate, 2 shuffle, 3 fletcher32, 32001 blosc, 32026 blosc2, … */
  readonly id: number;
  /** The name in the file; empty where there is none. */
  readonly name: string;
  /** Whether a chunk may be stored without it. */
  readonly optional: boolean;
  /** Its parameters. */
  readonly values: readonly number[];
}

/** An attribute as stored. */
export interface StoredAttribute {
  readonly name: string;
  readonly type: Datatype;
  readonly space: Dataspace;
  readonly data: Uint8Array;
}

/** What an object header says of a dataset. */
export interface DatasetInfo {
  readonly kind: "dataset";
  readonly type: Datatype;
  readonly space: Dataspace;
  readonly layout: Layout;
  readonly filters: readonly Filter[];
  /** Bytes of one element where nothing was written; zeros when undefined. */
  readonly fill: Uint8Array | undefined;
}

/** What a link of a group leads to. */
export type Link =
  | { readonly kind: "hard"; readonly name: string; readonly address: number }
  | { readonly kind: "soft"; readonly name: string; readonly target: string }
  | { readonly kind: "external"; readonly name: string; readonly file: string; readonly target: string };

/** Chunks that are in the file, in the order of their numbers: row-major over the grid of chunks. */
export interface ChunkIndex {
  /** Chunks in the file. */
  readonly count: number;
  /** Chunks that the shape asks for. */
  readonly grid: number;
  /**
   * Three tables behind each other: `count` float64 chunk numbers, `count` float64 addresses, `count` pairs of uint32
   * (stored bytes, filter mask). Shared, so that workers need not read it again.
   */
  readonly buffer: SharedArrayBuffer;
}
