/**
 * From a name or a file to a theme.
 * @module
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ambient, type JsonObject } from "../../contract/index.js";
import { nearest } from "../../engine/errors.js";
import { styleTheme } from "./mplstyle.js";
import type { Theme } from "./theme.js";
import { THEMES } from "./themes.js";

/**
 * A theme by name, from a matplotlib style file (`.mplstyle`), or from a Plotly template (`.json`: the template, or
 * a figure or layout that has one).
 * @throws RangeError for an unknown name, with the nearest known one; Error of a file that cannot be read or is neither
 */
export async function loadTheme(nameOrFile: string): Promise<Theme> {
  const theme = Object.hasOwn(THEMES, nameOrFile) ? THEMES[nameOrFile] : undefined;
  if (theme !== undefined) return theme;
  if (/\.mplstyle$/i.test(nameOrFile)) return styleTheme(await text(nameOrFile));
  if (/\.json$/i.test(nameOrFile)) return templateTheme(nameOrFile, await text(nameOrFile));
  const names = Object.keys(THEMES);
  const near = nearest(nameOrFile, names);
  const hint = near === undefined ? "" : `; did you mean '${near}'?`;
  throw new RangeError(
    `unknown style '${nameOrFile}': one of ${names.join(", ")}, or a file ending in .mplstyle or .json${hint}`,
  );
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(resolve(ambient()?.directory ?? process.cwd(), path), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot read the style '${path}': ${reason}`, { cause });
  }
}

function templateTheme(path: string, json: string): Theme {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new SyntaxError(`the style '${path}' is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  const template = find(value, ["layout", "template"]) ?? find(value, ["template"]) ?? value;
  const layout = find(template, ["layout"]);
  if (!isObject(layout)) throw new TypeError(`the style '${path}' is no Plotly template: it has no layout`);
  const data = find(template, ["data"]);
  return { layout, ...(isObject(data) && { data }) };
}

function find(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
