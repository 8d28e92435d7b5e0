import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../contract/index.js";

/** Folder name of the kernelspec, and so the kernel's name in Jupyter. */
export const KERNEL_NAME = "tslab-bigdata";

/** Flags the kernel's process needs. */
export const NODE_FLAGS: readonly string[] = [
  // An interrupt that unwinds a timer would end the process otherwise.
  "--no-force-async-hooks-checks",
  // Imports are resolved from the notebook's folder.
  "--experimental-import-meta-resolve",
  "--disable-warning=ExperimentalWarning",
];

/**
 * Content of kernel.json. The connection file is an argument of its own: some front ends replace nothing else.
 *
 * @param node  absolute path of the Node.js that runs the kernel
 */
export function kernelspec(node: string): JsonObject {
  const main = fileURLToPath(new URL("../main.js", import.meta.url));
  return {
    argv: [node, ...NODE_FLAGS, main, "{connection_file}"],
    display_name: "TypeScript (Big Data)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { debugger: false, supported_encryption: ["curve"] },
  };
}
