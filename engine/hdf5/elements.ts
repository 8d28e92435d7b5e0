/**
 * What readers of elements have in common.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import { readFully } from "../sources/memmap-reader.js";
import type { Decoders } from "./decode/decoders.js";
import { putElements, type Target } from "./put-columns.js";

/** An open file. */
export interface ElementFile {
  readonly fd: number;
  readonly path: string;
  readonly size: number;
  readonly counters: { bytes: number; reads: number; decodes: number };
}

/** Fills columns with elements `first` to `stop` of a dataset. */
export type Fill = (first: number, stop: number, targets: readonly Target[], arena: Arena, decoders: Decoders) => void;

/** Reads bytes of the file into the arena. @throws TruncatedFile */
export function readInto(file: ElementFile, at: number, position: number, length: number, arena: Arena): void {
  readFully(file.fd, file.path, new Uint8Array(arena.buffer, at, length), position);
  file.counters.bytes += length;
  file.counters.reads++;
}

/** Elements that were never written. */
export function putFill(
  fill: Uint8Array | undefined,
  elementSize: number,
  count: number,
  targets: readonly Target[],
  into: number,
  scratch: number,
  decoders: Decoders,
): void {
  const element = new Uint8Array(decoders.memory.buffer, scratch, elementSize);
  if (fill === undefined) element.fill(0);
  else element.set(fill);
  const elements = { at: scratch, planes: 0, shuffled: false, step: 0 };
  for (const target of targets) putElements(target, elements, 0, count, into, decoders);
}
