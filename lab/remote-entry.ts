/**
 * What JupyterLab loads: a module-federation container (`init`, `get`) under the extension's name, written by hand,
 * since the plugin shares one package only, Lumino's widgets.
 * @module
 */
import type { WidgetClass } from "./jupyter.js";
import { makePlugin } from "./plugin.js";

/** Versions of the packages that the application shares. */
interface ShareScope {
  readonly [name: string]: { readonly [version: string]: { get(): Promise<() => unknown> | (() => unknown) } };
}

const page = globalThis as typeof globalThis & { _JUPYTERLAB?: { [name: string]: unknown } };
const script = document.currentScript;
const folder = new URL(".", script instanceof HTMLScriptElement ? script.src : document.baseURI).href;

let scope: ShareScope = {};

async function widgetClass(): Promise<WidgetClass> {
  const [shared] = Object.values(scope["@lumino/widgets"] ?? {});
  if (shared === undefined) throw new Error("this JupyterLab shares no @lumino/widgets; version 4 or later is needed");
  const factory = await shared.get();
  return (factory() as { Widget: WidgetClass }).Widget;
}

page._JUPYTERLAB ??= {};
page._JUPYTERLAB["tslab-bigdata"] = {
  init(shared: ShareScope) {
    scope = shared;
  },
  async get(module: string) {
    if (module !== "./extension") throw new Error(`tslab-bigdata has no module ${module}`);
    const plugin = makePlugin(await widgetClass(), folder);
    return () => ({ __esModule: true, default: plugin });
  },
};
