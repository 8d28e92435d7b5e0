/**
 * Filters of a table in one word.
 * @module
 */
import { EngineError } from "../errors.js";
import { type Complib, codingOf, type FilterOptions } from "../hdf5/write/filters.js";

/** Fast in both directions, and readable by PyTables and h5py with hdf5plugin. */
const DEFAULT: FilterOptions = { complib: "blosc:lz4", complevel: 5 };

const SHORT: { readonly [word: string]: Complib } = { lz4: "blosc:lz4", zstd: "blosc:zstd", blosclz: "blosc" };

/**
 * Reads `"blosc:5"`, `"blosc:lz4:9"`, `"lz4"`, `"zstd:3"`, `"zlib:1"`, `"none"`; a level left out is 5. Objects are
 * PyTables' filters; nothing is lz4 in blosc at level 5.
 * @throws InvalidArgument for unknown words
 */
export function filtersOf(filters: string | FilterOptions | undefined): FilterOptions {
  if (filters === undefined) return DEFAULT;
  if (filters === "none") return {};
  if (typeof filters !== "string") {
    codingOf(filters);
    return filters;
  }
  const [, word, digits] = /^(.*?)(?::(\d+))?$/.exec(filters)!;
  const parsed = {
    complib: Object.hasOwn(SHORT, word!) ? SHORT[word!]! : (word as Complib),
    complevel: digits === undefined ? 5 : Number(digits),
  };
  if (filters === "")
    throw new EngineError("InvalidArgument", `'filters' must be as "lz4", "blosc:5" or "none", got ""`);
  codingOf(parsed);
  return parsed;
}
