/**
 * How many rows a chunk has: PyTables' rule (`calc_chunksize` and `Leaf._calc_chunkshape` of tables/leaf.py, 3.11.1).
 * @module
 */

const MIB = 1 << 20;
const KIB8 = 8 << 10;
/** Blosc2 handles blocks inside its chunks, so its chunks are larger. PyTables takes the size of the level-3 cache where it knows one. */
const BLOSC2_FACTOR = 16;
const BLOSC2_MOST = 2 ** 31 - 32;

/** Bytes of a chunk for a table of that many MiB: 64 KiB below 10, twice as much at every power of ten, at most 8 MiB. */
export function chunkBytes(expectedMib: number): number {
  const limited = Math.trunc(Math.min(Math.max(expectedMib, 1), 1e7));
  return 8 * KIB8 * 2 ** (String(limited).length - 1);
}

/**
 * Rows of a chunk of a table.
 * @param expectedRows rows the table is expected to have; PyTables' default is 10,000
 * @param rowBytes bytes of a row
 * @param blosc2 whether the table is compressed by blosc2
 */
export function chunkRows(expectedRows: number, rowBytes: number, blosc2: boolean = false): number {
  const bytes = chunkBytes(Math.floor((expectedRows * rowBytes) / MIB));
  const wanted = blosc2 ? Math.min(bytes * BLOSC2_FACTOR, BLOSC2_MOST) : bytes;
  return Math.max(1, Math.floor(wanted / rowBytes));
}
