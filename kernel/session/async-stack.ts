import process from "node:process";

/** What is used of Node's `async_wrap`, which AsyncLocalStorage stands on before Node 24. */
interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kCheck: number; readonly kTotals: number };
  clearAsyncIdStack(): void;
}

/** Keeps Node's bookkeeping of asynchronous calls usable when code is terminated in the middle of them. */
export interface AsyncStack {
  /**
   * Turns the check of the bookkeeping off. An interrupt unwinds calls that Node believes to be open; with the check
   * on, Node then ends the process. `--no-force-async-hooks-checks` turns it off, but the first use of
   * AsyncLocalStorage turns it on again, as does every use of `async_hooks` in a cell.
   */
  relax(): void;
  /** Forgets the calls that an interrupt unwound. */
  clear(): void;
}

/** The stack of this process; does nothing where Node keeps contexts another way. */
export function asyncStack(): AsyncStack {
  const wrap = asyncWrap();
  return {
    relax() {
      if (!wrap) return;
      const { kCheck, kTotals } = wrap.constants;
      wrap.async_hook_fields[kCheck] = 0;
      // Only read to decide whether to check, and to see the first hook come and the last one go.
      wrap.async_hook_fields[kTotals] = 0;
    },
    clear: () => wrap?.clearAsyncIdStack(),
  };
}

function asyncWrap(): AsyncWrap | undefined {
  if (Number(process.versions.node.split(".")[0]) >= 24) return undefined;
  const { binding } = process as { binding?: (name: string) => unknown };
  return binding?.call(process, "async_wrap") as AsyncWrap | undefined;
}
