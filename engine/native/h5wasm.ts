/**
 * h5wasm: the HDF5 library in WebAssembly, with its plugins for filters. The only file that imports it. One instance
 * per thread, loaded on first use (0.1 s, 54 MB).
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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

/** The library. */
export interface Library {
  /** Opens a file for reading. */
  open(path: string): LibraryFile;
}

let loading: Promise<Library> | undefined;

/** Instances that ended. */
let ended = 0;

/** The library of this thread. @throws whatever loading throws */
export function loadLibrary(): Promise<Library> {
  loading ??= load();
  return loading;
}

/**
 * Whether an error says that the library has ended: a failed assertion inside stops its instance for good. The next
 * {@link loadLibrary} then gives a new one; files that the old one had open are lost.
 */
export function libraryEnded(error: unknown): boolean {
  if (!(error instanceof Error) || !/^Aborted\(|program has already aborted/.test(error.message)) return false;
  ended++;
  loading = undefined;
  return true;
}

async function load(): Promise<Library> {
  // a module is evaluated once for each address; a new address is a new instance
  const again = `${import.meta.resolve("h5wasm/node")}?${ended}`;
  const { ready } = ended === 0 ? await import("h5wasm/node") : ((await import(again)) as typeof import("h5wasm/node"));
  const module = await ready;
  module.insert_plugin_search_path(join(dirname(fileURLToPath(import.meta.resolve("h5wasm-plugins"))), "plugins"), 0);
  module.activate_throwing_error_handler();
  return { open: (path) => libraryFile(module, path) };
}

type Module = Awaited<Awaited<typeof import("h5wasm/node")>["ready"]>;

const GROUP = 0;
const DATASET = 1;

function libraryFile(module: Module, path: string): LibraryFile {
  const id = module.open(path, module.H5F_ACC_RDONLY, false, -1, -1);
  const memory = (start: number, length: number): LibraryBytes => ({
    get bytes() {
      return module.HEAPU8.subarray(start, start + length);
    },
    at: (pointer, bytes) => module.HEAPU8.subarray(pointer, pointer + bytes),
    text: (pointer) => module.HEAPU8.subarray(pointer, module.HEAPU8.indexOf(0, pointer)),
  });
  return {
    kind(at) {
      if (at !== "/") {
        const external = linkOf(() => module.get_external_link(id, at));
        if (external?.filename !== undefined)
          return { kind: "external", file: external.filename, target: external.obj_path };
        const target = linkOf(() => module.get_symbolic_link(id, at));
        if (typeof target === "string") return { kind: "soft", target };
      }
      const type = linkOf(() => module.get_type(id, at));
      if (type === undefined || type < 0) return undefined;
      return { kind: type === GROUP ? "group" : type === DATASET ? "dataset" : "datatype" };
    },
    names: (at) => module.get_names(id, at, false),
    dataset: (at) => module.get_dataset_metadata(id, at),
    datatype: (at) => module.get_datatype_metadata(id, at),
    filters: (at) => module.get_dataset_filters(id, at),
    attributeNames: (at) => module.get_attribute_names(id, at),
    attribute: (at, name) => module.get_attribute_metadata(id, at, name),
    readAttribute(at, name, bytes, use) {
      const start = module._malloc(Math.max(1, bytes));
      try {
        module.get_attribute_data(id, at, name, BigInt(start));
        return use(memory(start, bytes));
      } finally {
        module._free(start);
      }
    },
    read(at, offset, count, bytes, isPointer) {
      const start = module._malloc(Math.max(1, bytes));
      const counts = count.map(BigInt);
      try {
        const scalar = count.length === 0;
        const status = module.get_dataset_data(
          id,
          at,
          scalar ? null : counts,
          scalar ? null : offset.map(BigInt),
          scalar ? null : count.map(() => 1n),
          BigInt(start),
        );
        if (status < 0) throw new Error(`reading '${at}' failed`);
      } catch (error) {
        module._free(start);
        throw error;
      }
      const block = memory(start, bytes);
      return {
        get bytes() {
          return block.bytes;
        },
        at: block.at,
        text: block.text,
        free() {
          if (isPointer) module.reclaim_vlen_memory_count(id, at, "", BigInt(start), counts);
          module._free(start);
        },
      };
    },
    close: () => void module.close_file(id),
  };
}

/** The library throws where a path has no link of the kind asked for. */
function linkOf<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
