/**
 * distinct: how many different values, exact for few and by HyperLogLog (Flajolet et al. 2007) for many, with the
 * estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), which needs no
 * tables of corrections. Registers are maxima, so the result does not depend on order or split.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { hashRows, leading53 } from "./hash.js";
import { perGroup } from "./per-group.js";
import { request } from "./request.js";
import { countedRows } from "./values.js";

/**
 * Number of distinct values that are not null: exact up to 1,024, beyond that within 0.81 % (one standard error,
 * 1.04 / √2^14). NaN counts as one value, as in `np.unique`. Any column type.
 */
export function distinct(column?: string): AggregateRequest<number> {
  return request("distinct", column);
}

/** Bits of a hash that choose the register, and those left for its rank: hashes have 53. */
const PRECISION = 14;
const REGISTERS = 2 ** PRECISION;
const RANK_BITS = 53 - PRECISION;

/** Hashes kept as they are before registers take over. */
const EXACT = 1024;

/** Slots of a batch's memory of hashes just seen; repeated values, the common case in short columns, cost little. */
const RECENT = 4096;

interface State {
  hashes: Set<number> | undefined;
  registers: Uint8Array | undefined;
}

/** The `"distinct"` aggregate. */
export function distinctAggregate(kernels: Kernels): Aggregate<unknown, number> {
  return perGroup<State, number>({
    kind: "distinct",
    fresh: () => ({ hashes: new Set(), registers: undefined }),
    byteSize: ({ hashes, registers }) => (hashes?.size ?? 0) * 16 + (registers?.byteLength ?? 0),
    update(state, batch, columns, arena, selection) {
      const column = batch.columns[columns[0]!]!;
      const rows = countedRows(batch, column, arena, selection);
      const hashRow = hashRows(batch, column, arena, kernels);
      const positions = rows && new Uint32Array(arena.buffer, rows.at, rows.n);
      const out = new Uint32Array(2);
      const n = rows?.n ?? batch.rows;
      const recent = new Float64Array(RECENT).fill(-1);
      for (let i = 0; i < n; i++) {
        hashRow(positions === undefined ? i : positions[i]!, out);
        const hash = leading53(out);
        const slot = out[0]! & (RECENT - 1);
        if (recent[slot] === hash) continue;
        recent[slot] = hash;
        add(state, hash);
      }
    },
    merge(into, from) {
      if (from.hashes !== undefined) for (const hash of from.hashes) add(into, hash);
      if (from.registers === undefined) return;
      const registers = registersOf(into);
      for (let i = 0; i < REGISTERS; i++) if (from.registers[i]! > registers[i]!) registers[i] = from.registers[i]!;
    },
    finish: ({ hashes, registers }) => ({ done: registers === undefined ? (hashes?.size ?? 0) : estimate(registers) }),
  }) as Aggregate<unknown, number>;
}

function add(state: State, hash: number): void {
  if (state.registers !== undefined) {
    addToRegisters(state.registers, hash);
    return;
  }
  state.hashes!.add(hash);
  if (state.hashes!.size > EXACT) registersOf(state);
}

function registersOf(state: State): Uint8Array {
  if (state.registers !== undefined) return state.registers;
  const registers = new Uint8Array(REGISTERS);
  for (const hash of state.hashes ?? []) addToRegisters(registers, hash);
  state.registers = registers;
  state.hashes = undefined;
  return registers;
}

/** The register is the leading 14 bits, the rank one more than the zeros that follow. */
function addToRegisters(registers: Uint8Array, hash: number): void {
  const register = Math.floor(hash / 2 ** RANK_BITS);
  const rest = hash - register * 2 ** RANK_BITS;
  const top = Math.floor(rest / 2 ** 32);
  const zeros = top === 0 ? RANK_BITS - 32 + Math.clz32(rest) : Math.clz32(top) - (64 - RANK_BITS);
  if (zeros + 1 > registers[register]!) registers[register] = zeros + 1;
}

function estimate(registers: Uint8Array): number {
  const counts = new Float64Array(RANK_BITS + 2);
  for (const rank of registers) counts[rank]!++;
  let z = REGISTERS * tau(1 - counts[RANK_BITS + 1]! / REGISTERS);
  for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + counts[rank]!);
  z += REGISTERS * sigma(counts[0]! / REGISTERS);
  return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2) / z);
}

function sigma(start: number): number {
  if (start === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z, before] = [start, 1, start, Number.NaN];
  while (z !== before) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let [x, y, z, before] = [start, 1, 1 - start, Number.NaN];
  while (z !== before) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
