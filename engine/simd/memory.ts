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

/** A memory that threads share; its buffer is replaced when it grows, and only by a longer one over the same bytes. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module. */
export type CompiledModule = { readonly __module?: never };
/** Functions of an instance by name; all take and return numbers. */
export type Exports = { readonly [name: string]: (...args: readonly number[]) => number };

interface WebAssemblyApi {
  readonly Memory: {
    new (descriptor: { readonly initial: number; readonly maximum: number }): LinearMemory;
    new (descriptor: { readonly initial: number; readonly maximum: number; readonly shared: true }): SharedMemory;
  };
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: Exports };
}

const { WebAssembly: api } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** Compiles a module, at once. */
export function compile(bytes: Uint8Array): CompiledModule {
  return new api.Module(bytes);
}

/** Instantiates a module over a memory. */
export function instantiate(module: CompiledModule, memory: LinearMemory | SharedMemory): Exports {
  return new api.Instance(module, { env: { memory } }).exports;
}

/** A new memory; sizes in pages of 64 KiB. */
export function createMemory(initial: number, maximum: number): LinearMemory {
  return new api.Memory({ initial, maximum });
}

/** A new memory for several threads; sizes in pages of 64 KiB. It can be sent to them. */
export function createSharedMemory(initial: number, maximum: number): SharedMemory {
  return new api.Memory({ initial, maximum, shared: true });
}
