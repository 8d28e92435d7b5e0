/**
 * Group numbers of the values that count.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import type { Packed } from "../aggregates/values.js";

/** Offset of the group numbers of packed values. */
export function packedIds(packed: Packed, groupIds: number, rows: number, arena: Arena): number {
  if (packed.rows === undefined) return groupIds;
  const at = arena.alloc(packed.n * 4);
  const ids = new Uint32Array(arena.buffer, groupIds, rows);
  const positions = new Uint32Array(arena.buffer, packed.rows, packed.n);
  const out = new Uint32Array(arena.buffer, at, packed.n);
  for (let i = 0; i < packed.n; i++) out[i] = ids[positions[i]!]!;
  return at;
}
