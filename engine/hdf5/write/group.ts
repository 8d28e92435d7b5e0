/**
 * Groups of the old style: a B-tree of symbol table nodes and a heap of names. A group is never changed in place: its
 * tree and heap are built anew, and one write makes the group refer to them.
 * @module
 */
import { EngineError } from "../../errors.js";
import { byteWriter, UNDEFINED } from "./bytes.js";
import { commitHeader, type ObjectHeader, readHeader } from "./header.js";
import { MESSAGE, symbolTableMessage } from "./messages.js";
import { allocate, type OutputFile, outside, readAt, writeAt } from "./output.js";

/** One member of a group. */
export interface Member {
  readonly name: string;
  /** Address of its object header; undefined for a soft link. */
  readonly header: number | undefined;
  /** Path that a soft link stands for. */
  readonly target?: string;
}

const ENTRY = 40;
const NAME_CAP = 1 << 16;
/** Members of a group at most, against damaged files. */
const MOST_MEMBERS = 1 << 20;
const SOFT_LINK = 2;

/** Where a group keeps its members: addresses of tree and heap. @throws InvalidArgument for no group */
function symbolTable(file: OutputFile, header: ObjectHeader): { readonly tree: number; readonly heap: number } {
  const message = header.messages.find(({ type }) => type === MESSAGE.symbolTable);
  if (message === undefined) {
    if (header.messages.some(({ type }) => type === 0x0002 || type === 0x0006))
      throw outside(file.path, "a group of the new style");
    throw new EngineError("InvalidArgument", `the object at byte ${header.address} of '${file.path}' is no group`);
  }
  const body = Buffer.from(message.body);
  return { tree: Number(body.readBigUInt64LE(0)), heap: Number(body.readBigUInt64LE(8)) };
}

/** Whether an object is a group. */
export function isGroup(header: ObjectHeader): boolean {
  return header.messages.some(({ type }) => type === MESSAGE.symbolTable);
}

/** The members of a group by name. @throws CorruptData */
export function readMembers(file: OutputFile, header: ObjectHeader): Member[] {
  const { tree, heap } = symbolTable(file, header);
  const head = readAt(file, heap, 32);
  if (head.toString("latin1", 0, 4) !== "HEAP") throw damaged(file, heap, "heap");
  const size = Number(head.readBigUInt64LE(8));
  if (size > 1 << 28) throw damaged(file, heap, "heap");
  const names = readAt(file, Number(head.readBigUInt64LE(24)), size);
  const textAt = (offset: number): string => {
    const stop = names.indexOf(0, offset);
    if (offset >= size || stop < 0 || stop - offset > NAME_CAP) throw damaged(file, heap, "heap");
    return names.toString("utf8", offset, stop);
  };
  const members: Member[] = [];
  for (const node of leafNodes(file, tree, 0)) {
    const bytes = readAt(file, node, 8 + 2 * file.ranks.groupLeaf * ENTRY);
    const count = bytes.readUInt16LE(6);
    if (bytes.toString("latin1", 0, 4) !== "SNOD" || count > 2 * file.ranks.groupLeaf)
      throw damaged(file, node, "node");
    for (let i = 0; i < count; i++) {
      const at = 8 + i * ENTRY;
      const name = textAt(Number(bytes.readBigUInt64LE(at)));
      if (bytes.readUInt32LE(at + 16) === SOFT_LINK)
        members.push({ name, header: undefined, target: textAt(bytes.readUInt32LE(at + 24)) });
      else members.push({ name, header: Number(bytes.readBigUInt64LE(at + 8)) });
    }
    if (members.length > MOST_MEMBERS) throw damaged(file, tree, "tree");
  }
  return members;
}

function leafNodes(file: OutputFile, node: number, depth: number): number[] {
  const head = readAt(file, node, 24);
  const level = head[5]!;
  const count = head.readUInt16LE(6);
  if (head.toString("latin1", 0, 4) !== "TREE" || head[4] !== 0 || depth > 32) throw damaged(file, node, "tree");
  const entries = readAt(file, node + 24, 8 + count * 16);
  const children = Array.from({ length: count }, (_, i) => Number(entries.readBigUInt64LE(8 + i * 16)));
  return level === 0 ? children : children.flatMap((child) => leafNodes(file, child, depth + 1));
}

/** Writes tree and heap for these members. */
export function writeMembers(
  file: OutputFile,
  members: readonly Member[],
): { readonly tree: number; readonly heap: number } {
  const sorted = members
    .map((member) => ({ ...member, key: Buffer.from(member.name, "utf8") }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const names = byteWriter().zeros(8);
  const place = (text: string): number => {
    const at = names.length;
    names.text(text).u8(0).align(8);
    return at;
  };
  const nodeBytes = 8 + 2 * file.ranks.groupLeaf * ENTRY;
  const most = 2 * file.ranks.groupLeaf;
  const leaves: Child[] = [];
  for (let at = 0; at < sorted.length; at += most) {
    const part = sorted.slice(at, at + most);
    const node = byteWriter().text("SNOD").u8(1, 0).u16(part.length);
    let last = 0;
    for (const { name, header, target } of part) {
      last = place(name);
      node.u64(last).u64(header ?? UNDEFINED);
      if (target === undefined) node.zeros(24);
      else node.u32(SOFT_LINK).u32(0).u32(place(target)).zeros(12);
    }
    const address = allocate(file, nodeBytes);
    writeAt(file, address, node.zeros(nodeBytes - node.length).done());
    leaves.push({ address, last });
  }
  const tree = writeTree(file, leaves);
  // room for names that others add
  const data = names.zeros(64).done();
  const heap = allocate(file, 32 + data.length);
  const free = data.length - 64;
  new DataView(data.buffer, data.byteOffset).setBigUint64(free, 1n, true);
  new DataView(data.buffer, data.byteOffset).setBigUint64(free + 8, 64n, true);
  const head = byteWriter()
    .text("HEAP")
    .u8(0, 0, 0, 0)
    .u64(data.length)
    .u64(free)
    .u64(heap + 32);
  writeAt(file, heap, head.bytes(data).done());
  return { tree, heap };
}

interface Child {
  readonly address: number;
  /** Heap offset of the last name below. */
  readonly last: number;
}

/** Builds the tree over the leaves from below; an empty group has an empty node. */
function writeTree(file: OutputFile, leaves: readonly Child[]): number {
  const most = 2 * file.ranks.groupInner;
  const bytes = 24 + (most + 1) * 8 + most * 8;
  for (let level = 0, children = leaves; ; level++) {
    const groups: (readonly Child[])[] = [];
    for (let at = 0; at < Math.max(children.length, 1); at += most) groups.push(children.slice(at, at + most));
    const addresses = groups.map(() => allocate(file, bytes));
    let before = 0;
    groups.forEach((group, i) => {
      const node = byteWriter().text("TREE").u8(0, level).u16(group.length);
      node
        .u64(addresses[i - 1] ?? UNDEFINED)
        .u64(addresses[i + 1] ?? UNDEFINED)
        .u64(before);
      for (const { address, last } of group) node.u64(address).u64(last);
      before = group.at(-1)?.last ?? 0;
      writeAt(file, addresses[i]!, node.zeros(bytes - node.length).done());
    });
    if (groups.length === 1) return addresses[0]!;
    children = groups.map((group, i) => ({ address: addresses[i]!, last: group.at(-1)!.last }));
  }
}

/** Commits a group with other members. */
export function commitMembers(file: OutputFile, group: number, members: readonly Member[]): void {
  const header = readHeader(file, group);
  const { tree, heap } = writeMembers(file, members);
  const message = symbolTableMessage(tree, heap);
  commitHeader(
    file,
    header,
    header.messages.map((each) => (each.type === MESSAGE.symbolTable ? { ...each, body: message.body } : each)),
  );
}

function damaged(file: OutputFile, address: number, what: string): EngineError {
  return new EngineError("CorruptData", `'${file.path}': the group's ${what} at byte ${address} is damaged`);
}
