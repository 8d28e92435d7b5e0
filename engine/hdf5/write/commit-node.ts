/**
 * Changes of a node's header that become part of the file by one write, wherever the header lies.
 * @module
 */
import { EngineError } from "../../errors.js";
import { commitMembers, readMembers } from "./group.js";
import { changesInPlace, changingFirst, commitHeader, type ObjectHeader, readHeader, writeHeader } from "./header.js";
import type { Message } from "./messages.js";
import type { OutputFile } from "./output.js";
import { findNode, parentOf } from "./paths.js";

/** Room for attributes that come later. */
const SPARE = 256;

/**
 * Commits the file with changed messages of a node. A header that lies across two pages cannot be changed by one
 * write: then a new one takes its place in the group.
 * @returns the header as it stands now
 * @throws Unavailable when such a header has other links than the one of `path`
 */
export function commitNode(
  file: OutputFile,
  path: string,
  header: ObjectHeader,
  messages: readonly Message[],
): ObjectHeader {
  if (path === "/" || changesInPlace(header, messages)) return commitHeader(file, header, messages);
  if (header.references > 1)
    throw new EngineError(
      "Unavailable",
      `'${path}' of '${file.path}' has ${header.references} links and a header across two pages, which cannot be changed by one write; write to a copy made by ptrepack`,
    );
  const { parent, name } = parentOf(path);
  const address = writeHeader(file, changingFirst(messages), 3, SPARE);
  const group = findNode(file, parent).header;
  const members = readMembers(file, group).map((member) =>
    member.name === name ? { ...member, header: address } : member,
  );
  commitMembers(file, group.address, members);
  return readHeader(file, address);
}
