/**
 * Object header messages of a table and its attributes (HDF5 File Format Specification 3.0, IV.A.2).
 * @module
 */
import { byteWriter, UNDEFINED } from "./bytes.js";

/** A message of an object header: its type, flags and body; bodies are padded to eight bytes when they are written. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** Types of the messages we write or change. */
export const MESSAGE = {
  nil: 0x0000,
  dataspace: 0x0001,
  datatype: 0x0003,
  fillOld: 0x0004,
  fill: 0x0005,
  layout: 0x0008,
  filters: 0x000b,
  attribute: 0x000c,
  continuation: 0x0010,
  symbolTable: 0x0011,
  modified: 0x0012,
} as const;

/** One filter of a pipeline. */
export interface FilterEntry {
  readonly id: number;
  readonly name: string;
  /** Whether a chunk that the filter cannot shrink may be stored without it. */
  readonly optional: boolean;
  readonly values: readonly number[];
}

function message(type: number, flags: number, body: Uint8Array): Message {
  return { type, flags, body: byteWriter().bytes(body).align(8).done() };
}

/** A one-dimensional dataspace without a limit. */
export function growingSpace(rows: number): Message {
  return message(MESSAGE.dataspace, 0, byteWriter().u8(1, 1, 1, 0).u32(0).u64(rows).u64(UNDEFINED).done());
}

/** A dataspace body of fixed extents; `[]` is a scalar. */
export function fixedSpace(shape: readonly number[]): Uint8Array {
  const writer = byteWriter()
    .u8(1, shape.length, shape.length > 0 ? 1 : 0, 0)
    .u32(0);
  for (let twice = 0; twice < 2; twice++) for (const extent of shape) writer.u64(extent);
  return writer.done();
}

/** The dataspace of nothing, which PyTables gives to empty strings. */
export function nullSpace(): Uint8Array {
  return byteWriter().u8(2, 0, 0, 2).done();
}

/** A dataset of fixed extents. */
export function fixedDataspace(shape: readonly number[]): Message {
  return message(MESSAGE.dataspace, 0, fixedSpace(shape));
}

/** A datatype message; constant, as HDF5 marks it. */
export function datatypeMessage(body: Uint8Array): Message {
  return message(MESSAGE.datatype, 1, body);
}

/**
 * The fill value (version 2): space for chunks is taken as they come.
 * @param value one row's bytes, or undefined for zeros
 */
export function fillMessage(value: Uint8Array | undefined): Message {
  const writer = byteWriter();
  if (value === undefined) writer.u8(2, 3, 0, 1).u32(0);
  else writer.u8(2, 3, 2, 1).u32(value.length).bytes(value);
  return message(MESSAGE.fill, 1, writer.done());
}

/** Layout of a chunked table (version 3): rows in a chunk, bytes in a row, and the index. */
export function chunkedLayout(index: number | bigint, chunkRows: number, rowBytes: number): Message {
  const body = byteWriter().u8(3, 2, 2).u64(index).u32(chunkRows).u32(rowBytes);
  return message(MESSAGE.layout, 0, body.done());
}

/** Layout of a dataset stored in one piece. */
export function contiguousLayout(address: number | bigint, bytes: number): Message {
  return message(MESSAGE.layout, 0, byteWriter().u8(3, 1).u64(address).u64(bytes).done());
}

/** A filter pipeline (version 1). */
export function filtersMessage(filters: readonly FilterEntry[]): Message {
  const writer = byteWriter().u8(1, filters.length).zeros(6);
  for (const { id, name, optional, values } of filters) {
    const padded = byteWriter().text(name).u8(0).align(8).done();
    writer
      .u16(id)
      .u16(padded.length)
      .u16(optional ? 1 : 0)
      .u16(values.length)
      .bytes(padded);
    for (const value of values) writer.u32(value);
    if (values.length % 2 === 1) writer.u32(0);
  }
  return message(MESSAGE.filters, 1, writer.done());
}

/** An attribute (version 1): name, datatype and dataspace each padded to eight bytes, then the value. */
export function attributeMessage(name: string, type: Uint8Array, space: Uint8Array, value: Uint8Array): Message {
  const title = byteWriter().text(name).u8(0).done();
  const body = byteWriter().u8(1, 0).u16(title.length).u16(type.length).u16(space.length);
  for (const part of [title, type, space]) body.bytes(part).align(8);
  return message(MESSAGE.attribute, 0, body.bytes(value).done());
}

/** When an object was changed, seconds since 1970. */
export function modifiedMessage(seconds: number): Message {
  return message(MESSAGE.modified, 0, byteWriter().u8(1, 0, 0, 0).u32(seconds).done());
}

/** Where a group keeps its members. */
export function symbolTableMessage(tree: number, heap: number): Message {
  return message(MESSAGE.symbolTable, 0, byteWriter().u64(tree).u64(heap).done());
}

/** Where an object header goes on. */
export function continuationMessage(address: number, length: number): Message {
  return message(MESSAGE.continuation, 0, byteWriter().u64(address).u64(length).done());
}

/** Nothing, for room to grow; `size` bytes of body. */
export function nilMessage(size: number): Message {
  return { type: MESSAGE.nil, flags: 0, body: new Uint8Array(size) };
}

/** A message's bytes with its head. */
export function messageBytes({ type, flags, body }: Message): Uint8Array {
  return byteWriter().u16(type).u16(body.length).u8(flags, 0, 0, 0).bytes(body).done();
}
