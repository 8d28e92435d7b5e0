/**
 * Calls of the HDF5 library that fail: what they leave behind, and what follows from it.
 * @module
 */
import { statSync } from "node:fs";
import type { LibraryFile } from "./h5wasm-types.js";

/** A file as it was when an instance opened it. */
export interface OpenFile {
  readonly state: string;
  /** How often it is open. */
  handles: number;
}

/** Failures of an instance. */
export interface Failures {
  count: number;
  /** Whether a call is running: one that was stopped never ends. */
  isBusy: boolean;
  /** Called at each of them. */
  readonly failed: () => void;
}

/**
 * Errors come through the library's frames, which leaves a little of its stack behind and what the call had open: after
 * some two thousand of them an instance breaks.
 */
const MOST_FAILURES = 500;

/** Which file a path leads to, and in which state it is. */
export function identityOf(path: string): { readonly id: string; readonly state: string } {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return { id: path, state: "" };
  return { id: `${found.dev}:${found.ino}`, state: `${found.size}:${found.mtimeNs}` };
}

/** Runs a call and notes when it fails. @throws what it throws; another error when there were too many of them */
export function watch<T>(failures: Failures, call: () => T): T {
  if (failures.count >= MOST_FAILURES) throw new Error(`Aborted(${MOST_FAILURES} calls failed)`);
  if (failures.isBusy) throw new Error("Aborted(a call was stopped)");
  failures.isBusy = true;
  try {
    const result = call();
    failures.isBusy = false;
    return result;
  } catch (error) {
    failures.isBusy = false;
    failures.count++;
    failures.failed();
    throw error;
  }
}

/** A file whose calls are watched. */
export function watched<F extends LibraryFile>(file: F, failures: Failures, closed: () => void): F {
  const calls = Object.entries(file).map(([name, call]: [string, (...values: unknown[]) => unknown]) => [
    name,
    (...values: unknown[]): unknown => {
      if (name === "close") closed();
      return watch(failures, () => call(...values));
    },
  ]);
  return Object.fromEntries(calls) as F;
}
