/**
 * Nodes by path in a file open for writing.
 * @module
 */
import { didYouMean, EngineError } from "../../errors.js";
import { isGroup, type Member, readMembers } from "./group.js";
import { type ObjectHeader, readHeader } from "./header.js";
import type { OutputFile } from "./output.js";

/** A node: its path and object header. */
export interface Node {
  readonly path: string;
  readonly header: ObjectHeader;
}

/** `/a/b` → `["a", "b"]`. @throws InvalidArgument for relative paths */
export function splitPath(path: string): string[] {
  if (!path.startsWith("/"))
    throw new EngineError("InvalidArgument", `node path '${path}' must be absolute: '/${path}'`);
  return path.split("/").filter((part) => part !== "");
}

/** Finds a node. @throws InvalidArgument when a part of the path is not there, with the nearest name */
export function findNode(file: OutputFile, path: string): Node {
  let header = readHeader(file, file.root);
  let where = "/";
  for (const name of splitPath(path)) {
    const members = isGroup(header) ? readMembers(file, header) : [];
    const member = members.find((each) => each.name === name);
    if (member === undefined)
      throw new EngineError(
        "InvalidArgument",
        `group '${where}' does not have a child named '${name}'${didYouMean(
          name,
          members.map((each) => each.name),
        )}`,
      );
    header = headerOf(file, member);
    where = where === "/" ? `/${name}` : `${where}/${name}`;
  }
  return { path: where, header };
}

function headerOf(file: OutputFile, member: Member): ObjectHeader {
  if (member.header === undefined) return findNode(file, member.target!).header;
  return readHeader(file, member.header);
}

/** Whether there is a node of that path. */
export function hasNode(file: OutputFile, path: string): boolean {
  let header = readHeader(file, file.root);
  for (const name of splitPath(path)) {
    if (!isGroup(header)) return false;
    const member = readMembers(file, header).find((each) => each.name === name);
    if (member?.header === undefined) return false;
    header = readHeader(file, member.header);
  }
  return true;
}

/** A path's parent and last name. @throws InvalidArgument for the root */
export function parentOf(path: string): { readonly parent: string; readonly name: string } {
  const parts = splitPath(path);
  const name = parts.pop();
  if (name === undefined) throw new EngineError("InvalidArgument", "the root group cannot be made or removed");
  return { parent: `/${parts.join("/")}`, name };
}

/** The error about a table that has indexes of PyTables. */
export function indexedTable(file: string, path: string): EngineError {
  return new EngineError(
    "Unavailable",
    `table '${path}' of '${file}' has indexes of PyTables, which only PyTables can keep up to date; remove them there first: table.cols.<name>.remove_index()`,
  );
}

/** Refuses names that PyTables refuses. */
export function checkName(name: string): void {
  if (name === "" || name === "." || name.includes("/") || name.includes("\0"))
    throw new EngineError(
      "InvalidArgument",
      `node name ${JSON.stringify(name)} must not be empty or '.', or contain '/' or a zero character`,
    );
  if (
    name.startsWith("_i_") ||
    name.startsWith("_v_") ||
    name.startsWith("_f_") ||
    name.startsWith("_g_") ||
    name.startsWith("_c_")
  )
    throw new EngineError("InvalidArgument", `node name '${name}' begins with a prefix that PyTables keeps for itself`);
}
