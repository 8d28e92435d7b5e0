/**
 * Lines of text out of bytes, a block of them at a time.
 * @module
 */
import { isAscii } from "node:buffer";
import { EngineError } from "../engine/errors.js";

/** Bytes of a line at most; a longer one is no line but a file without line ends. */
export const LINE_BYTES: number = 256 << 20;

const NEWLINE = 10;
const RETURN = 13;

/** Cuts bytes into lines as they come. */
export interface LineCutter {
  /** Lines that end in these bytes; the bytes may be overwritten afterwards. */
  push(bytes: Uint8Array): string[];
  /** The last line, if it has no line end. */
  end(): string[];
}

/**
 * Makes a cutter: lines end with `\n` or `\r\n`, text is UTF-8, what is not becomes U+FFFD.
 * @throws CorruptData for lines longer than {@link LINE_BYTES}
 */
export function createLineCutter(): LineCutter {
  let rest: Buffer[] = [];
  let restBytes = 0;
  return {
    push(bytes) {
      const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const last = block.lastIndexOf(NEWLINE);
      if (last < 0) {
        restBytes += block.length;
        if (restBytes > LINE_BYTES) throw tooLong();
        rest.push(Buffer.from(block));
        return [];
      }
      let lines: string[];
      if (restBytes === 0) lines = textOf(block.subarray(0, last)).split("\n");
      else {
        const first = block.indexOf(NEWLINE);
        const joined = textOf(Buffer.concat([...rest, block.subarray(0, first)]));
        lines = first === last ? [joined] : [joined, ...textOf(block.subarray(first + 1, last)).split("\n")];
      }
      restBytes = block.length - last - 1;
      rest = restBytes === 0 ? [] : [Buffer.from(block.subarray(last + 1))];
      return block.includes(RETURN) || lines[0]!.endsWith("\r") ? lines.map(withoutReturn) : lines;
    },
    end() {
      if (restBytes === 0) return [];
      const line = textOf(Buffer.concat(rest));
      rest = [];
      restBytes = 0;
      return [withoutReturn(line)];
    },
  };
}

function textOf(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function tooLong(): EngineError {
  return new EngineError(
    "CorruptData",
    `a line is longer than ${LINE_BYTES} bytes; is this a text file, with line ends?`,
  );
}

/** A text that does not keep the block alive that it was cut from. Short ones never do (V8 copies below 13 units). */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le");
}
