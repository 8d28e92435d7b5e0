/**
 * Reading Plotly's JSON: everything in it came from outside, so every value is asked for with the kind it must have.
 * @module
 */

/** A JSON-like object of unknown content. */
export type Plain = { readonly [key: string]: unknown };

/** Whether a value is an object that is neither an array nor a typed array. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** The object under a key, or an empty one. */
export function child(of: Plain, key: string): Plain {
  const value = of[key];
  return isPlain(value) ? value : {};
}

/** A finite number under a key, or the default. */
export function number(of: Plain, key: string, otherwise: number): number {
  const value = of[key];
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

/** A string under a key, or the default. */
export function string(of: Plain, key: string, otherwise: string): string {
  const value = of[key];
  return typeof value === "string" ? value : otherwise;
}

/** A boolean under a key, or the default. */
export function boolean(of: Plain, key: string, otherwise: boolean): boolean {
  const value = of[key];
  return typeof value === "boolean" ? value : otherwise;
}

/**
 * Lays one object over another, nested objects key by key; arrays are replaced whole. Keys of `over` win unless they
 * are undefined.
 */
export function overlay(under: Plain, over: Plain): Plain {
  const merged: { [key: string]: unknown } = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isPlain(below) && isPlain(value) ? overlay(below, value) : value;
  }
  return merged;
}

/** The text of a title: Plotly takes a string or `{ text }`. */
export function titleText(of: Plain): string {
  const title = of["title"];
  return typeof title === "string" ? title : isPlain(title) ? string(title, "text", "") : "";
}
