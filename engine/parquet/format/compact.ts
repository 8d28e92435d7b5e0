/**
 * Thrift's compact protocol, as far as Parquet's metadata needs it.
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 * @module
 */
import { corrupt } from "./problem.js";

/** Types of fields and elements. */
const [TRUE, FALSE, BYTE, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [1, 2, 3, 6, 7, 8, 9, 10, 11, 12];

/** Structures within structures that nobody looks at. */
const DEEPEST = 16;

/** Takes a field or leaves it: what is not read is stepped over. */
export type TakeField = (id: number, type: number) => void;

/** The bytes ended within a structure; more of them may be had. */
export class TooShort extends Error {}

/** A reader of some bytes that never leaves them. */
export class Compact {
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
    this.#path = path;
    this.#what = what;
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** Reads a structure's fields one after the other. @throws CorruptData, TooShort */
  struct(take: TakeField): void {
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) return;
      const type = head & 15;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      const before = this.#at;
      take(id, type);
      if (this.#at === before && type !== TRUE && type !== FALSE) this.#skip(type, 0);
    }
  }

  /** Reads a list's elements one after the other; each must be taken. */
  list(type: number, element: number, take: () => void): void {
    if (type !== LIST) throw this.broken(`a list expected, got type ${type}`);
    const [count, found] = this.#listHead();
    if (found !== element && count > 0) throw this.broken(`a list of type ${element} expected, got ${found}`);
    for (let i = 0; i < count; i++) take();
  }

  /** A list of structures. */
  structs(type: number, take: () => void): void {
    this.list(type, STRUCT, take);
  }

  /** A structure within another. */
  inner(type: number, take: TakeField): void {
    if (type !== STRUCT) throw this.broken(`a structure expected, got type ${type}`);
    this.struct(take);
  }

  /** An integer. @throws CorruptData when it is above 2^53 */
  int(type: number): number {
    if (type < BYTE || type > I64) throw this.broken(`an integer expected, got type ${type}`);
    if (type !== BYTE) return this.#zigzag();
    const byte = this.#byte();
    return byte < 128 ? byte : byte - 256;
  }

  /** A count, size or place: an integer that is not negative. */
  size(type: number): number {
    const value = this.int(type);
    if (value < 0) throw this.broken(`a size of ${value}`);
    return value;
  }

  /** A truth, whose value is its type. */
  bool(type: number): boolean {
    if (type !== TRUE && type !== FALSE) throw this.broken(`a truth expected, got type ${type}`);
    return type === TRUE;
  }

  /** Bytes, not copied. */
  binary(type: number): Uint8Array {
    if (type !== BINARY) throw this.broken(`bytes expected, got type ${type}`);
    const length = this.#varint();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A text. */
  text(type: number): string {
    return Buffer.from(this.binary(type)).toString("utf8");
  }

  /** An error about this structure. */
  broken(why: string): Error {
    return corrupt(this.#path, `${this.#what}: ${why}`);
  }

  #listHead(): [count: number, element: number] {
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // every element takes a byte at least
    if (count > this.#bytes.length - this.#at) throw new TooShort();
    return [count, head & 15];
  }

  #skip(type: number, depth: number): void {
    if (depth > DEEPEST) throw this.broken(`more than ${DEEPEST} structures within each other`);
    switch (type) {
      case TRUE:
      case FALSE:
      case BYTE:
        this.#take(1);
        return;
      case 4:
      case 5:
      case I64:
        while (this.#byte() > 127);
        return;
      case DOUBLE:
        this.#take(8);
        return;
      case BINARY:
        this.#take(this.#varint());
        return;
      case LIST:
      case SET: {
        const [count, element] = this.#listHead();
        for (let i = 0; i < count; i++) this.#skip(element, depth + 1);
        return;
      }
      case MAP: {
        const count = this.#varint();
        if (count === 0) return;
        if (count > this.#bytes.length - this.#at) throw new TooShort();
        const types = this.#byte();
        for (let i = 0; i < count; i++) {
          this.#skip(types >> 4, depth + 1);
          this.#skip(types & 15, depth + 1);
        }
        return;
      }
      case STRUCT:
        for (;;) {
          const head = this.#byte();
          if (head === 0) return;
          if (head >> 4 === 0) this.#zigzag();
          if ((head & 15) !== TRUE && (head & 15) !== FALSE) this.#skip(head & 15, depth + 1);
        }
      default:
        throw this.broken(`a field of type ${type} at byte ${this.#at}`);
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw this.broken(`a number of 2^53 or more at byte ${this.#at}`);
      if (byte < 128) return value;
      if (scale > 2 ** 63) throw this.broken(`a number without an end at byte ${this.#at}`);
    }
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw new TooShort();
    this.#at = at + length;
    return at;
  }
}
