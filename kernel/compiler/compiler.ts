import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createTslabConverter,
  loadTypeScript,
  type TS,
  type TslabConversion,
  type TslabConverter,
} from "../typescript.js";
import { createAdditions } from "./additions.js";
import { type Completion, completionHost, completionItems, typeText } from "./completion.js";
import { createCopyingPrinter } from "./printer.js";
import { createProgramMaker } from "./program.js";
import { projectFile, projectOptions } from "./project.js";
import { createSystem, packagesStamp, stampOf } from "./system.js";
import { createTranspiler, type Emitted } from "./transpile.js";

/** This package: cells reach the library under its name from any folder. */
export const SELF: { readonly name: string; readonly root: string } = {
  name: "tslab-bigdata",
  root: dirname(fileURLToPath(new URL("../../../package.json", import.meta.url))),
};

/** Runs code that an interrupt must not terminate. */
export type Critical = <T>(body: () => T) => T;

/** Checks and compiles cells. */
export interface Compiler {
  readonly ts: typeof TS;
  /** @param declarations  what earlier cells declared, as returned by the last conversion */
  convert(declarations: string, code: string): Conversion;
  complete(declarations: string, code: string, position: number): Completion;
  inspect(declarations: string, code: string, position: number): TS.QuickInfo | undefined;
  /** Does ahead what the first cell would have to wait for: it reads the declarations every cell sees. */
  warmUp(): void;
  close(): void;
}

/** A conversion, and what is known of the texts it emitted. */
export interface Conversion extends TslabConversion {
  emitted(output: string): Emitted;
}

interface Latest {
  readonly declarations: string;
  readonly code: string;
  /** When the folder's options were written. */
  readonly project: number;
  readonly conversion: Conversion;
}

/** A cell of the common kind: declares, calls, has a result. */
const WARM_UP = "const numbers: number[] = [1, 2];\nconsole.log(numbers.length);\nnumbers.map(String)";

/** Declarations of globals that TypeScript's libraries for Node lack. */
const CELL_GLOBALS = fileURLToPath(new URL("cell-globals.d.ts", import.meta.url));

/** Words by which a text can depend on files; others always convert alike. */
const OUTSIDE = /\b(?:import|require|reference|from)\b/;

/** "Cannot find module …": the file may exist by the next cell, and the compiler remembers that it did not. */
const MODULE_NOT_FOUND = 2307;

/**
 * A compiler for a notebook's folder. The first call of any method takes most of a second.
 *
 * @param directory  the notebook's folder; must be the process's working folder
 * @param critical   around everything the compiler does
 */
export function createCompiler(directory: string, critical: Critical = (body) => body()): Compiler {
  const { ts, keep } = loadTypeScript();
  const disk = createSystem(directory, SELF);
  const transpiler = createTranspiler(ts);
  let converter: TslabConverter | undefined;
  let packages = "";
  let stale = false;
  let isWorking = false;
  /** The last conversion, for a cell that is run again. */
  let latest: Latest | undefined;
  let program: TS.Program | undefined;
  let file: TS.SourceFile | undefined;

  const current = (): TslabConverter => {
    const stamp = `${packagesStamp(directory)},${stampOf(projectFile(directory))}`;
    // The state of a conversion that failed is not to be trusted.
    if (converter && (stale || isWorking || stamp !== packages || !disk.poll())) {
      converter.close();
      converter = undefined;
    }
    packages = stamp;
    stale = false;
    converter ??= createTslabConverter({
      options: { ...compilerOptions(ts, directory), ...projectOptions(ts, directory) },
      roots: [CELL_GLOBALS],
      system: disk.system,
      completionHost: (system, settings) => completionHost(system, directory, settings),
      onComplete(of, at) {
        program = of;
        file = at;
      },
      createProgram: createProgramMaker(ts),
      createPrinter: createCopyingPrinter(ts),
      additions: createAdditions(ts),
      transpile: transpiler.transpile,
    });
    return converter;
  };
  const work = <T>(body: (converter: TslabConverter) => T): T =>
    critical(() => {
      const open = current();
      isWorking = true;
      const result = body(open);
      isWorking = false;
      return result;
    });
  return {
    ts,
    convert(declarations, code) {
      const project = stampOf(projectFile(directory));
      if (latest?.declarations === declarations && latest.code === code && latest.project === project)
        return latest.conversion;
      latest = undefined;
      const emitted = transpiler.begin();
      const conversion = work((open) => open.convert(declarations, code));
      stale = conversion.diagnostics.some((diagnostic) => diagnostic.code === MODULE_NOT_FOUND);
      const result = { ...conversion, emitted };
      const isClosed = !OUTSIDE.test(declarations) && !OUTSIDE.test(code) && conversion.diagnostics.length === 0;
      if (isClosed) latest = { declarations, code, project, conversion: result };
      return result;
    },
    complete(declarations, code, position) {
      const found = work((open) => open.complete(declarations, code, position));
      // Types of all globals are too many to write out before anything was typed.
      const isOpen = found.start === found.end && found.original?.isMemberCompletion !== true;
      return isOpen || program === undefined || file === undefined
        ? completionItems(found)
        : completionItems(found, typeText(ts, program.getTypeChecker(), file));
    },
    inspect: (declarations, code, position) => work((open) => open.inspect(declarations, code, position)),
    warmUp() {
      // of texts of its own, so that a cell that waits to run keeps what is known of its
      transpiler.begin();
      try {
        work((open) => open.convert("", WARM_UP));
      } catch {
        // The folder's options are wrong, which each cell is told.
        return;
      }
      keep();
    },
    close: () => converter?.close(),
  };
}

function compilerOptions(ts: typeof TS, directory: string): TS.CompilerOptions {
  const nodeTypes = dirname(createRequire(import.meta.url).resolve("@types/node/package.json"));
  const roots: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    roots.push(join(folder, "node_modules", "@types"));
    if (folder === dirname(folder)) break;
  }
  return {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["node"],
    allowImportingTsExtensions: true,
    // Only Node's own: every other package in these folders would be checked in each notebook.
    types: ["node"],
    typeRoots: [...roots, dirname(nodeTypes)],
    inlineSourceMap: true,
  };
}
