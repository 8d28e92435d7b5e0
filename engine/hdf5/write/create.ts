/**
 * New files, groups and tables, as PyTables makes them (checked against files of PyTables 3.11.1).
 * @module
 */
import { closeSync, constants, ftruncateSync, openSync } from "node:fs";
import { EngineError, fileError } from "../../errors.js";
import { attribute, scalarAttribute } from "./attributes.js";
import { byteWriter, UNDEFINED } from "./bytes.js";
import { chunkRows as chunkRowsOf } from "./chunkshape.js";
import { rowDatatype, type TableOrder } from "./datatype.js";
import { fillRow } from "./default-bytes.js";
import { type Field, leavesOf, rowSize } from "./fields.js";
import { codingOf, type FilterOptions, pipelineOf } from "./filters.js";
import { commitMembers, type Member, readMembers, writeMembers } from "./group.js";
import { writeHeader } from "./header.js";
import { lockFile } from "./lock.js";
import {
  chunkedLayout,
  datatypeMessage,
  fillMessage,
  filtersMessage,
  growingSpace,
  type Message,
  modifiedMessage,
  symbolTableMessage,
} from "./messages.js";
import { type OutputFile, outputOver, requireOpen, writeAt } from "./output.js";
import { checkName, findNode, hasNode, parentOf, splitPath } from "./paths.js";

/** How a file is opened for writing. */
export interface OutputOptions {
  /**
   * Whether a flush waits until the disk has everything, so that it also outlives a power failure; default true.
   * Without it a flush still outlives the process.
   */
  readonly durable?: boolean;
}

/** What a new table is. */
export interface TableSpec {
  readonly fields: readonly Field[];
  readonly title?: string;
  readonly filters?: FilterOptions;
  /** Rows it is expected to have, for the size of chunks; default 10,000, as PyTables. */
  readonly expectedRows?: number;
  /** Rows of a chunk, instead of PyTables' rule. */
  readonly chunkRows?: number;
  /** Byte order of all columns; default little. */
  readonly byteorder?: TableOrder;
}

const SUPERBLOCK_BYTES = 96;
/** Ranks of HDF5's B-trees as the library sets them. */
const GROUP_LEAF = 4;
const GROUP_INNER = 16;
/** Room in headers for attributes that come later. */
const SPARE = 256;
/** Rows that a table is expected to have unless told. */
export const EXPECTED_ROWS = 10_000;
/** A message has a 16-bit length. */
const MOST_MESSAGE = 65_528;

/**
 * Opens an existing file for writing in place and locks it.
 * @throws FileMissing, FileAccess also when somebody else has it open, CorruptData, Unavailable
 */
export async function openOutput(path: string, { durable = true }: OutputOptions = {}): Promise<OutputFile> {
  const fd = await openLocked(path);
  try {
    return outputOver(path, fd, durable);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Opens an existing file for writing and locks it. @throws FileMissing, FileAccess also when somebody else has it open */
export async function openLocked(path: string): Promise<number> {
  const fd = openFd(path, "r+");
  try {
    await lockFile(fd, path, "exclusive");
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Makes a new file, or empties an old one, and locks it. @throws FileMissing, FileAccess */
export async function createOutput(
  path: string,
  { durable = true, title = "" }: OutputOptions & { readonly title?: string } = {},
): Promise<OutputFile> {
  // not "w": a file that another process has open must not be emptied
  const fd = openFd(path, constants.O_RDWR | constants.O_CREAT);
  try {
    await lockFile(fd, path, "exclusive");
    ftruncateSync(fd, 0);
    writeSkeleton(path, fd, title);
    return outputOver(path, fd, durable);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openFd(path: string, flags: string | number): number {
  try {
    return openSync(path, flags);
  } catch (cause) {
    throw fileError(cause, path, "cannot open");
  }
}

/** Superblock (version 0) and an empty root group. */
function writeSkeleton(path: string, fd: number, title: string): void {
  const file: OutputFile = {
    path,
    fd,
    end: new BigInt64Array(new SharedArrayBuffer(8)),
    holes: [],
    dirty: new Set(),
    durable: false,
    ranks: { groupLeaf: GROUP_LEAF, groupInner: GROUP_INNER, chunks: 32 },
    root: 0,
    state: "open",
  };
  file.end[0] = BigInt(SUPERBLOCK_BYTES);
  const { tree, heap } = writeMembers(file, []);
  const messages = [
    symbolTableMessage(tree, heap),
    ...groupAttributes(title),
    attribute("PYTABLES_FORMAT_VERSION", "2.1"),
  ];
  const root = writeHeader(file, messages, 1, SPARE);
  const end = Number(file.end[0]);
  const superblock = byteWriter()
    .bytes(Buffer.from("\x89HDF\r\n\x1a\n", "latin1"))
    .u8(0, 0, 0, 0, 0, 8, 8, 0)
    .u16(GROUP_LEAF)
    .u16(GROUP_INNER)
    .u32(0)
    .u64(0)
    .u64(UNDEFINED)
    .u64(end)
    .u64(UNDEFINED)
    .u64(0)
    .u64(root)
    .u32(1)
    .u32(0)
    .u64(tree)
    .u64(heap);
  ftruncateSync(fd, end);
  writeAt(file, 0, superblock.done());
}

function groupAttributes(title: string): Message[] {
  return [attribute("TITLE", title), attribute("CLASS", "GROUP"), attribute("VERSION", "1.0")];
}

/**
 * Makes a group.
 * @param parents whether missing groups above it are made too
 * @throws InvalidArgument when there is a node of that path, or no group above it
 */
export function createGroup(file: OutputFile, path: string, title = "", parents = false): void {
  addNode(file, path, parents, () => {
    const { tree, heap } = writeMembers(file, []);
    return writeHeader(file, [symbolTableMessage(tree, heap), ...groupAttributes(title)], 1, SPARE);
  });
}

/**
 * Makes an empty table.
 * @throws InvalidArgument for empty or unfit descriptions, taken names, and headers beyond HDF5's 64 KiB
 */
export function createTable(file: OutputFile, path: string, spec: TableSpec, parents = false): void {
  const messages = tableMessages(spec, path);
  addNode(file, path, parents, () => writeHeader(file, messages, 3, SPARE));
}

/** The messages of a table's header: what every flush changes first. */
function tableMessages(spec: TableSpec, path: string): Message[] {
  const { fields, title = "", expectedRows = EXPECTED_ROWS, byteorder = "little" } = spec;
  if (fields.length === 0)
    throw new EngineError("InvalidArgument", `table '${path}' needs at least one column in its description`);
  const bytes = rowSize(fields);
  const coding = codingOf(spec.filters);
  const chunkRows = spec.chunkRows ?? chunkRowsOf(expectedRows, bytes, coding.library === "blosc2");
  if (!Number.isSafeInteger(chunkRows) || chunkRows < 1 || chunkRows * bytes >= 2 ** 31)
    throw new EngineError(
      "InvalidArgument",
      `chunks of ${chunkRows} rows of ${bytes} bytes are not between 1 row and 2 GiB`,
    );
  const leaves = leavesOf(fields);
  const filters = pipelineOf(coding, bytes, chunkRows);
  const messages = [
    growingSpace(0),
    chunkedLayout(UNDEFINED, chunkRows, bytes),
    attribute("NROWS", 0),
    datatypeMessage(rowDatatype(fields, byteorder)),
    fillMessage(fillRow(leaves, bytes, byteorder)),
    ...(filters.length > 0 ? [filtersMessage(filters)] : []),
    modifiedMessage(Math.floor(Date.now() / 1000)),
    attribute("CLASS", "TABLE"),
    attribute("VERSION", "2.7"),
    attribute("TITLE", title),
    ...fields.map(({ name }, i) => attribute(`FIELD_${i}_NAME`, name)),
    ...levelByLevel(fields).map((leaf, i) => scalarAttribute(`FIELD_${i}_FILL`, leaf.type, leaf.default)),
  ];
  const large = messages.find(({ body }) => body.length > MOST_MESSAGE);
  if (large !== undefined)
    throw new EngineError(
      "InvalidArgument",
      `the description of '${path}' takes ${large.body.length} bytes, more than the 64 KiB of an object header message: ${leaves.length} columns are too many`,
    );
  return messages;
}

/** Fields that are no compounds, those of nested columns after all of the level above: how PyTables numbers defaults. */
function levelByLevel(fields: readonly Field[]): Field[] {
  const found: Field[] = [];
  const levels: (readonly Field[])[] = [fields];
  for (let level = levels.shift(); level !== undefined; level = levels.shift())
    for (const field of level)
      if (field.type.kind === "compound") levels.push(field.type.fields);
      else found.push(field);
  return found;
}

/** Puts a new object into its group. */
function addNode(file: OutputFile, path: string, parents: boolean, write: () => number): void {
  requireOpen(file);
  const { parent, name } = parentOf(path);
  checkName(name);
  if (parents) createParents(file, parent);
  const group = findNode(file, parent).header;
  const members = readMembers(file, group);
  if (members.some((member) => member.name === name))
    throw new EngineError("InvalidArgument", `group '${parent}' already has a child named '${name}'`);
  const added: Member = { name, header: write() };
  commitMembers(file, group.address, [...members, added]);
}

function createParents(file: OutputFile, path: string): void {
  const parts = splitPath(path);
  for (let i = 1; i <= parts.length; i++) {
    const above = `/${parts.slice(0, i).join("/")}`;
    if (!hasNode(file, above)) createGroup(file, above);
  }
}

/** Takes a node, and for a group all below it, out of the file; its space stays until the file is copied. */
export function removeNode(file: OutputFile, path: string): void {
  requireOpen(file);
  const { parent, name } = parentOf(path);
  findNode(file, path);
  const group = findNode(file, parent).header;
  const members = readMembers(file, group).filter((member) => member.name !== name);
  commitMembers(file, group.address, members);
}
