import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { jupyterDataFolder } from "../io/paths.js";

/** Where to install. */
export type Target =
  | { readonly kind: "user" }
  /** A Python or virtual environment by its root folder. */
  | { readonly kind: "prefix"; readonly prefix: string }
  /** The environment of the `python` on the PATH, or of an active virtual environment. */
  | { readonly kind: "sys-prefix" };

/**
 * The Jupyter data folder of a target: kernelspecs, labextensions and templates lie below it.
 * @throws Error when no Python can be asked for its prefix
 */
export function dataFolder(target: Target): string {
  switch (target.kind) {
    case "user":
      return jupyterDataFolder();
    case "prefix":
      return resolve(target.prefix, "share", "jupyter");
    case "sys-prefix":
      return resolve(process.env["VIRTUAL_ENV"] ?? pythonPrefix(), "share", "jupyter");
  }
}

function pythonPrefix(): string {
  for (const python of ["python3", "python"]) {
    try {
      return execFileSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
    } catch {
      // Not this name; the next one.
    }
  }
  throw new Error("--sys-prefix: no python3 or python on the PATH; name the environment with --prefix <folder>");
}
