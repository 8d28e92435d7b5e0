import process from "node:process";
import { Worker } from "node:worker_threads";

/** SIGINT on every system Node runs on. */
const SIGINT = 2;

/** What is used of Node's `signal_wrap`. */
interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
  unref(): void;
}

/**
 * Listens to SIGINT from the I/O thread, because a main thread that spins hears nothing. Without a listener the signal
 * would end the process.
 *
 * Node gives signals to its main thread only. Before Node 24 libuv's handle can be had in any thread; later a small
 * thread sleeps inside a script with `breakOnSigint`, which is Node's other way to take the signal.
 *
 * @param interrupt  called for every signal
 */
export function watchSignal(interrupt: () => void): void {
  const handle = signalHandle();
  if (handle) {
    handle.onsignal = interrupt;
    handle.unref();
    handle.start(SIGINT);
    return;
  }
  const watcher = new Worker(new URL("./signal-thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 },
  });
  watcher.on("message", interrupt);
  watcher.unref();
}

function signalHandle(): SignalHandle | undefined {
  const internals = process as { binding?: (name: string) => unknown; noDeprecation?: boolean };
  const before = internals.noDeprecation ?? false;
  internals.noDeprecation = true;
  try {
    const wrap = internals.binding?.("signal_wrap") as { readonly Signal: new () => SignalHandle } | undefined;
    return wrap && new wrap.Signal();
  } catch {
    // Node 24 has no such module.
    return undefined;
  } finally {
    internals.noDeprecation = before;
  }
}
