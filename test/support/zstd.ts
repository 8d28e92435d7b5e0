/**
 * zstd's own decoder, as the judge of ours. The only file that imports it.
 * @module
 */
import { ZSTDDecoder } from "zstddec";

/** Decodes a frame whose decoded length is known; damage may give anything but what was compressed. */
export type ZstdJudge = (bytes: Uint8Array, length: number) => Uint8Array;

/** Loads the decoder. */
export async function loadZstdJudge(): Promise<ZstdJudge> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, length) => decoder.decode(bytes, length);
}
