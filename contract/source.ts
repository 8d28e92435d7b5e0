/**
 * The narrow waist of the engine: what a thing must offer so that scans, aggregates and plots run over it.
 * @module
 */
import type { ByteOrder, DTypeName } from "./dtype.js";
import type { Cloneable } from "./json.js";

/** The state of a file when a source was opened; checked when a scan starts and when it ends (`SourceChanged`). */
export type Fingerprint = {
  /** Absolute path. */
  readonly path: string;
  /** Device number, decimal. */
  readonly device: string;
  /** Inode number, decimal. */
  readonly inode: string;
  /** Size in bytes. */
  readonly size: number;
  /** Modification time in nanoseconds since the epoch, decimal. */
  readonly mtimeNs: string;
  /** A counter kept inside the format, where it has one (HDF5 header generation). */
  readonly generation?: number;
};

/**
 * Everything needed to open a source again in another thread or process. Plain data: it crosses `postMessage`, is
 * the key of caches and pyramids, and lets a displayed figure reopen its data after its handle was evicted.
 * A type alias, as {@link Fingerprint}: interfaces are never `Cloneable`.
 */
export type SourceDescriptor = {
  /** Names the opener in the registry of sources: `"memory"`, `"memmap"`, `"csv"`, `"module"`, … */
  readonly kind: string;
  /** The files behind the source, in row order. Empty for memory. */
  readonly files: readonly Fingerprint[];
  /** What this kind of source needs besides; see the source's own file. */
  readonly options: { readonly [name: string]: Cloneable };
};

/** How the elements of a column look to the user. Fixed-width byte strings and variable strings are both `"string"`. */
export type ColumnType =
  | DTypeName
  | "string"
  | "binary"
  | "timestamp[s]"
  | "timestamp[ms]"
  | "timestamp[us]"
  | "timestamp[ns]";

/** One column of a source. */
export interface ColumnSchema {
  /** Unique within the source; the single column of an array is called `"value"`. */
  readonly name: string;
  readonly type: ColumnType;
  /** Byte order as stored. Batches are always in native order. */
  readonly byteOrder: ByteOrder;
  /** Whether a batch can carry a validity bitmap. NaN is a value, not a null. */
  readonly nullable: boolean;
  /** Shape of one element: `[]` for scalars, `[3]` for 3-vectors. */
  readonly shape: readonly number[];
  /** Set where numbers are times since 1970 UTC and the format says so (PyTables' Time32 and Time64): their unit. */
  readonly time?: "s";
}

/** Half-open range of row numbers of the source, before any projection: `start <= row < stop`. */
export interface RowRange {
  readonly start: number;
  readonly stop: number;
}

/** What `indexed` and `scannable` sources share. */
interface SourceCommon {
  readonly descriptor: SourceDescriptor;
  readonly columns: readonly ColumnSchema[];
}

/** A source of known length: random access by row number, so `at`, `slice` and `length` exist. */
export interface IndexedSource extends SourceCommon {
  readonly access: "indexed";
  /** Number of rows. */
  readonly length: number;
  /** Rows of one storage chunk; morsels are cut on its multiples so that each chunk is decoded once. 1 = no chunks. */
  readonly chunkRows: number;
  /** Whether a chunk costs the same when it is read in parts, one after the other: batches may then be shorter. */
  readonly streams?: boolean;
  /** Bytes one row occupies in storage, for planning; 0 when the source is not made of bytes. */
  readonly rowBytes: number;
}

/** A source whose length is only known after a pass (CSV, JSON, SQL): `await count()`, no `at`. */
export interface ScannableSource extends SourceCommon {
  readonly access: "scannable";
  /** Ordered parts that can be read independently: byte ranges cut at line ends, row groups, files. */
  parts(): Promise<readonly Part[]>;
}

/** One independently readable part of a scannable source. */
export interface Part {
  /** Position in source order. */
  readonly index: number;
  /** Index into `descriptor.files`. */
  readonly file: number;
  /** Byte range in that file, half open. A line belongs to the part in which it begins. */
  readonly bytes: { readonly start: number; readonly stop: number };
  /** Row number in the source of the part's first row, once the rows of the parts before have been counted. */
  readonly firstRow?: number;
}

/** Any source. */
export type Source = IndexedSource | ScannableSource;

/** The rows a reader is asked for: row numbers of an indexed source, or one part of a scannable one. */
export type ReadRequest = { readonly rows: RowRange } | { readonly part: Part };

/**
 * Linear memory that batches live in, so that a positioned read lands where SIMD code can use it without a copy.
 * Offsets stay valid until `reset`; `bytes()` must be called again after `alloc`, which may grow the memory.
 */
export interface Arena {
  /** The WebAssembly memory's current buffer. */
  readonly buffer: ArrayBufferLike;
  /** Reserves `size` bytes on a 16-byte border; returns the byte offset. */
  alloc(size: number): number;
  /** Forgets every allocation made since `mark`. */
  reset(mark?: number): void;
  /** A position to `reset` to. */
  mark(): number;
}

/** One column of a batch in Arrow's layout; every number is a byte offset into the arena's memory. */
export interface ColumnBatch {
  readonly type: ColumnType;
  /**
   * Values in native byte order, densely packed, `rows` elements; float16 is widened to float32, bool is 0/1 bytes,
   * strings are concatenated UTF-8 bytes.
   */
  readonly values: number;
  /** Validity bitmap, least significant bit first, 1 = valid. Absent when there are no nulls. */
  readonly validity?: number;
  /** `rows + 1` int32 offsets into `values`, for variable-width types. */
  readonly offsets?: number;
  /** For dictionary-coded columns `values` are int32 codes into these entries. */
  readonly dictionary?: readonly string[];
  /** Offset of the same values as float64, set by the first aggregate that needs them and shared by the others. */
  float64?: number;
}

/** Rows read at once. */
export interface Batch {
  /** Row number of the first row in the source, or undefined where the source has no row numbers. */
  readonly firstRow: number | undefined;
  readonly rows: number;
  readonly columns: readonly ColumnBatch[];
  /** Set when a part has rows left: the same request, asked again, gives the next of them. */
  readonly more?: boolean;
}

/** Which rows of a batch count: all of them, or `count` ascending uint32 row positions at a byte offset of the arena. */
export type Selection = undefined | { readonly offset: number; readonly count: number };

/** An open source inside one thread. It is never shared between threads. */
export interface SourceReader {
  /**
   * Reads rows into the arena. Columns outside the projection are not decoded. With a selection, readers that can
   * skip rows may leave unselected rows undefined.
   * @throws TruncatedFile, SourceChanged or CorruptData of `engine/errors.ts`
   */
  readBatch(
    request: ReadRequest,
    columns: readonly number[],
    arena: Arena,
    selection?: Selection,
  ): Batch | Promise<Batch>;
  /** Work done so far. */
  readonly counters: ReadCounters;
  /** Bad rows met so far, where the source may leave them out or take their values as null. */
  problems?(): RowProblems;
  close(): void;
}

/** A row of a text file that is not as its columns say. */
export interface RowProblem {
  readonly file: string;
  /** Number of the line in the file, the first one being 1. */
  readonly line: number;
  /** What is wrong, with the value. */
  readonly why: string;
}

/** Bad rows that were left out, and bad values that were taken as null. */
export interface RowProblems {
  readonly count: number;
  /** The first ones. */
  readonly first: readonly RowProblem[];
}

/** Counted work, so that tests can assert what was done and users can see which path ran. */
export interface ReadCounters {
  bytes: number;
  reads: number;
  decodes: number;
}

/** Opens a reader from a descriptor inside a worker; one per source kind. */
export type OpenReader = (descriptor: SourceDescriptor) => SourceReader | Promise<SourceReader>;

/**
 * Which of two implementations of the same thing ran, and why. A doubled path can be forced through an option, and
 * a fallback is counted and shown, never silent.
 */
export interface PathReport {
  /** Name of the doubled path: `"hdf5"`, `"csv"`, `"simd"`, `"engine"`. */
  readonly path: string;
  /** The implementation that ran: `"own"`, `"h5wasm"`, `"duckdb"`, `"wasm"`, `"js"`, … */
  readonly chosen: string;
  /** Why the preferred implementation did not run; absent when it did. */
  readonly reason?: string;
}
