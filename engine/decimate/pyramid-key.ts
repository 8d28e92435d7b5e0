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
  if (isChangeable(source.descriptor)) return undefined;
  const { length, descriptor } = source;
  return canonical({ version: PYRAMID_VERSION, block: PYRAMID_ROWS, length, position, descriptor });
}

/** A short name for a key. */
export function keyName(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 40);
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
