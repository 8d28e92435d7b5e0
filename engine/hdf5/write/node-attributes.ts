/**
 * Attributes of groups and other nodes without rows of their own.
 * @module
 */
import type { AttributeInput } from "./attributes.js";
import { commitNode } from "./commit-node.js";
import { type OutputFile, requireOpen } from "./output.js";
import { findNode } from "./paths.js";
import { withAttributes } from "./table-messages.js";

/** Sets attributes of a node, or removes those that are undefined; all at once. @throws InvalidArgument */
export function setNodeAttributes(
  file: OutputFile,
  path: string,
  values: ReadonlyMap<string, AttributeInput | undefined>,
): void {
  requireOpen(file);
  const { header } = findNode(file, path);
  commitNode(file, path, header, withAttributes(header.messages, values));
}
