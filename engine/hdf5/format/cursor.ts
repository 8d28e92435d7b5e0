/**
 * Reading fields one after the other.
 * @module
 */
import { corrupt } from "./problem.js";

/** "Undefined address" of files with 8-byte addresses. */
const UNDEFINED_ADDRESS = 2n ** 64n - 1n;

/** Text of names and strings. */
const TEXT = new TextDecoder();

/** A little-endian reader of some bytes that never leaves them. */
export class Cursor {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #path: string;
  readonly #what: string;
  #at = 0;

  /**
   * @param path the file, for errors
   * @param what the structure, for errors
   */
  constructor(bytes: Uint8Array, path: string, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#path = path;
    this.#what = what;
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** Bytes left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next byte. */
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** The next 16-bit number. */
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  /** The next 32-bit number. */
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** The next 64-bit number. @throws CorruptData when it is above 2^53 */
  u64(): number {
    const at = this.#take(8);
    const high = this.#view.getUint32(at + 4, true);
    if (high >= 2 ** 21) throw this.broken(`a number of 2^53 or more at byte ${at}`);
    return high * 2 ** 32 + this.#view.getUint32(at, true);
  }

  /** The next address or unlimited size; undefined where all bits are set. */
  address(): number | undefined {
    const at = this.#at;
    if (this.left >= 8 && this.#view.getBigUint64(at, true) === UNDEFINED_ADDRESS) {
      this.#at += 8;
      return undefined;
    }
    return this.u64();
  }

  /** The next unsigned number of 1 to 8 bytes. */
  uint(width: number): number {
    let value = 0;
    const at = this.#take(width);
    for (let i = width - 1; i >= 0; i--) value = value * 256 + this.#bytes[at + i]!;
    if (!Number.isSafeInteger(value)) throw this.broken(`a number of 2^53 or more at byte ${at}`);
    return value;
  }

  /** The next bytes, not copied. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Steps over bytes. */
  skip(length: number): void {
    this.#take(length);
  }

  /** Steps to the next multiple of 8 from the start; the last padding may be missing. */
  align(from = 0): void {
    const rest = (this.#at - from) % 8;
    if (rest !== 0) this.#at = Math.min(this.#bytes.length, this.#at + 8 - rest);
  }

  /** A name that ends with a zero byte. */
  zeroTerminated(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw this.broken("a name without an end");
    const name = TEXT.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return name;
  }

  /** Checks a signature of four letters. */
  signature(letters: string): void {
    const found = String.fromCharCode(...this.bytes(letters.length));
    if (found !== letters) throw this.broken(`'${letters}' expected, got ${JSON.stringify(found)}`);
  }

  /** An error about this structure. */
  broken(why: string): Error {
    return corrupt(this.#path, `${this.#what}: ${why}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length < 0 || length > this.#bytes.length - at) throw this.broken(`ends after ${this.#bytes.length} bytes`);
    this.#at = at + length;
    return at;
  }
}
