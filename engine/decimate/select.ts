/**
 * From what was kept of each bin to row numbers: MinMax and M4.
 * @module
 */
import type { BinExtremes } from "./bin-extremes.js";

/**
 * MinMax: the rows of each bin's least and greatest value, ascending, each once.
 * @see visualization literature: Van der Donckt et al., MinMaxLTTB, IEEE VIS 2023
 */
export function selectMinMax(bins: BinExtremes): Float64Array {
  return ascending(bins, ["argmin", "argmax"]);
}

/**
 * M4: also each bin's first and last row, ascending, each once. With bins that are the raster's columns, the line
 * through these rows fills the pixels of the whole line (Jugel et al., PVLDB 7(10), 2014, theorem 1).
 */
export function selectM4(bins: BinExtremes): Float64Array {
  return ascending(bins, ["first", "argmin", "argmax", "last"]);
}

function ascending(bins: BinExtremes, names: readonly ("first" | "last" | "argmin" | "argmax")[]): Float64Array {
  const rows = new Float64Array(bins.first.length * names.length);
  let n = 0;
  for (let bin = 0; bin < bins.first.length; bin++) {
    if (bins.first[bin]! < 0) continue;
    const own = names.map((name) => bins[name][bin]!).sort((a, b) => a - b);
    for (const row of own) if (n === 0 || rows[n - 1]! !== row) rows[n++] = row;
  }
  return rows.slice(0, n);
}
