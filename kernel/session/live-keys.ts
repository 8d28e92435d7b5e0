import { types } from "node:util";
import type { Item } from "../compiler/completion.js";

const NAME = String.raw`[A-Za-z_$][\w$]*`;
/** A variable and the way into its value: `data.rows[0]?.["first name"]`. */
const HOLDER = String.raw`(?<![\w$.\])])(${NAME})((?:\??\.${NAME}|(?:\?\.)?\[(?:\d+|"[^"\\]*"|'[^'\\]*')\])*)`;
const VALUE = new RegExp(`${HOLDER}$`);
const MEMBER = new RegExp(String.raw`${HOLDER}\??\.([\w$]*)$`);
const KEY = new RegExp(String.raw`${HOLDER}(?:\?\.)?\[(["'])([^"'\\]*)$`);
const STEP = new RegExp(String.raw`${NAME}|\d+|"[^"]*"|'[^']*'`, "g");
const IDENTIFIER = new RegExp(`^${NAME}$`);

/**
 * Keys of a value that exists, for expressions whose type is `any`. No getter and no proxy is run.
 *
 * @param before     the code up to the cursor, which ends in `data.fi`, `data?.fi` or `data["fi`
 * @param variables  the notebook's variables
 */
export function liveKeys(before: string, variables: object): { start: number; items: Item[] } | undefined {
  const line = lastLine(before);
  const member = MEMBER.exec(line);
  const match = member ?? KEY.exec(line);
  if (!match) return undefined;
  const [, name = "", steps = ""] = match;
  const typed = match.at(-1) ?? "";
  const holder = follow(variables, name, steps);
  if (holder === undefined) return undefined;
  const items: Item[] = [];
  for (const key of keysOf(holder)) {
    if (!key.startsWith(typed) || (member ? !IDENTIFIER.test(key) : /["'\\\n]/.test(key))) continue;
    const value = peek(holder, key);
    const isMethod = typeof value === "function";
    items.push({
      name: key,
      kind: isMethod ? "method" : "property",
      signature: value === null ? "null" : typeof value,
    });
  }
  return { start: before.length - typed.length, items };
}

/**
 * The value of the variable, or of what lies in it, that the code ends with; undefined where there is none. No getter
 * and no proxy is run.
 *
 * @param before     code that ends in `data` or `data.rows[0]`
 * @param variables  the notebook's variables
 */
export function liveValue(before: string, variables: object): { readonly value: unknown } | undefined {
  const match = VALUE.exec(lastLine(before));
  if (!match) return undefined;
  const [, name = "", steps = ""] = match;
  if (steps === "") return Object.hasOwn(variables, name) ? { value: peek(variables, name) } : undefined;
  const value = follow(variables, name, steps);
  return value === undefined ? undefined : { value };
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

function follow(variables: object, name: string, steps: string): unknown {
  let value = Object.hasOwn(variables, name) ? peek(variables, name) : undefined;
  for (const [step] of steps.matchAll(STEP)) {
    if (value === undefined) return undefined;
    value = peek(value, /^["']/.test(step) ? step.slice(1, -1) : step);
  }
  return value;
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
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== "constructor" && !/^\d+$/.test(name)) keys.add(name);
    }
  }
  return keys;
}

const isHolder = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";
