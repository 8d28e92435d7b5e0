/**
 * Filters in PyTables' words.
 * @module
 */
import type { Filter } from "./model.js";
import { pythonBoolean, pythonString } from "./python-text.js";

/** What PyTables' `Filters` says of a leaf. */
export class Filters {
  /** 0 (none) to 9. */
  readonly complevel: number;
  /** `"zlib"`, `"lzo"`, `"bzip2"`, `"blosc"`, `"blosc:lz4"`, `"blosc2:zstd"`, …; undefined without compression. */
  readonly complib: string | undefined;
  /** Whether bytes are put together by their place in an element before compression. */
  readonly shuffle: boolean;
  /** The same for bits; blosc and blosc2 only. */
  readonly bitshuffle: boolean;
  /** Whether chunks carry a checksum. */
  readonly fletcher32: boolean;

  /** All of them default to "no". */
  constructor(options: Partial<Pick<Filters, "complevel" | "complib" | "shuffle" | "bitshuffle" | "fletcher32">> = {}) {
    this.complevel = options.complevel ?? 0;
    this.complib = this.complevel === 0 ? undefined : (options.complib ?? "zlib");
    this.shuffle = options.shuffle ?? false;
    this.bitshuffle = options.bitshuffle ?? false;
    this.fletcher32 = options.fletcher32 ?? false;
  }

  /** As PyTables 3.11.1 prints it. */
  toString(): string {
    const compression = this.complib === undefined ? "" : `complib=${pythonString(this.complib)}, `;
    return `Filters(complevel=${this.complevel}, ${compression}shuffle=${pythonBoolean(this.shuffle)}, bitshuffle=${pythonBoolean(this.bitshuffle)}, fletcher32=${pythonBoolean(this.fletcher32)}, least_significant_digit=None)`;
  }
}

/** Compressors inside blosc and blosc2, by number. */
export const CODECS: readonly string[] = ["blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"];

/** Names of registered filters, for messages and reasons. */
export const FILTER_NAMES: { readonly [id: number]: string } = {
  1: "deflate",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
  305: "lzo",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32015: "zstd",
  32017: "sz",
  32019: "jpeg",
  32022: "bitgroom",
  32023: "bitround",
  32026: "blosc2",
};

/** A filter's name and number. */
export function filterName({ id, name }: Filter): string {
  const known = FILTER_NAMES[id] ?? name;
  return known === "" ? `filter ${id}` : `${known} (filter ${id})`;
}

/** A pipeline as PyTables describes it: filters it does not know are left out. */
export function filtersOf(pipeline: readonly Filter[]): Filters {
  const found: { complevel?: number; complib?: string; shuffle?: boolean; bitshuffle?: boolean; fletcher32?: boolean } =
    {};
  for (const { id, name, values } of pipeline) {
    if (id === 2) found.shuffle = true;
    else if (id === 3) found.fletcher32 = true;
    else if (id === 1) Object.assign(found, { complib: "zlib", complevel: values[0] ?? 1 });
    else if (id === 305) Object.assign(found, { complib: "lzo", complevel: values[0] ?? 1 });
    else if (id === 307) Object.assign(found, { complib: "bzip2", complevel: values[0] ?? 1 });
    // any level will do, PyTables says
    else if (id === 4) Object.assign(found, { complib: "szip", complevel: 1 });
    // PyTables finds blosc by the name in the file
    else if (name === "blosc" || name === "blosc2")
      Object.assign(found, {
        complib: values.length > 6 ? `${name}:${CODECS[values[6]!] ?? "None"}` : name,
        complevel: values[4] ?? 1,
        shuffle: values[5] === 1,
        bitshuffle: values[5] === 2,
      });
  }
  return new Filters(found);
}
