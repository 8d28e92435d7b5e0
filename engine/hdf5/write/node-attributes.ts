/**
 * Attributes of groups and other nodes without rows of their own.
 * @module
 */
import type { AttributeInput } from "./attributes.js";
import { commitHeader } from "./header.js";
import { type OutputFile, requireOpen } from "./output.js";
import { findNode } from "./paths.js";
import { withAttributes } from "./table-messages.js";

/** Sets an attribute of a node, or removes it with undefined. @throws InvalidArgument */
export function setNodeAttribute(
  file: OutputFile,
  path: string,
  name: string,
  value: AttributeInput | undefined,
): void {
  requireOpen(file);
  const { header } = findNode(file, path);
  commitHeader(file, header, withAttributes(header.messages, new Map([[name, value]])));
}
