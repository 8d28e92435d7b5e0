/**
 * h5wasm: the HDF5 library in WebAssembly, with its plugins for filters. The only file that imports it. One instance
 * per thread, loaded on first use (0.1 s, 54 MB).
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Failures, identityOf, type OpenFile, watch, watched } from "./h5wasm-failures.js";
import type { Library, LibraryBytes, LibraryFile, LibraryOutput } from "./h5wasm-types.js";

/** An instance, and the files that it has open. */
interface Instance {
  readonly library: Promise<Library>;
  readonly files: Map<string, OpenFile>;
}

let current: Instance | undefined;

/**
 * The library of this thread. An instance in which a call failed, or which knows a file as it was before it changed,
 * opens nothing more: there is a new one.
 * @param path file that will be opened
 * @throws whatever loading throws
 */
export function loadLibrary(path?: string): Promise<Library> {
  if (path !== undefined && current !== undefined) {
    const { id, state } = identityOf(path);
    const known = current.files.get(id);
    if (known !== undefined && known.state !== state) current = undefined;
  }
  current ??= newInstance();
  return current.library;
}

/** Lets nothing more be opened by the instance there is, because a call of it had to be stopped. */
export function retireLibrary(): void {
  current = undefined;
}

/**
 * Whether an error says that the library has ended: a failed assertion inside, or bytes that led it astray, stops its
 * instance for good. Files that it had open are lost.
 */
export function libraryEnded(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof WebAssembly.RuntimeError || /^Aborted\(|program has already aborted/.test(error.message);
}

function newInstance(): Instance {
  const files = new Map<string, OpenFile>();
  const failures: Failures = {
    count: 0,
    isBusy: false,
    failed() {
      if (current === instance) current = undefined;
    },
  };
  const instance: Instance = { files, library: load().then((module) => libraryOf(module, files, failures)) };
  return instance;
}

async function load(): Promise<Module> {
  // the package makes one instance a process; what it makes it with makes others too
  const { href } = new URL("hdf5_util.js", import.meta.resolve("h5wasm/node"));
  const { default: create } = (await import(href)) as { readonly default: Create };
  const module = await create({ noInitialRun: true, printErr: () => undefined });
  module.insert_plugin_search_path(join(dirname(fileURLToPath(import.meta.resolve("h5wasm-plugins"))), "plugins"), 0);
  module.activate_throwing_error_handler();
  return module;
}

function libraryOf(module: Module, files: Map<string, OpenFile>, failures: Failures): Library {
  const open = <F extends LibraryFile>(path: string, make: (id: bigint) => F, mode: number): F => {
    const { id, state } = identityOf(path);
    const file = make(watch(failures, () => module.open(path, mode, false, -1, -1)));
    const known = files.get(id) ?? { state, handles: 0 };
    known.handles++;
    files.set(id, known);
    return watched(file, failures, () => {
      if (--known.handles === 0) files.delete(id);
    });
  };
  return {
    open: (path) => open(path, (id) => libraryFile(module, id), module.H5F_ACC_RDONLY),
    openForWriting: (path) => open(path, (id) => libraryOutput(module, id), module.H5F_ACC_RDWR),
  };
}

type Module = Awaited<Awaited<typeof import("h5wasm/node")>["ready"]>;
type Create = (options: {
  readonly noInitialRun: boolean;
  /** Takes the lines that an ending instance would put on standard error; they are in its exception too. */
  readonly printErr: (line: string) => void;
}) => Promise<Module>;

const GROUP = 0;
const DATASET = 1;

function libraryFile(module: Module, id: bigint): LibraryFile {
  const memory = (start: number, length: number): LibraryBytes => ({
    get bytes() {
      return module.HEAPU8.subarray(start, start + length);
    },
    at: (pointer, bytes) => module.HEAPU8.subarray(pointer, pointer + bytes),
    text: (pointer) => module.HEAPU8.subarray(pointer, module.HEAPU8.indexOf(0, pointer)),
  });
  return {
    kind(at) {
      // the only call that says "there is none" without an error
      const type = module.get_type(id, at);
      if (type < 0) return undefined;
      if (at !== "/") {
        const external = module.get_external_link(id, at);
        if (external.filename !== undefined)
          return { kind: "external", file: external.filename, target: external.obj_path };
        const target: string | null = module.get_symbolic_link(id, at);
        if (target !== null) return { kind: "soft", target };
      }
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

/** HDF5's "no limit". */
const UNLIMITED = 2n ** 64n - 1n;

function libraryOutput(module: Module, id: bigint): LibraryOutput {
  const done = (status: number, what: string): void => {
    if (status < 0) throw new Error(`${what} failed`);
  };
  /** Runs with bytes in the library's memory. */
  const within = <T>(bytes: Uint8Array, use: (start: number) => T): T => {
    const start = module._malloc(Math.max(1, bytes.length));
    if (start === 0) throw new Error(`no memory for ${bytes.length} bytes`);
    try {
      module.HEAPU8.set(bytes, start);
      return use(start);
    } finally {
      module._free(start);
    }
  };
  const put = (at: string, offset: readonly number[], count: readonly number[], start: number): void => {
    const strides = count.map(() => 1n);
    done(module.set_dataset_data(id, at, count.map(BigInt), offset.map(BigInt), strides, BigInt(start)), "writing");
  };
  return {
    ...libraryFile(module, id),
    resize: (at, shape) => done(module.resize_dataset(id, at, shape.map(BigInt)), "changing the number of rows"),
    write(at, offset, count, bytes, texts = []) {
      // each text and its zero, one after the other
      const all = new Uint8Array(texts.reduce((sum, { text }) => sum + text.length + 1, 0));
      within(all, (first) => {
        const block = bytes.slice();
        const view = new DataView(block.buffer);
        let end = first;
        for (const each of texts) {
          module.HEAPU8.set(each.text, end);
          view.setUint32(each.at, end, true);
          end += each.text.length + 1;
        }
        within(block, (start) => put(at, offset, count, start));
      });
    },
    createGroup: (at) => done(module.create_group(id, at, false), `making group '${at}'`),
    createDataset(at, type, chunkRows, deflate) {
      const filter = deflate === 0 ? {} : { compression: 1, compression_opts: [deflate] };
      const metadata = { ...type, ...filter, shape: [0n], maxshape: [UNLIMITED], chunks: [BigInt(chunkRows)] };
      done(
        within(new Uint8Array(1), (start) => module.create_dataset(id, at, BigInt(start), metadata as never)),
        `making '${at}'`,
      );
    },
    setAttribute(at, name, type, shape, bytes) {
      if (module.get_attribute_names(id, at).includes(name)) done(module.delete_attribute(id, at, name), "removing");
      const metadata = { ...type, shape: shape.map(BigInt), maxshape: null };
      const status = within(bytes, (start) => module.create_attribute(id, at, name, BigInt(start), metadata as never));
      done(status, `making attribute '${name}'`);
    },
    deleteAttribute: (at, name) => done(module.delete_attribute(id, at, name), `removing attribute '${name}'`),
    flush: () => done(module.flush(id), "flushing"),
  };
}
