/**
 * Names of options, checked where users' calls come in: a misspelt option is an error, not a default.
 * @module
 */
import { didYouMean, EngineError } from "./errors.js";

/** Names of the options that every scan takes. */
export const SCAN_NAMES: readonly string[] = [
  "workers",
  "chunk",
  "perChunk",
  "signal",
  "onProgress",
  "onReport",
  "kernels",
  "priority",
  "engine",
];

/** @throws InvalidArgument for an option that is not among the known ones, naming the nearest */
export function checkNames(options: object, known: readonly string[], of: string): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new EngineError(
        "InvalidArgument",
        `${of} has no option '${name}'${didYouMean(name, known)}; it takes ${known.join(", ")}`,
      );
}

/** @throws InvalidArgument for a value that is not among the allowed ones; undefined is the default */
export function checkChoice(name: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value as string)) return;
  const words = allowed.map((choice) => `"${choice}"`).join(" or ");
  throw new EngineError(
    "InvalidArgument",
    `'${name}' must be ${words}, got ${JSON.stringify(value) ?? String(value)}${typeof value === "string" ? didYouMean(value, allowed) : ""}`,
  );
}

/** @throws InvalidArgument for a value that is neither true nor false; undefined is the default */
export function checkFlag(name: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new EngineError(
    "InvalidArgument",
    `'${name}' must be true or false, got ${JSON.stringify(value) ?? String(value)}`,
  );
}
