/**
 * Which values can be copied to another thread without loss.
 * @module
 */
import { EngineError } from "../errors.js";

/**
 * Checks captured values.
 * @param uses values by the names a function uses them under
 * @throws UserFunction naming the first value inside that cannot travel: functions, symbols, promises, and instances
 *   of classes, which would lose their methods
 */
export function checkCloneable(uses: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(uses)) {
    const found = culprit(value, name, new Set());
    if (found !== undefined) throw new EngineError("UserFunction", `'uses.${found.path}' ${found.why}`);
    try {
      structuredClone(value);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError("UserFunction", `'uses.${name}' cannot be copied to a worker: ${reason}`, cause);
    }
  }
}

interface Culprit {
  readonly path: string;
  readonly why: string;
}

function culprit(value: unknown, path: string, seen: Set<unknown>): Culprit | undefined {
  if (typeof value === "function")
    return { path, why: "is a function, which cannot be copied to a worker; write it inside the shipped function" };
  if (typeof value === "symbol") return { path, why: "is a symbol, which cannot be copied to a worker; use a string" };
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (ArrayBuffer.isView(value) || BUILT_IN.has(tagOf(value))) return undefined;
  if (value instanceof Promise || tagOf(value) === "Promise")
    return { path, why: "is a promise; await it and pass its value" };
  if (value instanceof Map || value instanceof Set) {
    const parts = [...value.entries()].flat();
    return first(
      parts.map((part, i) => [part, `${path}[${i >> 1}]`]),
      seen,
    );
  }
  if (Array.isArray(value))
    return first(
      value.map((part, i) => [part, `${path}[${i}]`]),
      seen,
    );
  if (!isPlain(value))
    return {
      path,
      why: `is an instance of ${value.constructor?.name || "a class"}, whose methods would be lost; pass its plain data`,
    };
  return first(
    Object.entries(value).map(([key, part]) => [part, `${path}.${key}`]),
    seen,
  );
}

function first(parts: readonly (readonly [unknown, string])[], seen: Set<unknown>): Culprit | undefined {
  for (const [part, path] of parts) {
    const found = culprit(part, path, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

const BUILT_IN: ReadonlySet<string> = new Set([
  "ArrayBuffer",
  "SharedArrayBuffer",
  "Date",
  "RegExp",
  "Error",
  "Boolean",
  "Number",
  "String",
  "BigInt",
]);

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Made by `{…}` in whatever realm: its prototype is nobody's heir. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
