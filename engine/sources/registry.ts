/**
 * Kind of source → how to open it. Every opener is loaded on first use, so that a scan of one format loads no other.
 * @module
 */
import type { OpenReader, SourceDescriptor, SourceReader } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";

/** A new kind of source adds its line here. */
const OPENERS: { readonly [kind: string]: () => Promise<OpenReader> } = {
  csv: async () => (await import("../csv/open.js")).openCsv,
  generated: async () => (await import("../random/source.js")).openGenerated,
  memory: async () => (await import("./memory.js")).openMemory,
  memmap: async () => (await import("./memmap-reader.js")).openMemmapReader,
  h5wasm: async () => (await import("../hdf5/library-source.js")).openLibraryReader,
  hdf5: async () => (await import("../hdf5/reader.js")).openHdf5Reader,
  parquet: async () => (await import("../parquet/reader.js")).openParquet,
  query: async () => (await import("./query.js")).openQuery,
  module: async () => (await import("./module.js")).openModule,
  range: async () => (await import("./range.js")).openRange,
  rows: async () => (await import("./rows.js")).openRows,
  rolling: async () => {
    const { openRolling } = await import("../rolling/source.js");
    return (descriptor) => openRolling(descriptor, openReader);
  },
  map: async () => {
    const { openMap } = await import("./map.js");
    return (descriptor) => openMap(descriptor, openReader);
  },
  view: async () => {
    const { openView } = await import("./view.js");
    return (descriptor) => openView(descriptor, openReader);
  },
  zip: async () => {
    const { openZip } = await import("./zip.js");
    return (descriptor) => openZip(descriptor, openReader);
  },
};

/** Openers that were loaded: asking the module system again takes longer than a small read. */
const loaded = new Map<string, OpenReader>();

/** Opens a reader from a descriptor, in whatever thread this runs. @throws InvalidArgument for an unknown kind */
export async function openReader(descriptor: SourceDescriptor): Promise<SourceReader> {
  const known = loaded.get(descriptor.kind);
  if (known !== undefined) return known(descriptor);
  const load = Object.hasOwn(OPENERS, descriptor.kind) ? OPENERS[descriptor.kind] : undefined;
  if (load === undefined)
    throw new EngineError(
      "InvalidArgument",
      `unknown kind of source '${descriptor.kind}'${didYouMean(descriptor.kind, Object.keys(OPENERS))}`,
    );
  const open = await load();
  loaded.set(descriptor.kind, open);
  return open(descriptor);
}
