import vm from "node:vm";
import { ambient, DYNAMIC_IMPORT } from "../../contract/index.js";
import { DEFINE_EXPORT, IMPORT_META, RESUME } from "../compiler/modules.js";
import { USING } from "../compiler/using.js";
import { createUsing, type Using } from "./disposal.js";
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
  const own = `${DYNAMIC_IMPORT}, ${DEFINE_EXPORT}, ${IMPORT_META}, ${RESUME}, ${USING}`;
  const parameters = `exports, require, __filename, __dirname, ${own}`;
  const prefix = `(${cell.hasAwait ? "async " : ""}function (${parameters}) { `;
  const script = new vm.Script(`${prefix}${cell.text}\n})`, { filename: cell.name, columnOffset: -prefix.length });
  const body = script.runInThisContext();
  const { meta } = loader;
  const given = [loader.import, scope.define, meta, resumer(), using()];
  const returned = body(scope.values, loader.require, meta.filename, meta.dirname, ...given);
  return cell.hasAwait ? returned : undefined;
}

/** Takes what the cell declares by `using`. */
function using(): Using {
  const session = ambient()?.session;
  return createUsing((task) => {
    if (!session) throw new Error("`using` at the top level needs a cell, which ends; put it in a block");
    session.atCellEnd(task);
  });
}

/** Hands awaited values on, until the cell that runs is interrupted: so a loop with `await` in it ends. */
function resumer(): (value?: unknown) => unknown {
  const signal = ambient()?.signal;
  return (value) => {
    signal?.throwIfAborted();
    return value;
  };
}
