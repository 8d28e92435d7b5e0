/**
 * The footer of a Parquet file: columns, row groups, and where their chunks are.
 * Format: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 * @module
 */
import { EngineError } from "../../errors.js";
import { readFully } from "../../sources/memmap-reader.js";
import { Compact, TooShort } from "./compact.js";
import { corrupt } from "./problem.js";
import { type Element, readElement } from "./schema.js";

/** Statistics of a chunk, as stored. */
export interface Statistics {
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  /** Whether they are of the fields that count signed numbers only. */
  readonly old: boolean;
}

/** The pages of one column in one row group. */
export interface Chunk {
  readonly type: number;
  readonly codec: number;
  readonly encodings: readonly number[];
  readonly values: number;
  /** First byte of its first page. */
  readonly start: number;
  /** Bytes in the file, and decoded. */
  readonly stored: number;
  readonly bytes: number;
  readonly statistics: Statistics | undefined;
}

/** A row group: a chunk for each leaf of the schema. */
export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

/** What the footer says. */
export interface Footer {
  readonly path: string;
  /** The schema's tree, flattened depth first, without its root. */
  readonly elements: readonly Element[];
  /** Elements that stand directly below the root. */
  readonly top: number;
  readonly groups: readonly RowGroup[];
}

/** The end of a file that is read at once. */
const TAIL = 65_536;

/** Reads the footer of a file of `size` bytes. @throws CorruptData, Unavailable for encrypted files */
export function readFooter(fd: number, path: string, size: number): Footer {
  const tail = new Uint8Array(Math.min(size, TAIL));
  readFully(fd, path, tail, size - tail.length);
  const mark = Buffer.from(tail.subarray(Math.max(0, tail.length - 4))).toString("latin1");
  if (mark === "PARE")
    throw new EngineError("Unavailable", `'${path}' has an encrypted footer; write it without encryption`);
  if (mark !== "PAR1" || size < 12) throw corrupt(path, "it does not end as Parquet files do, with 'PAR1'");
  const length = new DataView(tail.buffer).getUint32(tail.length - 8, true);
  if (length > size - 12) throw corrupt(path, `a footer of ${length} bytes in a file of ${size}`);
  let bytes = tail.subarray(Math.max(0, tail.length - 8 - length), tail.length - 8);
  if (length > bytes.length) {
    bytes = new Uint8Array(length);
    readFully(fd, path, bytes, size - 8 - length);
  }
  try {
    return parseFooter(bytes, path, size - 8 - length);
  } catch (error) {
    if (error instanceof TooShort) throw corrupt(path, `its footer ends after ${length} bytes, within a structure`);
    throw error;
  }
}

/** @param end where the footer begins in the file: chunks lie before */
function parseFooter(bytes: Uint8Array, path: string, end: number): Footer {
  const reader = new Compact(bytes, path, "its footer");
  const elements: Element[] = [];
  const groups: RowGroup[] = [];
  let rows = 0;
  reader.struct((field, type) => {
    if (field === 2) reader.structs(type, () => elements.push(readElement(reader)));
    if (field === 3) rows = reader.size(type);
    if (field === 4) reader.structs(type, () => groups.push(readGroup(reader)));
  });
  const root = elements.shift();
  if (root === undefined) throw reader.broken("no schema");
  const leaves = elements.filter(({ children }) => children === 0).length;
  let found = 0;
  for (const [g, group] of groups.entries()) {
    if (group.chunks.length !== leaves)
      throw reader.broken(`row group ${g} has ${group.chunks.length} columns, the schema ${leaves}`);
    // chunks of no rows may be nowhere
    for (const { start, stored } of group.rows === 0 ? [] : group.chunks)
      if (start < 4 || start + stored > end)
        throw reader.broken(`a column of row group ${g} from byte ${start} takes ${stored} bytes, data ends at ${end}`);
    found += group.rows;
  }
  if (found !== rows) throw reader.broken(`row groups of ${found} rows in a file of ${rows}`);
  return { path, elements, top: root.children, groups };
}

function readGroup(reader: Compact): RowGroup {
  const chunks: Chunk[] = [];
  let rows = -1;
  reader.struct((field, type) => {
    if (field === 1) reader.structs(type, () => chunks.push(readChunk(reader)));
    if (field === 3) rows = reader.size(type);
  });
  if (rows < 0) throw reader.broken("a row group without a number of rows");
  return { rows, chunks };
}

function readChunk(reader: Compact): Chunk {
  const found = { type: -1, codec: -1, encodings: [] as number[], values: -1, stored: -1, bytes: -1 };
  let [data, dictionary] = [-1, -1];
  let statistics: Statistics | undefined;
  let elsewhere: string | undefined;
  reader.struct((field, type) => {
    if (field === 1) elsewhere = reader.text(type);
    if (field !== 3) return;
    reader.inner(type, (id, of) => {
      if (id === 1) found.type = reader.int(of);
      if (id === 2) reader.list(of, 5, () => found.encodings.push(reader.int(5)));
      if (id === 4) found.codec = reader.int(of);
      if (id === 5) found.values = reader.size(of);
      if (id === 6) found.bytes = reader.size(of);
      if (id === 7) found.stored = reader.size(of);
      if (id === 9) data = reader.size(of);
      if (id === 11) dictionary = reader.size(of);
      if (id === 12) reader.inner(of, readStatistics);
    });
  });
  if (elsewhere !== undefined && elsewhere !== "") throw reader.broken(`a column in another file, '${elsewhere}'`);
  if (Object.values(found).includes(-1) || data < 0)
    throw reader.broken("a column without type, codec, sizes or place");
  // some writers note 0 where there is no dictionary
  return { ...found, start: dictionary > 0 ? Math.min(dictionary, data) : data, statistics };

  function readStatistics(id: number, of: number): void {
    if (![1, 2, 5, 6].includes(id)) return;
    const value = reader.binary(of);
    const { min, max, old } = statistics ?? { min: undefined, max: undefined, old: true };
    // those of fields 5 and 6 have an order for every type, and come last
    if (id > 2)
      statistics = {
        min: id === 6 ? value : old ? undefined : min,
        max: id === 5 ? value : old ? undefined : max,
        old: false,
      };
    else if (old) statistics = { min: id === 2 ? value : min, max: id === 1 ? value : max, old };
  }
}
