/**
 * Samples of a CSV file: its beginning, and some places further on.
 * @module
 */
import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync } from "node:fs";
import type { Fingerprint } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import { openForReading } from "../open-file.js";
import { fingerprintOf } from "../sources/fingerprint.js";
import { type Codec, plainFeed, streamFeed } from "./feed.js";
import { MAX_LINE } from "./format.js";

/** What was read of a file. */
export interface Sample {
  readonly file: Fingerprint;
  readonly codec: Codec | "zstd";
  readonly encoding: string;
  /** Bytes of the text before its first character: a byte order mark. */
  readonly mark: number;
  /** Text from the beginning, to a line end unless it is the whole file. */
  readonly head: string;
  /** Whether `head` is the whole file. */
  readonly whole: boolean;
  /** Whole lines from elsewhere. */
  readonly others: readonly string[];
}

const HEAD_BYTES = 1 << 18;
const OTHER_BYTES = 1 << 14;
const OTHERS = 3;
const LINE_END = 10;

/** Takes the samples of a file. @param encoding as `TextDecoder` knows it; found by the byte order mark unless told */
export async function sampleOf(path: string, encoding: string | undefined): Promise<Sample> {
  const fd = openForReading(path);
  try {
    if (fstatSync(fd).isDirectory())
      throw new EngineError("FileAccess", `'${path}' is a directory; name its files, as in "${path}/*.csv"`);
    const file = fingerprintOf(path, fd);
    const start = readAt(fd, path, 0, 4);
    const codec = codecOf(path, start);
    const found = encoding === undefined ? encodingOf(start) : canonical(encoding);
    if (codec === "zstd") return { file, codec, encoding: found, mark: 0, head: "", whole: false, others: [] };
    const seekable = codec === "none" && found === "utf-8";
    const { bytes, whole } = seekable ? plainHead(fd, path, file.size) : await streamHead(path, codec, found);
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const places = seekable && !whole ? Array.from({ length: OTHERS }, (_, i) => (i + 1) / OTHERS) : [];
    const others = places.map((place) => linesAt(fd, path, Math.floor((file.size - OTHER_BYTES) * place)));
    for (const text of [bytes, ...others]) if (!isUtf8(text)) throw notUtf8(path);
    const head = bytes.subarray(mark).toString();
    return { file, codec, encoding: found, mark, head, whole, others: others.map((text) => text.toString()) };
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, path: string, position: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const feed = plainFeed(fd, path, position, { bytes: 0, reads: 0, decodes: 0 });
  let done = 0;
  for (let got = 1; got > 0 && done < size; done += got) got = feed.read(bytes.subarray(done)) as number;
  return bytes.subarray(0, done);
}

interface Head {
  readonly bytes: Buffer;
  readonly whole: boolean;
}

function plainHead(fd: number, path: string, size: number): Head {
  for (let wanted = HEAD_BYTES; ; wanted *= 4) {
    const bytes = readAt(fd, path, 0, Math.min(size, wanted));
    if (bytes.length >= size || bytes.length < Math.min(size, wanted)) return { bytes, whole: true };
    const end = bytes.lastIndexOf(LINE_END) + 1;
    if (end > 0) return { bytes: bytes.subarray(0, end), whole: false };
    if (bytes.length > MAX_LINE) throw lineTooLong(path);
  }
}

async function streamHead(path: string, codec: Codec, encoding: string): Promise<Head> {
  const feed = streamFeed(path, codec, encoding, { bytes: 0, reads: 0, decodes: 0 });
  try {
    let bytes = Buffer.alloc(0);
    const block = Buffer.alloc(HEAD_BYTES);
    for (;;) {
      const got = await feed.read(block);
      if (got === 0) return { bytes, whole: true };
      bytes = Buffer.concat([bytes, block.subarray(0, got)]);
      const end = bytes.lastIndexOf(LINE_END) + 1;
      if (bytes.length >= HEAD_BYTES && end > 0) return { bytes: bytes.subarray(0, end), whole: false };
      if (bytes.length - end > MAX_LINE) throw lineTooLong(path);
    }
  } finally {
    feed.close();
  }
}

/** Whole lines somewhere in a file; none where lines are longer than the sample. */
function linesAt(fd: number, path: string, position: number): Buffer {
  const bytes = readAt(fd, path, position, OTHER_BYTES);
  const from = bytes.indexOf(LINE_END) + 1;
  const to = bytes.lastIndexOf(LINE_END) + 1;
  return from > 0 && to > from ? bytes.subarray(from, to) : bytes.subarray(0, 0);
}

function codecOf(path: string, start: Buffer): Sample["codec"] {
  const hex = start.toString("hex");
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex === "28b52ffd") return "zstd";
  const other = hex.startsWith("425a68")
    ? "bzip2"
    : hex.startsWith("504b0304")
      ? "zip"
      : hex === "fd377a58"
        ? "xz"
        : "";
  if (other === "") return "none";
  throw new EngineError("CorruptData", `'${path}' is a ${other} file; unpack it, or pack it as gzip or zstd`);
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  return start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
}

function canonical(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch (cause) {
    throw new EngineError(
      "InvalidArgument",
      `unknown encoding '${encoding}'; the WHATWG names are known, such as "utf-8", "latin1", "utf-16le", "shift_jis"`,
      cause,
    );
  }
}

function notUtf8(path: string): Error {
  return new EngineError("CorruptData", `'${path}' is not UTF-8; name its encoding, such as encoding: "latin1"`);
}

function lineTooLong(path: string): Error {
  return new EngineError(
    "CorruptData",
    `'${path}' has a line of more than ${MAX_LINE} bytes at its beginning; is it a text file with line ends?`,
  );
}
