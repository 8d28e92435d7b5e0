/**
 * Row numbers that do not depend on the values: every n-th, and random ones.
 * @module
 */

/** Every n-th row: `floor(k · rows / points)`, ascending, `points` of them (all rows when there are fewer). */
export function everyNth(rows: number, points: number): Float64Array {
  const step = Math.max(1, rows / points);
  const n = Math.min(rows, points);
  return Float64Array.from({ length: n }, (_, k) => Math.floor(k * step));
}

/**
 * A simple random sample of rows without replacement, ascending: Floyd's algorithm (Bentley and Floyd, CACM 30(9),
 * 1987) over a generator that starts from `seed`. The same rows for the same seed, whatever chunks or workers.
 */
export function randomRows(rows: number, points: number, seed: number): Float64Array {
  const n = Math.min(rows, points);
  const next = splitMix(seed);
  const chosen = new Set<number>();
  for (let last = rows - n; last < rows; last++) {
    const candidate = Math.floor(next() * (last + 1));
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return Float64Array.from(chosen).sort();
}

/** Numbers in [0, 1) with 53 random bits: two steps of a 32-bit mixer (splitmix32) each. */
function splitMix(seed: number): () => number {
  let state = seed >>> 0;
  const step = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return () => ((step() >>> 5) * 67_108_864 + (step() >>> 6)) / 9_007_199_254_740_992;
}
