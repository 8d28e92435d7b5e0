import process from "node:process";
import type { SessionVariable } from "../../contract/index.js";
import { createLoader, type Loader, type LocalModule } from "../cell/loader.js";
import { type Runnable, run } from "../cell/run.js";
import { createScope, type Scope } from "../cell/scope.js";
import { createScripts, installStackTraces, type Place, type Scripts, withoutPrefix } from "../cell/scripts.js";
import { type Compiler, type Conversion, type Critical, createCompiler, SELF } from "../compiler/compiler.js";
import { withoutExportModifiers } from "../compiler/exports.js";
import { reachedDeclarations } from "../compiler/reached.js";
import { sessionVariables } from "./variables.js";

/** The language side of a notebook: its declarations, its variables, its modules. */
export interface Notebook {
  readonly compiler: Compiler;
  readonly loader: Loader;
  readonly scope: Scope;
  readonly scripts: Scripts;
  /** What the cells so far declared, as TypeScript declarations. */
  readonly declarations: string;
  /** Checks and compiles; nothing runs, nothing changes. */
  compile(code: string): Conversion;
  /** Loads what a compiled cell imports. */
  prepare(conversion: Conversion): Promise<void>;
  /**
   * Runs a prepared cell.
   *
   * @param name      in stack traces
   * @param toSource  place in the compiled code → place in the cell
   */
  run(conversion: Conversion, name: string, toSource: (place: Place) => Place): Promise<void> | undefined;
  /** After a run that stopped early: what the cell declared counts as far as it has values. Does nothing otherwise. */
  stop(): void;
  /** After a run without error: its declarations count. Returns whether there is a result, and the result. */
  accept(conversion: Conversion): { readonly value: unknown } | undefined;
  variables(): readonly SessionVariable[];
  /** Forgets all declarations and variables. */
  reset(): void;
  /** Forgets local modules as well, and looks packages up again. */
  restart(): void;
  /** Makes a folder the one that imports and relative paths start from. */
  moveTo(directory: string): void;
  /** Packages were installed or removed. */
  packagesChanged(): void;
}

/**
 * An empty notebook in the working folder.
 *
 * @param critical  runs code that an interrupt must not terminate
 */
export function createNotebook(critical: Critical): Notebook {
  const scripts = createScripts();
  const scope = createScope();
  const open = (): { compiler: Compiler; loader: Loader } => ({
    compiler: createCompiler(process.cwd(), critical),
    loader: createLoader(process.cwd(), SELF.name, scripts),
  });
  let { compiler, loader } = open();
  let declarations = "";
  /** The cell that runs. */
  let running: Conversion | undefined;
  installStackTraces(scripts);
  const self: Notebook = {
    get compiler() {
      return compiler;
    },
    get loader() {
      return loader;
    },
    scope,
    scripts,
    get declarations() {
      return declarations;
    },
    compile: (code) => compiler.convert(declarations, withoutExportModifiers(compiler.ts, code)),
    async prepare(conversion) {
      // Kept, because a cell may move the notebook while it runs.
      const { loader } = self;
      const { sideOutputs = [], output = "" } = conversion;
      loader.update(
        sideOutputs.map(({ path, data }): LocalModule => ({ path, text: data, emitted: conversion.emitted(data) })),
      );
      await loader.prepare(conversion.emitted(output).imports);
    },
    run(conversion, name, toSource) {
      const { output = "" } = conversion;
      const emitted = conversion.emitted(output);
      const cell: Runnable = { name, text: output, hasAwait: emitted.hasAwait };
      scripts.add(name, emitted, (place) => toSource(withoutPrefix(place)));
      scope.begin(emitted.declares);
      running = conversion;
      return run(cell, scope, loader);
    },
    stop() {
      if (!running) return;
      const { declOutput = "", lastExpressionVar } = running;
      running = undefined;
      const missing = new Set(scope.restore());
      if (lastExpressionVar !== undefined) scope.take(lastExpressionVar);
      declarations = critical(() => reachedDeclarations(compiler.ts, declarations, declOutput, missing));
    },
    accept({ declOutput, lastExpressionVar }) {
      running = undefined;
      scope.settle();
      declarations = declOutput ?? "";
      return lastExpressionVar === undefined
        ? undefined
        : { value: unnamed(scope.take(lastExpressionVar), lastExpressionVar) };
    },
    variables: () => sessionVariables(compiler.ts, declarations, scope.values),
    reset() {
      declarations = "";
      scope.clear();
    },
    restart() {
      self.reset();
      self.packagesChanged();
    },
    moveTo(directory) {
      process.chdir(directory);
      self.packagesChanged();
    },
    packagesChanged() {
      compiler.close();
      ({ compiler, loader } = open());
    },
  };
  return self;
}

/** A result without the name of the variable it came in, which a function takes over when it has none. */
function unnamed(value: unknown, variable: string): unknown {
  if (typeof value === "function" && Object.getOwnPropertyDescriptor(value, "name")?.value === variable)
    Object.defineProperty(value, "name", { value: "", configurable: true });
  return value;
}
