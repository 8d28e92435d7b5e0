/**
 * Global types that cells have besides those of ECMAScript and Node: `WebAssembly`, as its JavaScript interface
 * specifies it (https://webassembly.github.io/spec/js-api/). TypeScript declares it in its libraries of browsers only,
 * together with names that do not exist here.
 * @module
 */

declare global {
  namespace WebAssembly {
    type Bytes = ArrayBufferView | ArrayBuffer;
    type ImportExportKind = "function" | "table" | "memory" | "global" | "tag";
    type TableKind = "anyfunc" | "externref";
    type ImportValue = ExportValue | number | bigint;
    type ModuleImports = Record<string, ImportValue>;
    type Imports = Record<string, ModuleImports>;
    /** A function of any signature: assert the one it has. */
    type Callable = (...given: never[]) => unknown;
    type ExportValue = Callable | Global | Memory | Table | Tag;
    type Exports = Record<string, ExportValue>;

    interface ValueTypeMap {
      i32: number;
      i64: bigint;
      f32: number;
      f64: number;
      externref: unknown;
      anyfunc: Callable | null;
      v128: never;
    }
    type ValueType = keyof ValueTypeMap;

    interface ModuleExportDescriptor {
      name: string;
      kind: ImportExportKind;
    }
    interface ModuleImportDescriptor extends ModuleExportDescriptor {
      module: string;
    }
    interface MemoryDescriptor {
      /** Pages of 64 KiB. */
      initial: number;
      maximum?: number;
      /** Whether threads share it; `maximum` is needed then. */
      shared?: boolean;
    }
    interface TableDescriptor {
      element: TableKind;
      initial: number;
      maximum?: number;
    }
    interface GlobalDescriptor<T extends ValueType = ValueType> {
      value: T;
      mutable?: boolean;
    }
    interface TagType {
      parameters: ValueType[];
    }
    interface InstantiatedSource {
      module: Module;
      instance: Instance;
    }

    /** A compiled module without state. */
    class Module {
      constructor(bytes: Bytes);
      static customSections(module: Module, name: string): ArrayBuffer[];
      static exports(module: Module): ModuleExportDescriptor[];
      static imports(module: Module): ModuleImportDescriptor[];
    }
    /** A module with its state; `exports` are its functions, memories, tables and globals. */
    class Instance {
      constructor(module: Module, imports?: Imports);
      readonly exports: Exports;
    }
    /** Memory that grows by pages of 64 KiB. */
    class Memory {
      constructor(descriptor: MemoryDescriptor);
      /** Replaced when the memory grows, unless it is shared. */
      readonly buffer: ArrayBuffer;
      /** @returns the pages before */
      grow(delta: number): number;
    }
    class Table {
      constructor(descriptor: TableDescriptor, value?: unknown);
      readonly length: number;
      get(index: number): unknown;
      set(index: number, value?: unknown): void;
      grow(delta: number, value?: unknown): number;
    }
    class Global<T extends ValueType = ValueType> {
      constructor(descriptor: GlobalDescriptor<T>, value?: ValueTypeMap[T]);
      value: ValueTypeMap[T];
      valueOf(): ValueTypeMap[T];
    }
    class Tag {
      constructor(type: TagType);
    }
    class Exception {
      constructor(tag: Tag, payload: unknown[], options?: { traceStack?: boolean });
      is(tag: Tag): boolean;
      getArg(tag: Tag, index: number): unknown;
    }
    class CompileError extends Error {}
    class LinkError extends Error {}
    class RuntimeError extends Error {}

    function validate(bytes: Bytes): boolean;
    function compile(bytes: Bytes): Promise<Module>;
    function instantiate(bytes: Bytes, imports?: Imports): Promise<InstantiatedSource>;
    function instantiate(module: Module, imports?: Imports): Promise<Instance>;
    function compileStreaming(source: Response | Promise<Response>): Promise<Module>;
    function instantiateStreaming(source: Response | Promise<Response>, imports?: Imports): Promise<InstantiatedSource>;
  }
}

export {};
