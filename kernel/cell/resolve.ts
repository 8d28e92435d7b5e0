import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The file URL that `import` would load for a name, if it is an ES module; undefined for everything `require` should
 * load: builtins, CommonJS, JSON, and what `import` cannot find.
 *
 * Needs `--experimental-import-meta-resolve`, which the kernelspec passes: resolution is the notebook's, not ours.
 *
 * @param specifier  as written in the import
 * @param directory  folder of the importing cell or module
 * @param self       name of this package; it resolves to this very package from any folder
 */
export function resolveModule(specifier: string, directory: string, self: string): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const isSelf = specifier === self || specifier.startsWith(`${self}/`);
  let url: string;
  try {
    url = isSelf
      ? import.meta.resolve(specifier)
      : import.meta.resolve(specifier, pathToFileURL(join(directory, "cell.js")));
  } catch {
    return undefined;
  }
  return url.startsWith("file:") && isModuleFile(url) ? url : undefined;
}

/** Node's rule: by extension, then by the nearest package.json. */
function isModuleFile(url: string): boolean {
  const path = fileURLToPath(url);
  if (path.endsWith(".mjs")) return true;
  return path.endsWith(".js") && packageType(dirname(path)) === "module";
}

function packageType(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    try {
      return JSON.parse(readFileSync(join(at, "package.json"), "utf8")).type;
    } catch {
      if (at === dirname(at) || at.endsWith("node_modules")) return undefined;
    }
  }
}
