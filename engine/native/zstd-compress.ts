/**
 * Zstandard compression, by zstd's own code compiled to WebAssembly.
 * @module
 */

/** Compresses bytes into one frame; levels are zstd's, 1 to 22. */
export type ZstdCompress = (bytes: Uint8Array, level: number) => Uint8Array;

/** One a thread: the package has one memory, and a second `init` would take it from those who use it. */
let loaded: Promise<ZstdCompress> | undefined;

/** Loads the compressor, once. */
export function loadZstdCompress(): Promise<ZstdCompress> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ZstdCompress> {
  const { compress, init } = await import("@bokuweb/zstd-wasm");
  await init();
  return compress;
}
