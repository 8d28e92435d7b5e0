import { dirname, resolve } from "node:path";
import type { TS } from "../typescript.js";
import { spellShorthands } from "./shorthand.js";
import { disposeAfterCell } from "./using.js";

/** Makes the programs of a watch; in the form `createWatchCompilerHost` takes. */
export type CreateProgram = TS.CreateProgram<TS.BuilderProgram>;

/** TypeScript's binder, which it keeps to itself. */
interface Binder {
  bindSourceFile(file: TS.SourceFile, options: TS.CompilerOptions): void;
}

/** A source file with the names it declares, once it is bound; internal to TypeScript. */
interface BoundFile extends TS.SourceFile {
  readonly locals?: ReadonlyMap<string, TS.Symbol>;
}

/** A program that tells what the imports of a file were resolved to; internal to TypeScript. */
interface ResolvedProgram extends TS.Program {
  forEachResolvedModule(
    take: (found: { readonly resolvedModule?: TS.ResolvedModule | undefined }) => void,
    file: TS.SourceFile,
  ): void;
}

/**
 * Programs without the bookkeeping of incremental builds.
 *
 * TypeScript's own builder notes after every change which file refers to which, and asks a new type checker for it:
 * most of a small cell's time, for an answer of which tslab uses only the local modules of a cell. These programs find
 * those by following the imports, so a checker comes to life only when there is something to check.
 */
export function createProgramMaker(ts: typeof TS): CreateProgram {
  const { bindSourceFile } = ts as unknown as Binder;
  return (roots, options, host, oldProgram, problems, references) => {
    const builder = ts.createAbstractBuilder(roots, options, host, oldProgram, problems, references);
    const program = builder.getProgram();
    // tslab reads the names a cell declares before anything is checked.
    for (const root of program.getRootFileNames()) {
      const file = program.getSourceFile(root) as BoundFile | undefined;
      if (file && file.locals === undefined) bindSourceFile(file, program.getCompilerOptions());
    }
    return {
      ...builder,
      getAllDependencies: (file) => dependencies(program as ResolvedProgram, file),
      // tslab's own transformers mark the emit of the cell
      emit(file, write, token, only, transformers) {
        if (transformers === undefined) return builder.emit(file, write, token, only);
        const spell = spellShorthands(ts, program.getTypeChecker());
        const all = { ...transformers, before: [disposeAfterCell(ts), spell, ...(transformers.before ?? [])] };
        return builder.emit(file, write, token, only, all);
      },
    };
  };
}

/** Names of a file and of everything it imports, directly or not. */
function dependencies(program: ResolvedProgram, file: TS.SourceFile): string[] {
  const seen = new Set([file.fileName]);
  const add = (name: string): void => {
    if (program.getSourceFile(name)) seen.add(name);
  };
  // A set hands out what is added to it on the way.
  for (const name of seen) {
    const from = program.getSourceFile(name);
    if (!from) continue;
    program.forEachResolvedModule(({ resolvedModule }) => {
      if (resolvedModule) add(resolvedModule.resolvedFileName);
    }, from);
    for (const { fileName } of from.referencedFiles) add(resolve(dirname(name), fileName));
  }
  return [...seen];
}
