/**
 * Elements in memory → columns of a batch.
 * @module
 */
import type { Arena, ColumnBatch } from "../../contract/index.js";
import { widenFloat16 } from "../float16.js";
import type { ColumnLayout } from "./columns.js";
import { type Decoders, type PlaneWidth, SLACK } from "./decode/decoders.js";

/** A column of a batch that is being filled. */
export interface Target {
  readonly layout: ColumnLayout;
  /** Where the values of all elements go, packed. */
  readonly at: number;
  /** Bytes of one element there. */
  readonly stride: number;
  /** Planes of an element: bytes from its start, and how many go together. */
  readonly pieces: readonly { readonly from: number; readonly width: PlaneWidth }[];
}

/** Reserves room for `elements` elements of a column. Texts and bytes get room for their offsets at the end. */
export function makeTarget(layout: ColumnLayout, elements: number, arena: Arena): Target {
  const stride = layout.width * layout.count;
  return { layout, at: arena.alloc(elements * stride + SLACK), stride, pieces: piecesOf(stride) };
}

function piecesOf(bytes: number): Target["pieces"] {
  const pieces: { from: number; width: PlaneWidth }[] = [];
  for (let from = 0; from < bytes; ) {
    const left = bytes - from;
    const width: PlaneWidth = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    pieces.push({ from, width });
    from += width;
  }
  return pieces;
}

/** Elements in memory. */
export interface Elements {
  /** The first byte of the run they are in. */
  readonly at: number;
  /** Elements of the run; planes are that long. */
  readonly planes: number;
  readonly shuffled: boolean;
  /** Bytes of one element; 0 repeats the first one. */
  readonly step: number;
}

/** Copies `count` elements of a run, from its `first` on, to a column's place `into`. */
export function putElements(
  target: Target,
  { at, planes, shuffled, step }: Elements,
  first: number,
  count: number,
  into: number,
  decoders: Decoders,
): void {
  const { layout, stride, pieces } = target;
  const to = target.at + into * stride;
  if (!shuffled) {
    const from = at + first * step + layout.offset;
    if (step === stride) new Uint8Array(decoders.memory.buffer).copyWithin(to, from, from + count * stride);
    else decoders.pick(from, step, stride, count, to, stride);
    return;
  }
  for (const { from, width } of pieces)
    decoders.planes(width, at + (layout.offset + from) * planes + first, planes, count, to + from, stride);
}

/** Finds what an element of variable length refers to. @param unit bytes of one value, 0 for a text */
export type Fetch = (element: DataView, unit: number) => Uint8Array;

/** Turns the bytes of a filled column into values in native order. */
export function finishColumn(
  target: Target,
  elements: number,
  arena: Arena,
  decoders: Decoders,
  fetch: Fetch,
): ColumnBatch {
  const { layout, at } = target;
  const { type, meaning, width } = layout;
  const count = elements * layout.count;
  switch (meaning.kind) {
    case "numbers":
      if (meaning.swap !== 0) decoders.swap(meaning.swap, at, count * width);
      return { type, values: at };
    case "seconds":
      if (meaning.swap !== 0) decoders.swap(meaning.swap, at, count * width);
      decoders.seconds(at, count);
      return { type, values: at };
    case "half": {
      if (meaning.swap !== 0) decoders.swap(meaning.swap, at, count * width);
      const values = arena.alloc(count * 4);
      widenFloat16(new Uint16Array(arena.buffer, at, count), new Float32Array(arena.buffer, values, count));
      return { type, values };
    }
    case "text": {
      const offsets = arena.alloc((count + 1) * 4);
      const values = arena.alloc(count * width + SLACK);
      decoders.trim(at, width, count, meaning.padding, values, offsets);
      return { type, values, offsets };
    }
    case "heap": {
      const texts: Uint8Array[] = [];
      const offsets = arena.alloc((count + 1) * 4);
      let bytes = 0;
      for (let i = 0; i < count; i++) {
        const text = fetch(new DataView(arena.buffer, at + i * width, width), meaning.unit).slice();
        texts.push(text);
        bytes += text.length;
      }
      const values = arena.alloc(bytes);
      const all = new Uint8Array(arena.buffer, values, bytes);
      const ends = new Int32Array(arena.buffer, offsets, count + 1);
      let end = 0;
      for (const [i, text] of texts.entries()) {
        all.set(text, end);
        ends[i] = end;
        end += text.length;
      }
      ends[count] = end;
      return { type, values, offsets };
    }
    case "bytes": {
      const offsets = arena.alloc((count + 1) * 4);
      const ends = new Int32Array(arena.buffer, offsets, count + 1);
      for (let i = 0; i <= count; i++) ends[i] = i * width;
      return { type, values: at, offsets };
    }
  }
}
