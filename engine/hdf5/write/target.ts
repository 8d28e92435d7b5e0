/**
 * A table as it stands in a file, for whoever appends to it.
 * @module
 */
import { EngineError } from "../../errors.js";
import { Cursor } from "../format/cursor.js";
import { readDataspace } from "../format/dataspace.js";
import { readDatatype } from "../format/datatype.js";
import { readFill, readFilters, readLayout, readOldFill } from "../format/layout.js";
import { Elsewhere } from "../format/problem.js";
import { UNDEFINED } from "./bytes.js";
import { type ChunkIndex, readIndex } from "./chunk-index.js";
import type { ChunkLayout } from "./chunk-layout.js";
import { codingOfPipeline } from "./filters.js";
import { readMembers } from "./group.js";
import type { ObjectHeader } from "./header.js";
import { MESSAGE } from "./messages.js";
import { type OutputFile, OutsideLayout, outside } from "./output.js";
import { findNode, indexedTable, parentOf } from "./paths.js";
import { type StoredLeaf, storedLeaves } from "./stored-leaves.js";

/** A table open for writing: all that its object header says. */
export interface TableTarget {
  readonly path: string;
  readonly header: ObjectHeader;
  readonly leaves: readonly StoredLeaf[];
  readonly layout: ChunkLayout;
  readonly rows: number;
  /** One row's bytes for rows that give none; undefined for zeros. */
  readonly fill: Uint8Array | undefined;
  readonly index: ChunkIndex;
}

/** Bytes of a batch of chunks, about. */
const BATCH_BYTES = 1 << 21;

/**
 * Reads what a table is.
 * @throws InvalidArgument for what is no table; Unavailable when it has PyTables indexes, or chunks, filters or types
 * that cannot be written
 */
export function readTarget(file: OutputFile, path: string): TableTarget {
  const { header } = findNode(file, path);
  try {
    return targetOf(file, path, header);
  } catch (error) {
    if (error instanceof Elsewhere) throw outside(file.path, error.reason);
    throw error;
  }
}

function targetOf(file: OutputFile, path: string, header: ObjectHeader): TableTarget {
  const find = (type: number): Cursor | undefined => {
    const body = header.messages.find((message) => message.type === type)?.body;
    return body === undefined ? undefined : new Cursor(body, file.path, `'${path}'`);
  };
  const type = find(MESSAGE.datatype);
  const space = find(MESSAGE.dataspace);
  const layoutAt = find(MESSAGE.layout);
  const datatype = type === undefined ? undefined : readDatatype(type);
  if (datatype?.kind !== "compound" || space === undefined || layoutAt === undefined)
    throw new EngineError(
      "InvalidArgument",
      `node '${path}' of '${file.path}' is no table; rows can be appended to tables`,
    );
  const { shape, limits } = readDataspace(space);
  const layout = readLayout(layoutAt, shape?.length ?? 0, datatype.size);
  if (shape?.length !== 1 || layout.kind !== "chunked" || limits === undefined || limits[0] !== undefined)
    throw new OutsideLayout(
      `table '${path}' of '${file.path}' cannot grow: ${layout.kind} layout, ${limits?.[0] ?? shape?.join(" × ")} rows at most; make a new table and append its rows there`,
    );
  refuseIndexes(file, path);
  const filters = find(MESSAGE.filters);
  const chunkRows = layout.chunk[0]!;
  const fill = find(MESSAGE.fill);
  const oldFill = find(MESSAGE.fillOld);
  const value = fill !== undefined ? readFill(fill) : oldFill === undefined ? undefined : readOldFill(oldFill);
  const leaves = storedLeaves(datatype, path);
  return {
    path,
    header,
    leaves,
    layout: {
      columns: leaves,
      rowBytes: datatype.size,
      chunkRows,
      batchChunks: Math.max(1, Math.floor(BATCH_BYTES / (chunkRows * datatype.size))),
      coding: codingOfPipeline(filters === undefined ? [] : readFilters(filters), path),
    },
    rows: shape[0]!,
    fill: value?.some((byte) => byte !== 0) ? value : undefined,
    index: readIndex(file, layout.address === undefined ? UNDEFINED : BigInt(layout.address), chunkRows, datatype.size),
  };
}

/** PyTables keeps the indexes of `t` in a group `_i_t` beside it, and they would no longer fit. */
function refuseIndexes(file: OutputFile, path: string): void {
  const { parent, name } = parentOf(path);
  const members = readMembers(file, findNode(file, parent).header);
  if (members.some((member) => member.name === `_i_${name}`)) throw indexedTable(file.path, path);
}
