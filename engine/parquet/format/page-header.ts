/**
 * Headers of pages.
 * Format: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 * @module
 */
import { Compact } from "./compact.js";

/** What stands before a page's bytes. */
export interface PageHeader {
  /** Bytes of the header itself. */
  readonly length: number;
  readonly kind: "data" | "data2" | "dictionary" | "other";
  /** Bytes of the page as stored, and decoded. */
  readonly stored: number;
  readonly bytes: number;
  /** CRC-32 of the stored bytes, where there is one. */
  readonly crc: number | undefined;
  /** Values, nulls included; those of a dictionary. */
  readonly values: number;
  readonly encoding: number;
  /** Encoding of definition levels, in pages of version 1. */
  readonly levels: number;
  /** Of pages of version 2: bytes of levels, which are never compressed, and whether the values are. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly compressed: boolean;
}

const KINDS: readonly PageHeader["kind"][] = ["data", "other", "dictionary", "data2"];

/** Bytes and values of a page at most, beyond what any chunk read here holds. */
const MOST_BYTES = 2 ** 30;
const MOST_VALUES = 2 ** 31 - 1;

/**
 * Reads the header that begins with the first of `bytes`.
 * @param what names its place, for errors
 * @throws CorruptData, TooShort when it goes on behind the bytes
 */
export function readPageHeader(bytes: Uint8Array, path: string, what: string): PageHeader {
  const reader = new Compact(bytes, path, what);
  const found = {
    type: -1,
    stored: -1,
    bytes: -1,
    crc: undefined as number | undefined,
    values: -1,
    encoding: -1,
    levels: -1,
    definitionBytes: 0,
    repetitionBytes: 0,
    compressed: true,
  };
  const inner = (field: number, type: number): void => {
    if (field === 1) found.values = reader.size(type);
    if (field === 2) found.encoding = reader.int(type);
    if (field === 3) found.levels = reader.int(type);
  };
  const inner2 = (field: number, type: number): void => {
    if (field === 1) found.values = reader.size(type);
    if (field === 4) found.encoding = reader.int(type);
    if (field === 5) found.definitionBytes = reader.size(type);
    if (field === 6) found.repetitionBytes = reader.size(type);
    if (field === 7) found.compressed = reader.bool(type);
  };
  reader.struct((field, type) => {
    if (field === 1) found.type = reader.int(type);
    if (field === 2) found.bytes = reader.size(type);
    if (field === 3) found.stored = reader.size(type);
    if (field === 4) found.crc = reader.int(type) >>> 0;
    if (field === 5 && found.type === 0) reader.inner(type, inner);
    if (field === 7 && found.type === 2)
      reader.inner(type, (id, of) => {
        if (id !== 3) inner(id, of);
      });
    if (field === 8 && found.type === 3) reader.inner(type, inner2);
  });
  const { type, ...header } = found;
  const kind = KINDS[type];
  if (kind === undefined || header.stored < 0 || header.bytes < 0) throw reader.broken("it is no page header");
  if (kind !== "other" && (header.values < 0 || header.encoding < 0))
    throw reader.broken("a page without its number of values or its encoding");
  if (Math.max(header.bytes, header.stored) > MOST_BYTES || header.values > MOST_VALUES)
    throw reader.broken(`a page of ${header.bytes} bytes with ${header.values} values`);
  if (header.definitionBytes + header.repetitionBytes > Math.min(header.bytes, header.stored))
    throw reader.broken(`levels of ${header.definitionBytes} bytes in a page of ${header.stored}`);
  return { ...header, kind, length: reader.at };
}
