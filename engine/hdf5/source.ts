/**
 * Datasets as sources.
 * @module
 */
import type { Fingerprint, IndexedSource } from "../../contract/index.js";
import { type ColumnLayout, columnsOf, schemaOf } from "./columns.js";
import { whyNotFilters } from "./decode/pipeline.js";
import type { ChunkIndex, DatasetInfo, Datatype, Filter } from "./model.js";

/** Options of an `"hdf5"` descriptor: all that a reader needs, so that workers look at no metadata. */
export type Hdf5Options = {
  /** Path of the dataset, for messages. */
  readonly node: string;
  /** Bytes of one element of the dataset. */
  readonly elementSize: number;
  /** Elements of one row: 1 but for arrays of several axes. */
  readonly perRow: number;
  readonly columns: readonly ColumnLayout[];
  readonly place: Place;
  /** Bytes of one element that was never written; undefined for zeros. */
  readonly fill: Uint8Array | undefined;
};

/** Where the elements are. */
export type Place =
  | {
      readonly kind: "chunked";
      /** Elements of a chunk. */
      readonly chunk: number;
      readonly filters: readonly {
        readonly id: number;
        readonly name: string;
        readonly optional: boolean;
        readonly values: readonly number[];
      }[];
      readonly count: number;
      readonly grid: number;
      readonly index: SharedArrayBuffer;
    }
  | { readonly kind: "contiguous"; readonly address: number | undefined }
  | { readonly kind: "compact"; readonly data: Uint8Array };

/** Why our own reader does not read a dataset's elements; undefined when it does. */
export function whyNotOwn({ type, space, layout, filters }: DatasetInfo): string | undefined {
  if (isNested(type)) return "values of variable length within others";
  if (space.shape === undefined) return "no elements at all";
  if (layout.kind !== "chunked") return undefined;
  const split = layout.chunk.findIndex((n, axis) => axis > 0 && n !== space.shape![axis]);
  if (split > 0) return `chunks that are cut along axis ${split}`;
  return whyNotFilters(filters as readonly Filter[], space.shape.length, type.size);
}

function isNested(type: Datatype, within = false): boolean {
  if (type.kind === "vlen") return within || isNested(type.base, true);
  if (type.kind === "compound") return type.members.some((member) => isNested(member.type, within));
  return type.kind === "array" && isNested(type.base, within);
}

/**
 * The source of a dataset that our own reader reads. A scalar is one row.
 * @param index its chunks, where it has such
 */
export function hdf5Source(
  node: string,
  info: DatasetInfo,
  index: ChunkIndex | undefined,
  file: Fingerprint,
): IndexedSource {
  const { type, layout, fill } = info;
  const [rows, ...rest] = info.space.shape!.length === 0 ? [1] : (info.space.shape as readonly number[]);
  const perRow = rest.reduce((product, n) => product * n, 1);
  const columns = columnsOf(type);
  const options: Hdf5Options = {
    node,
    elementSize: type.size,
    perRow,
    columns,
    place: placeOf(layout, info.filters, index, perRow),
    fill,
  };
  return {
    access: "indexed",
    descriptor: { kind: "hdf5", files: [file], options },
    columns: schemaOf(columns, rest),
    length: perRow === 0 ? 0 : rows!,
    chunkRows: layout.kind === "chunked" ? layout.chunk[0]! : 1,
    rowBytes: type.size * perRow,
  };
}

function placeOf(
  layout: DatasetInfo["layout"],
  filters: readonly Filter[],
  index: ChunkIndex | undefined,
  perRow: number,
): Place {
  if (layout.kind === "chunked") {
    const { count, grid, buffer } = index!;
    return { kind: "chunked", chunk: layout.chunk[0]! * perRow, filters, count, grid, index: buffer };
  }
  if (layout.kind === "compact") return { kind: "compact", data: layout.data };
  return { kind: "contiguous", address: layout.address };
}
