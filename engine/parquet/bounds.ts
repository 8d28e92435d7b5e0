/**
 * Least and greatest values of chunks, from their statistics.
 * @module
 */
import type { TopColumn } from "./columns.js";
import type { Chunk, Footer } from "./format/footer.js";
import { type Element, PHYSICAL } from "./format/schema.js";
import type { Bounds, GroupBounds, Ordered } from "./prune.js";

/** Nanoseconds of a unit. */
const NANOSECONDS = { ms: 1_000_000n, us: 1000n, ns: 1n };
const DAY = 86_400_000_000_000n;

/** What is known of the flat columns of numbers and times in each row group. */
export function boundsOf({ groups }: Footer, columns: readonly TopColumn[]): GroupBounds[] {
  const flat = columns.filter(({ element }) => element.children === 0 && element.repetition !== "repeated");
  return groups.map(
    ({ chunks }) =>
      new Map(
        flat.flatMap(({ name, element, leaf }) => {
          const found = chunkBounds(element, chunks[leaf]!);
          return found === undefined ? [] : [[name, found] as const];
        }),
      ),
  );
}

function chunkBounds(element: Element, { statistics }: Chunk): Bounds | undefined {
  if (statistics === undefined) return undefined;
  const { logical } = element;
  // the old fields are ordered as if all numbers had a sign
  if (statistics.old && logical.kind === "integer" && !logical.signed) return undefined;
  const [min, max] = [statistics.min, statistics.max].map((bytes) => bytes && orderedOf(element, bytes));
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** A stored value as conditions compare it: times in nanoseconds; undefined for NaN and for what has no order here. */
function orderedOf({ type, logical }: Element, bytes: Uint8Array): Ordered | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const physical = PHYSICAL[type];
  if (physical === "FLOAT" || physical === "DOUBLE") {
    if (bytes.length !== (physical === "FLOAT" ? 4 : 8)) return undefined;
    const value = physical === "FLOAT" ? view.getFloat32(0, true) : view.getFloat64(0, true);
    return Number.isNaN(value) ? undefined : value;
  }
  if (physical === "FIXED_LEN_BYTE_ARRAY" && logical.kind === "decimal" && bytes.length > 0 && bytes.length <= 16)
    return decimal(BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString("hex")}`)), logical.scale);
  if ((physical !== "INT32" && physical !== "INT64") || bytes.length !== (physical === "INT32" ? 4 : 8))
    return undefined;
  const value = physical === "INT32" ? BigInt(view.getInt32(0, true)) : view.getBigInt64(0, true);
  if (logical.kind === "none") return value;
  if (logical.kind === "integer") return logical.signed ? value : BigInt.asUintN(physical === "INT32" ? 32 : 64, value);
  if (logical.kind === "date") return value * DAY;
  if (logical.kind === "timestamp") return value * NANOSECONDS[logical.unit];
  return logical.kind === "decimal" ? decimal(value, logical.scale) : undefined;
}

function decimal(unscaled: bigint, scale: number): number {
  return Number(`${unscaled}e-${scale}`);
}
