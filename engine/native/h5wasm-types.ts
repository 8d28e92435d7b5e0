/**
 * The HDF5 library as we use it: files, datasets, blocks of rows.
 * @module
 */

/** What the library says of a datatype. */
export interface LibraryType {
  /** HDF5's class: 0 integer … 10 array. */
  readonly type: number;
  /** Bytes in memory: of a text or sequence of variable length those of a pointer. */
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  /** Whether a string has variable length. */
  readonly vlen: boolean;
  readonly cset?: number;
  readonly strpad?: number;
  readonly shape?: readonly number[] | null;
  readonly compound_type?: { readonly members: readonly (LibraryType & { name: string; offset: number })[] };
  readonly array_type?: LibraryType;
  readonly vlen_type?: LibraryType;
  readonly enum_type?: { readonly members: { readonly [name: string]: number } };
  readonly ref_type?: string;
}

/** What the library says of a dataset or attribute. */
export interface LibraryData extends LibraryType {
  readonly shape: readonly number[] | null;
  readonly maxshape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
}

/** What is at a path. */
export type LibraryKind =
  | { readonly kind: "group" | "dataset" | "datatype" }
  | { readonly kind: "soft"; readonly target: string }
  | { readonly kind: "external"; readonly file: string; readonly target: string };

/** A file that the library has open. Errors are the library's own, with its stack of reasons. */
export interface LibraryFile {
  /** What is at a path; undefined where there is nothing. */
  kind(path: string): LibraryKind | undefined;
  names(path: string): readonly string[];
  dataset(path: string): LibraryData;
  datatype(path: string): LibraryType;
  filters(
    path: string,
  ): readonly { readonly id: number; readonly name: string; readonly cd_values: readonly number[] }[];
  attributeNames(path: string): readonly string[];
  attribute(path: string, name: string): LibraryData;
  /** Reads an attribute; `use` gets the memory it is in. */
  readAttribute<T>(path: string, name: string, bytes: number, use: (at: LibraryBytes) => T): T;
  /**
   * Reads a block of a dataset into the library's memory.
   * @param isPointer whether elements refer to memory that the library must be given back
   */
  read(
    path: string,
    offset: readonly number[],
    count: readonly number[],
    bytes: number,
    isPointer: boolean,
  ): LibraryBlock;
  close(): void;
}

/** Bytes in the library's memory, which may move: look at them at once. */
export interface LibraryBytes {
  readonly bytes: Uint8Array;
  /** Memory from a pointer on. */
  at(pointer: number, length: number): Uint8Array;
  /** Bytes of a text up to its zero. */
  text(pointer: number): Uint8Array;
}

/** A block that was read; freed by its reader. */
export interface LibraryBlock extends LibraryBytes {
  free(): void;
}

/** A type that the library makes: integers and floats little-endian, texts, compounds of these. */
export interface NewLibraryType {
  /** HDF5's class: 0 integer, 1 float, 3 text, 6 compound. */
  readonly type: 0 | 1 | 3 | 6;
  readonly size: number;
  readonly signed: boolean;
  readonly vlen: false;
  readonly littleEndian: true;
  /** Of a text: 0 ASCII, ended by a zero; 1 UTF-8, padded with blanks. */
  readonly cset?: 0 | 1;
  readonly compound_type?: {
    readonly nmembers: number;
    readonly members: readonly (NewLibraryType & { readonly name: string; readonly offset: number })[];
  };
}

/** A text of variable length in a block of rows: its bytes, and the place in the block where it is referred to. */
export interface LibraryText {
  readonly at: number;
  readonly text: Uint8Array;
}

/** A file that the library has open for writing. It locks nothing. */
export interface LibraryOutput extends LibraryFile {
  resize(path: string, shape: readonly number[]): void;
  /** Writes a block of a dataset; texts are in the library's memory meanwhile. */
  write(
    path: string,
    offset: readonly number[],
    count: readonly number[],
    bytes: Uint8Array,
    texts?: readonly LibraryText[],
  ): void;
  createGroup(path: string): void;
  /** Makes an empty dataset of one axis without limit. @param deflate level of compression, 0 for none */
  createDataset(path: string, type: NewLibraryType, chunkRows: number, deflate: number): void;
  /** Makes an attribute, or makes it anew. @param shape `[]` for a scalar */
  setAttribute(path: string, name: string, type: NewLibraryType, shape: readonly number[], bytes: Uint8Array): void;
  deleteAttribute(path: string, name: string): void;
  flush(): void;
}

/** The library. */
export interface Library {
  /** Opens a file for reading. */
  open(path: string): LibraryFile;
  /** Opens a file that is there for reading and writing. */
  openForWriting(path: string): LibraryOutput;
}
