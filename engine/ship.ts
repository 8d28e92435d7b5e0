/**
 * Functions that travel: to workers, and into scripts for other machines. A function becomes the text of a module and
 * the values it uses; nothing else of its surroundings comes along, which is checked before any work starts.
 * @module
 */
import { constants, Script } from "node:vm";
import type { Cloneable, ShippedFunction } from "../contract/index.js";
import { didYouMean, EngineError } from "./errors.js";
import { parseJavaScript, type SyntaxNode } from "./native/acorn.js";
import { checkCloneable } from "./ship/cloneable.js";
import { withoutCommonJs } from "./ship/commonjs.js";
import { outsideOf } from "./ship/free-names.js";
import { WORKER_GLOBALS } from "./ship/globals.js";

/** Any function, sync or async, plain or generator. */
// biome-ignore lint/complexity/noBannedTypes: the parameters of a shipped function are its user's affair
type AnyFunction = Function;

/** Values by the names a function uses them under. */
export interface Uses {
  readonly [name: string]: Cloneable;
}

const EXPORT = "export default ";

/**
 * Makes a function ready to travel.
 *
 * The module's default export takes the `uses` and returns the function:
 * `(await import(dataUrl)).default(uses)`, or {@link load}.
 * @param f a function expression, arrow function, generator, async function, or a method of an object literal
 * @param uses the values from outside that it names; copied with `structuredClone`
 * @param role what it is for, in messages: `"mapper"`
 * @throws UserFunction for classes, built-in and bound functions, accessors, functions that use `this` or `super` of
 *   their object, names that are neither in `uses` nor known to every worker, and values that cannot be copied
 */
export function ship(f: AnyFunction, uses: Uses = {}, role = "function"): ShippedFunction {
  if (typeof f !== "function") throw refusal(role, `expected a function, got ${f === null ? "null" : typeof f}`);
  const compiled = asExpression(Function.prototype.toString.call(f), f.name, role);
  const text = asWritten(compiled, role);
  const outside = outsideOf(parsed(text, role));
  if (outside.receiver !== undefined)
    throw refusal(role, `it uses '${outside.receiver}', which does not travel; pass what it needs as 'uses'`);
  const names = Object.keys(uses);
  for (const name of names) checkName(name, role);
  const missing = outside.names.filter((name) => !names.includes(name) && !WORKER_GLOBALS.has(name));
  if (missing.length > 0) throw refusal(role, complaint(missing, names));
  checkCloneable(uses);
  const parameters = names.length === 0 ? "()" : `({ ${names.join(", ")} })`;
  return { module: `${EXPORT}${parameters} => (${text});\n`, uses };
}

/**
 * Makes the function again, at once, in this thread.
 * @throws UserFunction for text that {@link ship} did not make or that does not compile
 */
export function load<F extends AnyFunction>(shipped: ShippedFunction): F {
  if (!shipped.module.startsWith(EXPORT))
    throw new EngineError("UserFunction", "this is no shipped function: its module has no leading default export");
  try {
    // modules are strict, so this is too
    const script = new Script(`"use strict"; ${shipped.module.slice(EXPORT.length)}`, {
      filename: "shipped-function.js",
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return script.runInThisContext()(shipped.uses) as F;
  } catch (cause) {
    throw new EngineError("UserFunction", `a shipped function cannot be loaded: ${reasonOf(cause)}`, cause);
  }
}

/** The same function as an expression: methods are taken out of an object literal. */
function asExpression(text: string, name: string, role: string): string {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text))
    throw refusal(
      role,
      `'${name}' is built in or bound, so it has no text; wrap it: (...args) => ${name || "f"}(...args)`,
    );
  if (/^class\b/.test(text)) throw refusal(role, `'${name}' is a class; pass a function that uses it inside`);
  if (/^(?:get|set)\s+[\w$[#"']/.test(text)) throw refusal(role, `'${name}' is a getter or setter; pass a function`);
  if (/^(?:async\s*)?function\b/.test(text) || !isMethod(text)) return text;
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))
    throw refusal(role, `the method '${name}' has no simple name; write it as a function or arrow function`);
  return `({ ${text} }).${name}`;
}

/** Functions of cells are compiled to CommonJS; here they are what they were before. */
function asWritten(compiled: string, role: string): string {
  const root = parsed(compiled, role);
  // what is parsed stands in parentheses
  return withoutCommonJs(`(${compiled})`, root, outsideOf(root).names).slice(1, -1);
}

function isMethod(text: string): boolean {
  try {
    parseJavaScript(`(${text})`);
    return false;
  } catch {
    return true;
  }
}

function parsed(text: string, role: string): SyntaxNode {
  try {
    return parseJavaScript(`(${text})`);
  } catch (cause) {
    throw refusal(role, `its text cannot be read: ${reasonOf(cause)}`);
  }
}

function checkName(name: string, role: string): void {
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !isReserved(name)) return;
  throw refusal(role, `'${name}' in 'uses' is no name that a function can use`);
}

function isReserved(word: string): boolean {
  try {
    parseJavaScript(`((${word}) => 0)`);
    return word === "eval" || word === "arguments";
  } catch {
    return true;
  }
}

function complaint(missing: readonly string[], names: readonly string[]): string {
  const [first] = missing as [string];
  const imported = missing.find((name) => /\w_\d+$/.test(name));
  if (imported !== undefined)
    return `it uses a module that was imported outside ('${imported}'); load it inside: const { … } = await import("…")`;
  const list = missing.map((name) => `'${name}'`).join(", ");
  const hint = didYouMean(first, names);
  return `it uses ${list} from outside, which a worker does not have; pass ${missing.length > 1 ? "them" : "it"} as uses: { ${missing.join(", ")} }${hint}`;
}

function refusal(role: string, message: string): EngineError {
  return new EngineError("UserFunction", `the ${role} cannot travel: ${message}`);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
