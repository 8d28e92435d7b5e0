/**
 * What a pyramid is known by: everything its numbers depend on.
 * @module
 */
import { createHash } from "node:crypto";
import type { Cloneable, SourceDescriptor } from "../../contract/index.js";
import { PYRAMID_ROWS } from "./block-table.js";
import type { Decimatable } from "./scan-column.js";

/** Grows with every change of what a stored pyramid holds. */
export const PYRAMID_VERSION = 1;

/**
 * The text a column's pyramid is stored under: its files by device, inode, size and modification time, offset, element
 * type, slice and expression. Undefined for values that can change without a trace: arrays in memory, changed pages of
 * a map, functions of the user.
 */
export function pyramidKey({ source, position }: Decimatable): string | undefined {
  const { length } = source;
  const descriptor = withoutPlaces(source.descriptor) as SourceDescriptor;
  if (isChangeable(descriptor)) return undefined;
  return canonical({ version: PYRAMID_VERSION, block: PYRAMID_ROWS, length, position, descriptor });
}

/** A short name for a key. */
export function keyName(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
}

/** Where the chunks of an HDF5 file lie follows from the file itself, and is kept in memory that threads share. */
function withoutPlaces(value: Cloneable | SourceDescriptor): Cloneable | SourceDescriptor {
  if (Array.isArray(value)) return value.map((entry) => withoutPlaces(entry as Cloneable) as Cloneable);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value as { readonly [key: string]: Cloneable });
  const stored = entries.some(([key, entry]) => key === "kind" && entry === "hdf5");
  return Object.fromEntries(
    entries.map(([key, entry]) => {
      if (!stored || key !== "options") return [key, withoutPlaces(entry) as Cloneable];
      return [key, { ...(entry as { readonly [key: string]: Cloneable }), place: undefined }];
    }),
  );
}

function isChangeable(value: Cloneable | SourceDescriptor): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return true;
  if (Array.isArray(value)) return value.some((entry) => isChangeable(entry as Cloneable));
  // a function of the user, which need not give the same twice; expressions do
  if ("module" in value && "uses" in value) return true;
  return Object.values(value).some((entry) => isChangeable(entry as Cloneable));
}

/** JSON with keys in order, so that equal descriptors give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) => {
    if (typeof entry === "bigint") return `${entry}n`;
    if (typeof entry === "number" && !Number.isFinite(entry)) return String(entry);
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return entry;
    return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
