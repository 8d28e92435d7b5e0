import { MIME, type MimeBundle } from "../../contract/index.js";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];

/**
 * The bundle of a picture by its first bytes: PNG, JPEG, or SVG text in UTF-8.
 *
 * @returns undefined for other bytes
 */
export function imageBundle(bytes: Uint8Array): MimeBundle | undefined {
  const base64 = (): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  if (startsWith(bytes, PNG)) return { [MIME.png]: base64(), [MIME.plain]: pngText(bytes) };
  if (startsWith(bytes, JPEG)) return { [MIME.jpeg]: base64(), [MIME.plain]: `JPEG image, ${bytes.length} bytes` };
  const head = Buffer.from(bytes.subarray(0, 1000)).toString("utf8");
  if (!/^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s/>]/i.test(head))
    return undefined;
  return { [MIME.svg]: Buffer.from(bytes).toString("utf8"), [MIME.plain]: `SVG image, ${bytes.length} bytes` };
}

function pngText(bytes: Uint8Array): string {
  if (bytes.length < 24) return `PNG image, ${bytes.length} bytes`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return `PNG image, ${view.getUint32(16)} × ${view.getUint32(20)} pixels, ${bytes.length} bytes`;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte);
}
