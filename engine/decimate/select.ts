/**
 * From what was kept of each bin to row numbers: MinMax and M4.
 * @module
 */
import type { BinExtremes } from "./bin-extremes.js";

/**
 * MinMax: the rows of each bin's least and greatest value, ascending, each once.
 * @see visualization literature: Van der Donckt et al., MinMaxLTTB, IEEE VIS 2023
 */
export function selectMinMax({ argmin, argmax }: BinExtremes): Float64Array {
  return ascending([argmin, argmax]);
}

/**
 * M4: also each bin's first and last row, ascending, each once. With bins that are the raster's columns, the line
 * through these rows fills the pixels of the whole line (Jugel et al., PVLDB 7(10), 2014, theorem 1).
 */
export function selectM4({ first, argmin, argmax, last }: BinExtremes): Float64Array {
  return ascending([first, argmin, argmax, last]);
}

/** Rows of each bin in order, each once; bins come in order themselves, those without a value hold -1. */
function ascending(kept: readonly Float64Array[]): Float64Array {
  const bins = kept[0]!.length;
  const rows = new Float64Array(bins * kept.length);
  let n = 0;
  for (let bin = 0; bin < bins; bin++) {
    const from = n;
    for (const list of kept) {
      const row = list[bin]!;
      if (row < 0) break;
      let at = n;
      while (at > from && rows[at - 1]! > row) at--;
      if (at > from && rows[at - 1]! === row) continue;
      rows.copyWithin(at + 1, at, n);
      rows[at] = row;
      n++;
    }
  }
  return rows.slice(0, n);
}
