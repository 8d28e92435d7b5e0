/**
 * Moments of a block of rows, and of neighbouring blocks together.
 * @module
 */
import type { Arena } from "../../contract/index.js";
import type { Kernels } from "../simd/kernels.js";
import { blockMoments, centralMoments } from "../simd/plain.js";
import type { BlockFold } from "./block-tree.js";

/** Count, mean, and sums of the 2nd to 4th power of the distance to the mean. */
export type Moments = readonly [n: number, mean: number, m2: number, m3: number, m4: number];

/** Moments up to a power of 2 or 4. */
export function momentsFold(kernels: Kernels, order: 2 | 4): BlockFold<Moments> {
  return {
    none: [0, 0, 0, 0, 0],
    ofMemory(arena, at, n) {
      const mark = arena.mark();
      const out = arena.alloc(40);
      kernels.moments(at, n, order, out);
      arena.reset(mark);
      return [n, ...centralMoments(n, sumsAt(arena, out))];
    },
    ofValues: (values) => [values.length, ...blockMoments(values, 4)],
    join: joinMoments,
  };
}

/** Moments of two disjoint parts together: Chan et al. 1979 for m2, Pébay 2008 for m3 and m4. */
export function joinMoments(a: Moments, b: Moments): Moments {
  if (a[0] === 0) return b;
  if (b[0] === 0) return a;
  const [na, meanA, m2a, m3a, m4a] = a;
  const [nb, meanB, m2b, m3b, m4b] = b;
  const n = na + nb;
  const d = meanB - meanA;
  const dn = d / n;
  const cross = d * dn * na * nb;
  const m2 = m2a + m2b + cross;
  const m3 = m3a + m3b + cross * dn * (na - nb) + 3 * dn * (na * m2b - nb * m2a);
  const m4 =
    m4a +
    m4b +
    cross * dn * dn * (na * na - na * nb + nb * nb) +
    6 * dn * dn * (na * na * m2b + nb * nb * m2a) +
    4 * dn * (na * m3b - nb * m3a);
  return [n, meanA + dn * nb, m2, m3, m4];
}

function sumsAt(arena: Arena, at: number): [number, number, number, number, number] {
  const [centre, p1, p2, p3, p4] = new Float64Array(arena.buffer, at, 5);
  return [centre!, p1!, p2!, p3!, p4!];
}
