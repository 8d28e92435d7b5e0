/**
 * h5wasm: the HDF5 library in WebAssembly, with its plugins for filters. The only file that imports it. One instance
 * per thread, loaded on first use (0.1 s, 54 MB).
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Library, LibraryBytes, LibraryFile, LibraryOutput } from "./h5wasm-types.js";

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
  return {
    open: (path) => libraryFile(module, module.open(path, module.H5F_ACC_RDONLY, false, -1, -1)),
    openForWriting: (path) => libraryOutput(module, module.open(path, module.H5F_ACC_RDWR, false, -1, -1)),
  };
}

type Module = Awaited<Awaited<typeof import("h5wasm/node")>["ready"]>;

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

/** The library throws where a path has no link of the kind asked for. */
function linkOf<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
