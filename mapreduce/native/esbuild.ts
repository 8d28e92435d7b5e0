/**
 * Packages that a function imports, bundled into its script.
 * @module
 */
import { EngineError } from "../../engine/errors.js";

/**
 * Bundles a module's imports into it.
 * @param text the module
 * @param folder where packages are looked for
 * @throws UserFunction with the bundler's own words for what it cannot find
 */
export async function bundleImports(text: string, folder: string): Promise<string> {
  const { build } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: folder, sourcefile: "script.mjs", loader: "js" },
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "silent",
      // what CommonJS packages call inside an ES module
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/");',
      },
    });
    return outputFiles[0]!.text;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError("UserFunction", `the script cannot be bundled in '${folder}': ${reason}`, cause);
  }
}
