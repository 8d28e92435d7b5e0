/**
 * Calling the functions of a job: what they give is checked, what they throw is told with its place.
 * @module
 */
import { EngineError } from "../engine/errors.js";
import type { Pairs } from "./functions.js";

/** Takes a pair. */
export type Emit = (key: unknown, value: unknown) => void;

/**
 * Hands over all pairs that a function gave. Synchronous unless the function is: a promise is returned for async
 * generators only.
 * @param who the function, in messages: `"mapper temps"`
 * @throws UserFunction when it gave no pairs
 */
export function takePairs(given: unknown, who: string, emit: Emit): Promise<void> | undefined {
  if (isIterable(given)) {
    for (const pair of given) takePair(pair, who, emit);
    return undefined;
  }
  if (isAsyncIterable(given)) return takeAsync(given, who, emit);
  if (given instanceof Promise) return given.then((settled) => takePairs(settled, who, emit));
  throw new EngineError(
    "UserFunction",
    `the ${who} must yield pairs, [key, value]; it is no generator and returned ${wordOf(given)}`,
  );
}

async function takeAsync(given: AsyncIterable<unknown>, who: string, emit: Emit): Promise<void> {
  for await (const pair of given) takePair(pair, who, emit);
}

function takePair(pair: unknown, who: string, emit: Emit): void {
  if (!Array.isArray(pair) || pair.length !== 2)
    throw new EngineError("UserFunction", `the ${who} must yield pairs, [key, value]; it yielded ${wordOf(pair)}`);
  emit(pair[0], pair[1]);
}

function wordOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "function") return "a function";
  const text = typeof value === "object" ? JSON.stringify(value) : JSON.stringify(String(value));
  return `${typeof value} ${text === undefined ? "" : text.slice(0, 80)}`.trimEnd();
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** A function as it stands after travelling. */
export type Called = (first: never, second: never) => Pairs<unknown, unknown>;

/** What user code threw, in words. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
