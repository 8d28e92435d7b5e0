import { createRequire, isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { DYNAMIC_IMPORT } from "../../contract/index.js";
import { DEFINE_EXPORT, IMPORT_META } from "../compiler/modules.js";
import type { Emitted } from "../compiler/transpile.js";
import { resolveModule } from "./resolve.js";
import type { Scripts } from "./scripts.js";

/** A local TypeScript or JavaScript module as compiled. */
export interface LocalModule {
  /** Absolute path with the extension `.js`. */
  readonly path: string;
  readonly text: string;
  readonly emitted: Emitted;
}

/** Loads modules for cells, resolved from the notebook's folder. */
export interface Loader {
  /** Takes new versions of local modules; those and all that import them run again when next imported. */
  update(modules: readonly LocalModule[]): void;
  /** Loads the ES modules among the imports, also of local modules, so that `require` can return them. */
  prepare(imports: readonly string[]): Promise<void>;
  /** `require` of cells. */
  readonly require: Require;
  /** `import()` of cells. */
  readonly import: (specifier: unknown) => Promise<unknown>;
  /** `import.meta` of cells. */
  readonly meta: ModuleMeta;
}

/** `import.meta`, as Node has it. */
export interface ModuleMeta {
  readonly url: string;
  readonly filename: string;
  readonly dirname: string;
  resolve(specifier: string): string;
}

type Require = ((specifier: string) => unknown) & Pick<NodeJS.Require, "resolve" | "cache">;
type Loaded = { readonly namespace: object } | { readonly error: unknown };

/**
 * A loader.
 *
 * ES modules are loaded by Node's own `import`, everything else by `require`, as the package itself asks for: so a
 * package exists once, top-level await works, and CommonJS exports are complete.
 *
 * @param directory  the notebook's folder
 * @param self       name of this package
 */
export function createLoader(directory: string, self: string, scripts: Scripts): Loader {
  const native = new Map<string, Loaded>();
  const locals = new Map<string, LocalModule>();
  const running = new Map<string, { exports: unknown }>();

  const localOf = (specifier: string, folder: string): LocalModule | undefined => {
    if (!/^\.{0,2}\//.test(specifier)) return undefined;
    const path = resolve(folder, specifier);
    const candidates = [path, path.replace(/\.[mc]?tsx?$/, ".js"), `${path}.js`, join(path, "index.js")];
    for (const candidate of candidates) {
      const found = locals.get(candidate);
      if (found) return found;
    }
    return undefined;
  };

  const load = async (url: string): Promise<void> => {
    if (native.has(url)) return;
    try {
      native.set(url, { namespace: interoperable(await import(url)) });
    } catch (error) {
      native.set(url, { error });
    }
  };
  const prepare = async (imports: readonly string[], folder: string, seen: Set<string>): Promise<void> => {
    for (const specifier of imports) {
      const local = localOf(specifier, folder);
      if (local) {
        if (seen.has(local.path)) continue;
        seen.add(local.path);
        await prepare(local.emitted.imports, dirname(local.path), seen);
      } else {
        const url = resolveModule(specifier, folder, self);
        if (url) await load(url);
      }
    }
  };

  const requireFrom = (folder: string): Require => {
    const nodeRequire = createRequire(join(folder, "cell.js"));
    const load = (specifier: string): unknown => {
      const local = localOf(specifier, folder);
      if (local) return runLocal(local);
      const url = resolveModule(specifier, folder, self);
      const loaded = url === undefined ? undefined : native.get(url);
      if (loaded && "error" in loaded) {
        native.delete(url as string);
        throw loaded.error;
      }
      return loaded ? loaded.namespace : nodeRequire(specifier);
    };
    return Object.assign(load, { resolve: nodeRequire.resolve, cache: nodeRequire.cache });
  };
  const importFrom =
    (folder: string) =>
    async (specifier: unknown): Promise<unknown> => {
      const name = String(specifier);
      const local = localOf(name, folder);
      if (local) {
        await prepare([name], folder, new Set());
        return runLocal(local);
      }
      const url = resolveModule(name, folder, self);
      if (url) return import(url);
      if (isBuiltin(name)) return import(name);
      return asNamespace(createRequire(join(folder, "cell.js"))(name));
    };

  const runLocal = (local: LocalModule): unknown => {
    const before = running.get(local.path);
    if (before) return before.exports;
    const module = { exports: {} as unknown };
    running.set(local.path, module);
    const name = local.path.replace(/\.js$/, ".ts");
    scripts.add(name, local.emitted, (place) => place);
    const folder = dirname(local.path);
    const own = `${DYNAMIC_IMPORT}, ${DEFINE_EXPORT}, ${IMPORT_META}`;
    const prefix = `(function (exports, require, module, __filename, __dirname, ${own}) { `;
    const script = new vm.Script(`${prefix}${local.text}\n})`, { filename: name, columnOffset: -prefix.length });
    try {
      const given = [importFrom(folder), Object.defineProperty, metaOf(name)];
      script.runInThisContext()(module.exports, requireFrom(folder), module, local.path, folder, ...given);
    } catch (error) {
      running.delete(local.path);
      throw error;
    }
    return module.exports;
  };

  /** Forgets running modules that import a changed one, however far away. */
  const invalidate = (path: string): void => {
    running.delete(path);
    for (const other of running.keys()) {
      const module = locals.get(other);
      const isUser = module?.emitted.imports.some((name) => localOf(name, dirname(other))?.path === path);
      if (isUser) invalidate(other);
    }
  };
  return {
    require: requireFrom(directory),
    import: importFrom(directory),
    meta: metaOf(join(directory, "cell.ts")),
    prepare: (imports) => prepare(imports, directory, new Set()),
    update(modules) {
      for (const module of modules) {
        const isSame = locals.get(module.path)?.text === module.text;
        locals.set(module.path, module);
        if (!isSame) invalidate(module.path);
      }
    },
  };
}

/** A CommonJS module as its types promise it to `import()`: all its properties, and itself as `default`. */
function asNamespace(exports: unknown): unknown {
  if (typeof exports !== "object" && typeof exports !== "function") return { default: exports };
  if (exports === null || "__esModule" in exports) return exports ?? { default: exports };
  return { ...exports, default: exports };
}

/** What `import.meta` is in a module. */
function metaOf(path: string): ModuleMeta {
  const url = pathToFileURL(path).href;
  return {
    url,
    filename: path,
    dirname: dirname(path),
    resolve: (specifier: string) => import.meta.resolve(specifier, url),
  };
}

/** An ES module as emitted CommonJS code expects it: marked, so that `default` is its default export. */
function interoperable(namespace: Record<string, unknown>): object {
  const object = Object.create(null, { __esModule: { value: true }, [Symbol.toStringTag]: { value: "Module" } });
  for (const name of Object.keys(namespace)) {
    if (name !== "__esModule") Object.defineProperty(object, name, { enumerable: true, get: () => namespace[name] });
  }
  return object;
}
