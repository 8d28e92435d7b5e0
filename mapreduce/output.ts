/**
 * Output folders as Hadoop leaves them: `part-00000`, … and, when the job is done, `_SUCCESS`.
 * @module
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError, fileError } from "../engine/errors.js";
import { absolutePath } from "../engine/paths.js";

/** A folder that appears under its name when the job is done. */
export interface OutputFolder {
  /** Where partition `n` writes. */
  part(n: number): string;
  /** Gives the folder its name. */
  commit(): void;
  /** Removes what was not committed. */
  discard(): void;
}

/**
 * Prepares an output folder beside its final place.
 * @throws FileAccess when the folder exists: results are never mixed or overwritten
 */
export function createOutputFolder(path: string): OutputFolder {
  const target = absolutePath(path);
  const temporary = join(dirname(target), `.${Date.now().toString(36)}-${process.pid}.partial`);
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      throw fileError(cause, target, "cannot write");
    }
  };
  if (existsSync(target))
    throw new EngineError("FileAccess", `output folder '${path}' exists already; remove it or name another`);
  attempt(() => mkdirSync(temporary, { recursive: true }));
  return {
    part: (n) => join(temporary, partName(n)),
    commit() {
      attempt(() => {
        writeFileSync(join(temporary, "_SUCCESS"), "");
        renameSync(temporary, target);
      });
    },
    discard: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

/** Hadoop's name of a reducer's file: `part-00000`. */
export function partName(n: number): string {
  return `part-${String(n).padStart(5, "0")}`;
}
