/**
 * How rooms meet without importing each other: an ambient context per execution, found through a registered symbol.
 * @module
 */
import type { DisplayOptions, MimeBundle } from "./display.js";
import type { KernelServices } from "./kernel.js";
import type { LiveHandle } from "./live.js";

/** One state of a long operation. Sinks show it at most ten times a second; the last state is always shown. */
export interface ProgressUpdate {
  /** Stable within one operation. */
  readonly id: string;
  /** What is running: `"mean"`, `"ingest data/*.csv"`. */
  readonly label: string;
  /** Units done. */
  readonly done: number;
  /** Units in all; undefined when unknown. */
  readonly total: number | undefined;
  /** `"rows"`, `"bytes"`, `"files"`. */
  readonly unit: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  /** Milliseconds since the operation began. */
  readonly elapsedMs: number;
  /** False where nothing is to be left of it when the work has ended well; default true. */
  readonly leave?: boolean;
}

/** What `prompt` asks the front end. */
export interface InputRequest {
  readonly prompt: string;
  readonly password: boolean;
}

/** A variable of the notebook. */
export interface SessionVariable {
  readonly name: string;
  /** TypeScript's type as the compiler prints it; empty where it is not known. */
  readonly type: string;
  readonly value: unknown;
}

/** What the session magics ask of a kernel. All calls are about the notebook whose cell is running. */
export interface SessionServices {
  /** Variables that cells declared, in the order of their names. Imported names are left out. */
  variables(): readonly SessionVariable[];
  /** Forgets all variables and declarations once the cell is done. */
  reset(): void;
  /**
   * Starts afresh: asks the front end's kernel manager where there is one, else resets in place: variables,
   * declarations and modules.
   */
  restart(): Promise<void>;
  /**
   * Makes an existing folder the one that paths, imports and commands start from; `directory` of the context and
   * `process.cwd()` change with it.
   */
  changeDirectory(path: string): void;
  /** Puts text into the running cell, or into a new one below (Jupyter's payload `set_next_input`). */
  setNextInput(text: string, replace: boolean): void;
  /** Packages were installed or removed: what was looked up is looked up again. */
  packagesChanged(): void;
  /** Calls a function when the running cell is done, failed or interrupted, before its reply; its output is the cell's. */
  atCellEnd(task: () => void | Promise<void>): void;
}

/**
 * What the running cell offers to library code. The engine uses it when the caller passes no signal or progress of
 * its own; in a plain script there is none.
 */
export interface AmbientContext {
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
  /** The notebook's folder; relative paths are resolved against it. */
  readonly directory: string;
  /** Takes progress of long work. */
  progress(update: ProgressUpdate): void;
  /** Runs work for something that is shown itself: of its progress nothing is left when it has ended well. */
  fleeting<T>(body: () => T): T;
  /** Shows a bundle under the cell that is running. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Removes the cell's output, at once or when the next output comes. */
  clearOutput(wait: boolean): void;
  /** Keeps a handle so that front ends can ask it for refinements. */
  live(handle: LiveHandle): void;
  /** Asks the user and blocks until there is an answer. */
  input(request: InputRequest): string;
  /** The notebook's session; absent where cells run without one. */
  readonly session?: SessionServices;
  /** The Jupyter kernel around the cell; absent where cells run without one. */
  readonly kernel?: KernelServices;
}

/** Key on `globalThis` under which the kernel puts its AsyncLocalStorage of contexts. */
export const CONTEXT: unique symbol = Symbol.for("tslab-bigdata.context");

/** What stands under {@link CONTEXT}: `AsyncLocalStorage<AmbientContext>` as far as others need it. */
export interface ContextCarrier {
  getStore(): AmbientContext | undefined;
}

/** The context of the running cell, or undefined in a plain script. */
export function ambient(): AmbientContext | undefined {
  return (globalThis as { [CONTEXT]?: ContextCarrier })[CONTEXT]?.getStore();
}

/**
 * Name of the function that carries out `import()` in compiled cells. Text of a function that leaves its cell has
 * `import` in its place.
 */
export const DYNAMIC_IMPORT = "$import";
