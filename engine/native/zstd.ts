/**
 * zstddec, Zstandard's decoder in WebAssembly. The only file that imports it.
 * @module
 */

/** Decodes one frame whose decoded length is known. */
export type DecodeZstd = (bytes: Uint8Array, length: number) => Uint8Array;

/** Loads the decoder; it has its own memory, so damaged input harms nothing outside. Lengths are not checked. */
export async function loadZstd(): Promise<DecodeZstd> {
  const { ZSTDDecoder } = await import("zstddec");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, length) => decoder.decode(bytes, length);
}
