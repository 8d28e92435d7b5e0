/**
 * Filters in PyTables' words and as the pipeline of a dataset.
 * @module
 */
import { didYouMean, EngineError } from "../../errors.js";
import type { FilterEntry } from "./messages.js";
import { OutsideLayout } from "./output.js";

/** Codecs inside blosc and blosc2. */
export type BloscCodec = "blosclz" | "lz4" | "lz4hc" | "zstd" | "zlib";

/** Compression libraries by PyTables' names. Plain `"blosc"` and `"blosc2"` are `…:blosclz`. */
export type Complib = "zlib" | "blosc" | "blosc2" | `blosc:${BloscCodec}` | `blosc2:${BloscCodec}`;

/** Filters of a table as PyTables' `Filters`; without `complevel` nothing is compressed. */
export interface FilterOptions {
  /** 0 (none) to 9; default 0, as PyTables. */
  readonly complevel?: number;
  /** Default `"zlib"`, as PyTables. */
  readonly complib?: Complib;
  /** Whether bytes of equal place are put together first; default true when there is compression. */
  readonly shuffle?: boolean;
  /** Whether every chunk carries a checksum; default false. */
  readonly fletcher32?: boolean;
}

/** How chunks are made: what a pipeline of ours says. */
export interface ChunkCoding {
  /** The compressor, or undefined for none. */
  readonly library: "zlib" | "blosc" | "blosc2" | undefined;
  readonly codec: BloscCodec;
  /** Whether the filter names its codec; plain `"blosc"` leaves out blosclz. */
  readonly named: boolean;
  /** 1 to 9. */
  readonly level: number;
  readonly shuffle: boolean;
  readonly fletcher32: boolean;
}

/** Whether chunks go through deflate, by itself or inside blosc. */
export function usesDeflate({ library, codec }: ChunkCoding): boolean {
  return library === "zlib" || (library !== undefined && codec === "zlib");
}

const ID = { deflate: 1, shuffle: 2, fletcher32: 3, blosc: 32001, blosc2: 32026 } as const;
/** Numbers of the codecs in the filters' values. */
const CODEC_NUMBERS: { readonly [codec in BloscCodec]: number } = { blosclz: 0, lz4: 1, lz4hc: 2, zlib: 4, zstd: 5 };
const CODECS = Object.keys(CODEC_NUMBERS) as BloscCodec[];
const LIBRARIES: readonly string[] = [
  "zlib",
  "blosc",
  "blosc2",
  ...CODECS.flatMap((c) => [`blosc:${c}`, `blosc2:${c}`]),
];
/** Blosc's headers have one byte for the size of a row; longer rows are not shuffled. */
const BLOSC_MOST_TYPESIZE = 255;

/** Bytes of a block of blosc2 that other writers are told to make, as PyTables does at its usual levels. */
const BLOSC2_BLOCK = 128 << 10;

/** Checks filters. @throws InvalidArgument for unknown names, and what only PyTables can write (lzo, bzip2) */
export function codingOf(options: FilterOptions | undefined): ChunkCoding {
  const { complevel = 0, complib = "zlib", fletcher32 = false } = options ?? {};
  if (!Number.isInteger(complevel) || complevel < 0 || complevel > 9)
    throw new EngineError("InvalidArgument", `complevel must be an integer from 0 to 9, got ${String(complevel)}`);
  if (!LIBRARIES.includes(complib))
    throw new EngineError(
      "InvalidArgument",
      `compression library '${String(complib)}' cannot be written; one of: ${LIBRARIES.join(", ")}${didYouMean(String(complib), LIBRARIES)}`,
    );
  const [library, codec = "blosclz"] = complib.split(":") as ["zlib" | "blosc" | "blosc2", BloscCodec?];
  const on = complevel > 0;
  return {
    library: on ? library : undefined,
    codec,
    named: complib.includes(":"),
    level: complevel,
    shuffle: on && (options?.shuffle ?? true),
    fletcher32,
  };
}

/** The pipeline that PyTables sets up for these filters. */
export function pipelineOf(coding: ChunkCoding, rowBytes: number, chunkRows: number): FilterEntry[] {
  const filters: FilterEntry[] = [];
  const { library, level, shuffle } = coding;
  const chunk = rowBytes * chunkRows;
  const typesize = rowBytes > BLOSC_MOST_TYPESIZE ? 1 : rowBytes;
  if (library === "zlib") {
    if (shuffle) filters.push({ id: ID.shuffle, name: "shuffle", optional: true, values: [rowBytes] });
    filters.push({ id: ID.deflate, name: "deflate", optional: true, values: [level] });
  } else if (library === "blosc") {
    const values = [2, 2, typesize, chunk, level, Number(shuffle), ...codecValue(coding)];
    filters.push({ id: ID.blosc, name: "blosc", optional: true, values });
  } else if (library === "blosc2") {
    const block = Math.min(chunk, Math.max(1, Math.floor(BLOSC2_BLOCK / typesize)) * typesize);
    const values = [1, block, typesize, chunk, level, Number(shuffle), ...codecValue(coding)];
    filters.push({ id: ID.blosc2, name: "blosc2", optional: true, values });
  } else if (shuffle) filters.push({ id: ID.shuffle, name: "shuffle", optional: true, values: [rowBytes] });
  if (coding.fletcher32) filters.push({ id: ID.fletcher32, name: "fletcher32", optional: false, values: [] });
  return filters;
}

function codecValue({ codec, named }: ChunkCoding): readonly number[] {
  return named ? [CODEC_NUMBERS[codec]] : [];
}

/**
 * What a pipeline of another writer asks of us.
 * @throws Unavailable, naming the filter, for pipelines we cannot write
 */
export function codingOfPipeline(filters: readonly FilterEntry[], path: string): ChunkCoding {
  const rest = [...filters];
  const take = (id: number): FilterEntry | undefined => (rest[0]?.id === id ? rest.shift() : undefined);
  const shuffled = take(ID.shuffle) !== undefined;
  const compressor = take(ID.deflate) ?? take(ID.blosc) ?? take(ID.blosc2);
  const fletcher32 = take(ID.fletcher32) !== undefined;
  const bitshuffle = compressor !== undefined && compressor.id !== ID.deflate && compressor.values[5]! > 1;
  if (rest.length > 0 || bitshuffle || (shuffled && compressor !== undefined && compressor.id !== ID.deflate)) {
    const names = filters.map(({ id, name }) => `${name || "filter"} (${id})`).join(", ");
    throw new OutsideLayout(`chunks of '${path}' cannot be written through the filters ${names}`);
  }
  if (compressor === undefined)
    return { library: undefined, codec: "blosclz", named: false, level: 0, shuffle: shuffled, fletcher32 };
  if (compressor.id === ID.deflate)
    return {
      library: "zlib",
      codec: "zlib",
      named: false,
      level: compressor.values[0] || 1,
      shuffle: shuffled,
      fletcher32,
    };
  const [, , , , level = 5, shuffle = 1, number = 0] = compressor.values;
  const codec = CODECS.find((each) => CODEC_NUMBERS[each] === number);
  if (codec === undefined)
    throw new OutsideLayout(
      `chunks of '${path}' are compressed by codec ${number} of blosc (snappy?), which cannot be written`,
    );
  return {
    library: compressor.id === ID.blosc ? "blosc" : "blosc2",
    codec,
    named: compressor.values.length > 6,
    level: level || 1,
    shuffle: shuffle === 1,
    fletcher32,
  };
}

/** PyTables' name of what a coding does, for people: `"blosc:lz4(5), shuffle"`. */
export function codingText({ library, codec, level, shuffle, fletcher32 }: ChunkCoding): string {
  const words = [
    ...(library === undefined ? [] : [`${library === "zlib" ? "zlib" : `${library}:${codec}`}(${level})`]),
    ...(shuffle ? ["shuffle"] : []),
    ...(fletcher32 ? ["fletcher32"] : []),
  ];
  return words.length === 0 ? "none" : words.join(", ");
}
