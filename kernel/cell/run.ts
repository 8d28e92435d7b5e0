import vm from "node:vm";
import { DYNAMIC_IMPORT } from "../../contract/index.js";
import { DEFINE_EXPORT, IMPORT_META } from "../compiler/modules.js";
import type { Loader } from "./loader.js";
import type { Scope } from "./scope.js";

/** Emitted code of a cell, ready to run. */
export interface Runnable {
  /** Name in stack traces. */
  readonly name: string;
  readonly text: string;
  readonly hasAwait: boolean;
}

/**
 * Runs a cell.
 *
 * @returns the promise of an asynchronous cell, undefined for others
 * @throws what the cell throws
 */
export function run(cell: Runnable, scope: Scope, loader: Loader): Promise<void> | undefined {
  // A function around the cell makes its variables local, so that they are fast and can be declared again.
  const parameters = `exports, require, ${DYNAMIC_IMPORT}, ${DEFINE_EXPORT}, ${IMPORT_META}`;
  const prefix = `(${cell.hasAwait ? "async " : ""}function (${parameters}) { `;
  const script = new vm.Script(`${prefix}${cell.text}\n})`, { filename: cell.name, columnOffset: -prefix.length });
  const body = script.runInThisContext();
  const returned = body(scope.values, loader.require, loader.import, scope.define, loader.meta);
  return cell.hasAwait ? returned : undefined;
}
