import { types } from "node:util";
import type { Item } from "../compiler/completion.js";

/** A dotted path of names that ends at the cursor: `data.rows.fi`. */
const PATH = /(?<![\w$.])([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\.([\w$]*)$/;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Keys of a value that exists, for expressions whose type is `any`. No getter and no proxy is run.
 *
 * @param before     the code up to the cursor
 * @param variables  the notebook's variables
 */
export function liveKeys(before: string, variables: object): { start: number; items: Item[] } | undefined {
  const match = PATH.exec(before);
  if (!match) return undefined;
  const [, path = "", typed = ""] = match;
  let value: unknown = variables;
  for (const name of path.split(".")) {
    value = peek(value, name);
    if (value === undefined) return undefined;
  }
  const items: Item[] = [];
  for (const name of keysOf(value)) {
    if (!name.startsWith(typed)) continue;
    const member = peek(value, name);
    const isMethod = typeof member === "function";
    items.push({ name, kind: isMethod ? "method" : "property", signature: member === null ? "null" : typeof member });
  }
  return { start: before.length - typed.length, items };
}

function peek(value: unknown, name: string): unknown {
  for (let at = value; isHolder(at) && !types.isProxy(at); at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found.value;
  }
  return undefined;
}

function keysOf(value: unknown): Set<string> {
  const keys = new Set<string>();
  for (let at = value; isHolder(at) && !types.isProxy(at) && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (ArrayBuffer.isView(at)) break;
    for (const name of Object.getOwnPropertyNames(at))
      if (IDENTIFIER.test(name) && name !== "constructor") keys.add(name);
  }
  return keys;
}

const isHolder = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";
