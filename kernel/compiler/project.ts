import { join } from "node:path";
import type { TS } from "../typescript.js";

/** How strictly code is checked; everything else of a project's options is the kernel's. */
const STRICTNESS = [
  "strict",
  "noImplicitAny",
  "noImplicitThis",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useUnknownInCatchVariables",
  "exactOptionalPropertyTypes",
  "noUncheckedIndexedAccess",
] as const satisfies readonly (keyof TS.CompilerOptions)[];

/** "The 'files' list in config file is empty." */
const NO_FILES = 18002;

/** The file of a folder that says how its notebooks are checked. Folders above are other projects'. */
export function projectFile(directory: string): string {
  return join(directory, "tsconfig.json");
}

/**
 * How strictly the cells of a folder's notebooks are checked, by its `tsconfig.json` and what that extends; no options
 * where there is none.
 *
 * @throws Error naming the file and what is wrong in it
 */
export function projectOptions(ts: typeof TS, directory: string): TS.CompilerOptions {
  const path = projectFile(directory);
  if (!ts.sys.fileExists(path)) return {};
  const read = ts.readConfigFile(path, ts.sys.readFile);
  // No files are looked for: cells are what is compiled.
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options, errors } = read.error
    ? { options: {}, errors: [read.error] }
    : ts.parseJsonConfigFileContent({ ...read.config, files: [], include: [] }, host, directory, undefined, path);
  const [wrong] = errors.filter(({ code }) => code !== NO_FILES);
  if (wrong) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(wrong.messageText, "\n")}`);
  return Object.fromEntries(STRICTNESS.filter((name) => name in options).map((name) => [name, options[name]]));
}
