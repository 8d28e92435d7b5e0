/**
 * Exact sums by group by error-free extraction in plain JavaScript, the twin of the WebAssembly kernels.
 * @module
 */
import type { FoldPlaces } from "./kernels.js";
import type { LinearMemory } from "./memory.js";
import { addParts, createSpill, squareError } from "./plain-groups.js";

const FOLD = 44;
const STEP = FOLD + 1;

/** Slots of 8 bytes of a group where sums run: two folds, the count, and three folds of the squares. */
const NARROW = 4;
const WIDE = 6;
const COUNT = 2;

/** Unit of fold `k` below 2^top, and the value that rounds to it. */
const unitOf = (top: number, k: number): number => 2 ** (top - STEP * k - FOLD);
const gridOf = (top: number, k: number): number => 1.5 * 2 ** 52 * unitOf(top, k);

/** See `groupFolds` of the kernels. */
export function plainGroupFolds(
  memory: LinearMemory,
  values: number,
  ids: number,
  n: number,
  top: number,
  places: FoldPlaces,
): number {
  const xs = new Float64Array(memory.buffer, values, n);
  const groups = new Uint32Array(memory.buffer, ids, n);
  const all = new Float64Array(memory.buffer);
  const running = new BigInt64Array(memory.buffer);
  const wide = places.squares !== 0;
  const spill = createSpill(memory, places.spill);
  const add = (at: number, pattern: number): void => {
    running[at]! += bitsOf(pattern);
  };
  const keep = (parts: number, group: number, which: number, rest: number): void =>
    spill.note(group, which, addParts(all, parts / 8 + group * 4, rest));
  const folds = [gridOf(top, 0), gridOf(top, 1), gridOf(2 * top, 0), gridOf(2 * top, 1), gridOf(2 * top, 2)];
  const [g1, g2, h1, h2, h3] = folds as [number, number, number, number, number];
  for (let i = 0; i < n; i++) {
    const x = xs[i]!;
    const group = groups[i]!;
    const at = places.running / 8 + group * (wide ? WIDE : NARROW);
    const t1 = x + g1;
    const x1 = x - (t1 - g1);
    const t2 = x1 + g2;
    add(at, t1);
    add(at + 1, t2);
    running[at + COUNT]!++;
    keep(places.sums, group, 0, x1 - (t2 - g2));
    if (!wide) continue;
    const p = x * x;
    const e = squareError(x, p);
    const u1 = p + h1;
    const p1 = p - (u1 - h1);
    const u2 = p1 + h2;
    const p2 = p1 - (u2 - h2);
    const w2 = u2 + e;
    const e2 = e - (w2 - u2);
    const u3 = p2 + h3;
    const w3 = u3 + e2;
    add(at + 3, u1);
    add(at + 4, w2);
    add(at + 5, w3);
    keep(places.squares, group, 1, p2 - (u3 - h3));
    keep(places.squares, group, 1, e2 - (w3 - u3));
  }
  return spill.count();
}

/** See `groupDrain` of the kernels. */
export function plainGroupDrain(
  memory: LinearMemory,
  first: number,
  groups: number,
  least: number,
  top: number,
  places: FoldPlaces,
): number {
  const all = new Float64Array(memory.buffer);
  const running = new BigInt64Array(memory.buffer);
  const wide = places.squares !== 0;
  const slots = wide ? WIDE : NARROW;
  const spill = createSpill(memory, places.spill);
  const take = (at: number, n: bigint, e: number, k: number, group: number, which: number): void => {
    const multiples = BigInt.asIntN(64, running[at]! - n * bitsOf(gridOf(e, k)));
    const parts = (which === 0 ? places.sums : places.squares) / 8 + group * 4;
    const unit = unitOf(e, k);
    spill.note(group, which, addParts(all, parts, Number(multiples >> 32n) * 2 ** 32 * unit));
    spill.note(group, which, addParts(all, parts, Number(multiples & 0xffffffffn) * unit));
  };
  for (let group = first; group < first + groups; group++) {
    const at = places.running / 8 + group * slots;
    const n = running[at + COUNT]!;
    if (n === 0n || n < least) continue;
    for (const k of [0, 1]) take(at + k, n, top, k, group, 0);
    if (wide) for (const k of [0, 1, 2]) take(at + 3 + k, n, 2 * top, k, group, 1);
    all[places.sums / 8 + group * 4 + 3]! += Number(n);
    running.fill(0n, at, at + slots);
  }
  return spill.count();
}

const double = new Float64Array(1);
const pattern = new BigInt64Array(double.buffer);

function bitsOf(x: number): bigint {
  double[0] = x;
  return pattern[0]!;
}
