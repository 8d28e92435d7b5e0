/**
 * The decoders of HDF5 chunks in plain JavaScript, one element at a time: the judge of those in WebAssembly.
 * @module
 */
import type { Decoders } from "../../engine/hdf5/decode/decoders.js";
import type { LinearMemory } from "../../engine/simd/memory.js";

/** Decoders but for those that other packages judge. */
export type PlainDecoders = Omit<Decoders, "inflate" | "zstd">;

/** Decoders over a memory. */
export function plainDecoders(memory: LinearMemory): PlainDecoders {
  const bytes = (): Uint8Array => new Uint8Array(memory.buffer);
  const view = (): DataView => new DataView(memory.buffer);
  return {
    memory,
    lz4: (from, n, to, room) => lz4(bytes().slice(from, from + n), bytes().subarray(to, to + room)),
    blosclz: (from, n, to, room) => blosclz(bytes().slice(from, from + n), bytes().subarray(to, to + room)),
    planes(width, from, step, count, to, stride) {
      const all = bytes();
      for (let i = 0; i < count; i++)
        for (let k = 0; k < width; k++) all[to + i * stride + k] = all[from + k * step + i]!;
    },
    pick(from, step, width, count, to, stride) {
      for (let i = 0; i < count; i++) bytes().copyWithin(to + i * stride, from + i * step, from + i * step + width);
    },
    unshuffle(from, n, width, to) {
      const all = bytes();
      const count = Math.floor(n / width);
      for (let i = 0; i < n; i++) {
        const inside = i < count * width;
        all[to + i] = all[from + (inside ? (i % width) * count + Math.floor(i / width) : i)]!;
      }
    },
    swap(width, at, n) {
      for (let i = 0; i < n; i += width)
        bytes()
          .subarray(at + i, at + i + width)
          .reverse();
    },
    seconds(at, count) {
      for (let i = at; i < at + count * 8; i += 8) {
        const value = view().getInt32(i + 4, true) + 1e-6 * view().getInt32(i, true);
        view().setFloat64(i, value, true);
      }
    },
    trim(from, width, count, padding, to, offsets) {
      let end = to;
      view().setInt32(offsets, 0, true);
      for (let i = 0; i < count; i++) {
        const text = bytes().slice(from + i * width, from + (i + 1) * width);
        let length = width;
        while (length > 0 && text[length - 1] === padding) length--;
        bytes().set(text.subarray(0, length), end);
        end += length;
        view().setInt32(offsets + 4 * (i + 1), end - to, true);
      }
      return end - to;
    },
    fletcher32(from, n) {
      let [first, second] = [0, 0];
      const all = bytes();
      for (let i = 0; i < n; i += 2) {
        const word = all[from + i]! * 256 + (i + 1 < n ? all[from + i + 1]! : 0);
        first = (first + word) % 65535;
        second = (second + first) % 65535;
      }
      return ((second << 16) | first) >>> 0;
    },
  };
}

function lz4(source: Uint8Array, target: Uint8Array): number {
  let [at, end] = [0, 0];
  const long = (start: number): number => {
    let length = start;
    if (start < 15) return length;
    for (;;) {
      if (at >= source.length || length > target.length) return -1;
      const more = source[at++]!;
      length += more;
      if (more < 255) return length;
    }
  };
  while (at < source.length) {
    const token = source[at++]!;
    const literals = long(token >> 4);
    if (literals < 0 || at + literals > source.length || end + literals > target.length) return -1;
    for (let i = 0; i < literals; i++) target[end++] = source[at++]!;
    if (at === source.length) return end;
    if (source.length - at < 2) return -1;
    const distance = source[at]! + source[at + 1]! * 256;
    at += 2;
    const match = long(token & 15);
    if (match < 0 || distance === 0 || distance > end || end + match + 4 > target.length) return -1;
    for (let i = 0; i < match + 4; i++, end++) target[end] = target[end - distance]!;
  }
  return -1;
}

function blosclz(source: Uint8Array, target: Uint8Array): number {
  if (source.length === 0) return -1;
  let [at, end] = [1, 0];
  for (let control = source[0]! & 31; ; control = source[at++]!) {
    if (control < 32) {
      if (at + control + 1 > source.length || end + control + 1 > target.length) return -1;
      for (let i = 0; i <= control; i++) target[end++] = source[at++]!;
    } else {
      let length = (control >> 5) + 2;
      if (length === 9)
        for (let more = 255; more === 255; ) {
          if (at >= source.length || length > target.length) return -1;
          more = source[at++]!;
          length += more;
        }
      if (at >= source.length) return -1;
      const low = source[at++]!;
      let distance = (control & 31) * 256 + low + 1;
      if (distance === 8192) {
        if (source.length - at < 2) return -1;
        distance = source[at]! * 256 + source[at + 1]! + 8192;
        at += 2;
      }
      if (distance > end || end + length > target.length) return -1;
      for (let i = 0; i < length; i++, end++) target[end] = target[end - distance]!;
    }
    if (at >= source.length) return end;
  }
}
