import vm from "node:vm";
import { DEFINE_EXPORT, DYNAMIC_IMPORT, IMPORT_META } from "../compiler/modules.js";
import type { Loader } from "./loader.js";
import type { Scope } from "./scope.js";

/** Emitted code of a cell, ready to run. */
export interface Runnable {
  /** Name in stack traces. */
  readonly name: string;
  readonly text: string;
  readonly hasAwait: boolean;
}

/** Key under which the function to call lies on `globalThis` for the moment of the call. */
const CALL = Symbol.for("tslab-bigdata.call");

/** Calls the cell's function. A script, because only scripts are stopped by SIGINT (`breakOnSigint`). */
const caller = new vm.Script('globalThis[Symbol.for("tslab-bigdata.call")]()', { filename: "tslab-bigdata:call" });

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
  const place = globalThis as { [CALL]?: () => unknown };
  place[CALL] = () => {
    delete place[CALL];
    return body(scope.values, loader.require, loader.import, scope.define, loader.meta);
  };
  const returned = caller.runInThisContext({ breakOnSigint: true });
  return cell.hasAwait ? returned : undefined;
}
