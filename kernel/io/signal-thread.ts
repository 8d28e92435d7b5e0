/**
 * A thread that sleeps until SIGINT, tells of it, and sleeps again.
 * @module
 */
import vm from "node:vm";
import { parentPort } from "node:worker_threads";

/** Key under which the script finds what it does. */
const SLEEP = Symbol.for("tslab-bigdata.sleep");

const never = new Int32Array(new SharedArrayBuffer(4));
Object.defineProperty(globalThis, SLEEP, { value: () => Atomics.wait(never, 0, 0) });
const script = new vm.Script('globalThis[Symbol.for("tslab-bigdata.sleep")]()');

for (;;) {
  try {
    script.runInThisContext({ breakOnSigint: true });
  } catch {
    // Nothing but the signal ends the sleep.
    parentPort?.postMessage("interrupted");
  }
}
