/**
 * The seam to tslab: its converter turns a cell and the declarations of earlier cells into checked JavaScript and new
 * declarations. tslab fixes its compiler options and file watching inside; we reach them by standing between the
 * converter and its TypeScript (kernel notes: "ESM and interrupts in a CommonJS vm executor").
 * The only file that imports tslab or TypeScript.
 * @module
 */
import Module, { createRequire } from "node:module";
import type TS from "typescript";
import { cacheFolder, loadCached } from "./code-cache.js";

export type { TS };

/** tslab's converter, as far as we use it. Positions count from the cell's first character. */
export interface TslabConverter {
  convert(declarations: string, code: string): TslabConversion;
  inspect(declarations: string, code: string, position: number): TS.QuickInfo | undefined;
  complete(declarations: string, code: string, position: number): TslabCompletion;
  close(): void;
}

/** Result of a conversion; without `output` there are diagnostics. */
export interface TslabConversion {
  readonly output?: string;
  readonly declOutput?: string;
  readonly diagnostics: readonly TslabDiagnostic[];
  /** Local modules that were compiled along. */
  readonly sideOutputs?: readonly { readonly path: string; readonly data: string }[];
  readonly lastExpressionVar?: string;
}

/** A compile error; `fileName` is present when it lies in a local module. */
export interface TslabDiagnostic {
  readonly start: TslabPosition;
  readonly end: TslabPosition;
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

/** Zero-based. */
export interface TslabPosition {
  readonly offset: number;
  readonly line: number;
  readonly character: number;
}

/** Completions: `candidates` are ordered; `original` holds the entries with their kinds. */
export interface TslabCompletion {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: { readonly isMemberCompletion: boolean; readonly entries: readonly Entry[] };
}

/** A completion with the symbol behind it, which TypeScript hands out to those inside. */
export interface Entry extends TS.CompletionEntry {
  readonly symbol?: TS.Symbol;
}

/** What stands between the converter and its TypeScript. */
export interface Overrides {
  /** Compiler options set over tslab's own. */
  readonly options: TS.CompilerOptions;
  /** Declaration files that every cell sees. */
  readonly roots: readonly string[];
  /** Changes the file system the compiler sees. */
  system(system: TS.System): TS.System;
  /** What completions of import paths may look at. */
  completionHost(system: TS.System, settings: () => TS.CompilerOptions): object;
  /** Told of the program behind the completions that come next. */
  onComplete(program: TS.Program, file: TS.SourceFile): void;
  /** Makes the programs behind the cells. */
  readonly createProgram: TS.CreateProgram<TS.BuilderProgram>;
  /** Makes the printers of what earlier cells declared. */
  readonly createPrinter: (options?: TS.PrinterOptions) => TS.Printer;
  /** What tslab's TypeScript has besides. */
  readonly additions: object;
  /** Replaces the transform of emitted ES modules to CommonJS. */
  transpile(text: string, options: TS.TranspileOptions): TS.TranspileOutput;
}

type Complete = (host: object, program: TS.Program, log: unknown, file: TS.SourceFile, ...rest: unknown[]) => unknown;

interface InternalCompletions {
  getCompletionsAtPosition(...all: unknown[]): unknown;
}

const require = createRequire(import.meta.url);
const converterPath = require.resolve("tslab/dist/converter.js");
const tslabRequire = createRequire(converterPath);

/** TypeScript as tslab asks for it: a build of its own, whose place ours takes. */
const forkPath = tslabRequire.resolve("@tslab/typescript-for-tslab");
const typescriptPath = require.resolve("typescript");

/** TypeScript, and a way to make the next kernel's start faster. */
export interface LoadedTypeScript {
  readonly ts: typeof TS;
  /** Keeps what V8 has compiled of it by now for later processes, unless this one had that already. */
  keep(): void;
}

/**
 * TypeScript. Loading takes a hundred milliseconds and more, so it happens on the first call.
 *
 * @param folder  where its compiled code is kept between processes
 */
export function loadTypeScript(folder: string = cacheFolder()): LoadedTypeScript {
  const before = require.cache[typescriptPath];
  if (before) return { ts: before.exports, keep() {} };
  const { exports, store } = loadCached(typescriptPath, folder);
  return { ts: exports as typeof TS, keep: () => void store() };
}

/**
 * tslab's converter for the current folder, over our TypeScript.
 *
 * tslab depends on a build of TypeScript 5.0.4 with a few additions. It reads it from `require.cache`, where it finds
 * an object that re-exports everything of ours instead, with what it needs besides. (An object of its own, because the
 * original's exports are getters that cannot be assigned.)
 */
export function createTslabConverter(overrides: Overrides): TslabConverter {
  const { ts: original } = loadTypeScript();
  const stand = new Module(forkPath);
  stand.filename = forkPath;
  const system = overrides.system(original.sys);
  const createWatchCompilerHost = (
    roots: string[],
    options: TS.CompilerOptions,
    tslabSystem: TS.System,
    _createProgram: null,
    ...rest: unknown[]
  ): unknown => {
    const create = original.createWatchCompilerHost as unknown as (...all: unknown[]) => unknown;
    settings = { ...options, ...overrides.options };
    const files = [...overrides.roots, ...roots];
    return create(files, settings, tslabSystem, overrides.createProgram, ...rest);
  };
  const transpileModule = overrides.transpile;
  // tslab asks with an empty host and without symbols: no import paths, no signatures.
  const { Completions } = original as unknown as { Completions: InternalCompletions };
  let settings: TS.CompilerOptions = overrides.options;
  const host = overrides.completionHost(system, () => settings);
  const getCompletionsAtPositionForTslab: Complete = (_host, program, log, file, position, preferences, ...rest) => {
    overrides.onComplete(program, file);
    const [trigger, kind, token] = rest;
    return Completions.getCompletionsAtPosition(
      ...[host, program, log, file, position, preferences, trigger, kind, token, undefined, true],
    );
  };
  stand.exports = Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(original),
      sys: { value: system, enumerable: true },
      createWatchCompilerHost: { value: createWatchCompilerHost, enumerable: true },
      createPrinter: { value: overrides.createPrinter, enumerable: true },
      transpileModule: { value: transpileModule, enumerable: true },
      ...Object.getOwnPropertyDescriptors(overrides.additions),
      Completions: { value: { ...Completions, getCompletionsAtPositionForTslab }, enumerable: true },
    },
  );
  stand.loaded = true;
  tslabRequire.cache[forkPath] = stand;
  try {
    delete tslabRequire.cache[converterPath];
    const { createConverter } = tslabRequire(converterPath) as { createConverter(options: object): TslabConverter };
    return createConverter({});
  } finally {
    delete tslabRequire.cache[forkPath];
  }
}
