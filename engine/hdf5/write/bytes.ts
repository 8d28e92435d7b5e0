/**
 * Little-endian bytes put together one value at a time: how every structure of HDF5's old format is written.
 * @module
 */

/** HDF5's undefined address. */
export const UNDEFINED: bigint = 2n ** 64n - 1n;

/** A growing buffer; every method appends and returns the writer. */
export interface ByteWriter {
  /** Bytes written so far. */
  readonly length: number;
  u8(...values: readonly number[]): ByteWriter;
  u16(value: number): ByteWriter;
  u32(value: number): ByteWriter;
  /** An unsigned 64-bit value; an address, a size, a row number. */
  u64(value: number | bigint): ByteWriter;
  bytes(value: Uint8Array): ByteWriter;
  /** UTF-8 without a terminator. */
  text(value: string): ByteWriter;
  zeros(count: number): ByteWriter;
  /** Zeros up to the next multiple of `border`, counted from the writer's start. */
  align(border: number): ByteWriter;
  /** A copy of what was written. */
  done(): Uint8Array;
}

/** Makes an empty writer. */
export function byteWriter(): ByteWriter {
  let buffer = Buffer.alloc(256);
  let length = 0;
  const room = (count: number): number => {
    const at = length;
    length += count;
    if (length > buffer.length) {
      const larger = Buffer.alloc(Math.max(length, buffer.length * 2));
      buffer.copy(larger);
      buffer = larger;
    }
    return at;
  };
  const writer: ByteWriter = {
    get length() {
      return length;
    },
    u8(...values) {
      for (const value of values) {
        const at = room(1);
        buffer.writeUInt8(value, at);
      }
      return writer;
    },
    u16(value) {
      const at = room(2);
      buffer.writeUInt16LE(value, at);
      return writer;
    },
    u32(value) {
      const at = room(4);
      buffer.writeUInt32LE(value, at);
      return writer;
    },
    u64(value) {
      const at = room(8);
      buffer.writeBigUInt64LE(BigInt(value), at);
      return writer;
    },
    bytes(value) {
      const at = room(value.length);
      buffer.set(value, at);
      return writer;
    },
    text(value) {
      return writer.bytes(Buffer.from(value, "utf8"));
    },
    zeros(count) {
      room(count);
      return writer;
    },
    align(border) {
      return writer.zeros(-length & (border - 1));
    },
    done() {
      return new Uint8Array(buffer.subarray(0, length));
    },
  };
  return writer;
}
