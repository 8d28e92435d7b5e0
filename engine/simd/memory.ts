/**
 * WebAssembly as far as the engine uses it. The compiler's libraries declare it only together with a browser's
 * globals, which do not belong here.
 * @module
 */

/** A WebAssembly memory. */
export interface LinearMemory {
  /** Replaced by a longer one when the memory grows. */
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => LinearMemory;
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** A new memory; sizes in pages of 64 KiB. */
export function createMemory(initial: number, maximum: number): LinearMemory {
  return new api.Memory({ initial, maximum });
}
