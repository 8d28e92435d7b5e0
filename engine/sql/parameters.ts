/**
 * Values for the parameters of a query.
 * @module
 */
import { didYouMean, EngineError } from "../errors.js";
import type { SqlParameters, SqlValue } from "./types.js";

/** The value of a parameter, by its name or its number from 1 on. @throws InvalidArgument when there is none */
export function parameterValue(parameters: SqlParameters, name: string): SqlValue {
  const key = Array.isArray(parameters) ? String(Number(name) - 1) : name;
  if (Object.hasOwn(parameters, key)) return (parameters as { readonly [name: string]: SqlValue })[key];
  const way = Array.isArray(parameters)
    ? `parameters: [${"…, ".repeat(Number(name) - 1)}…]`
    : `parameters: { ${name}: … }`;
  throw new EngineError("InvalidArgument", `the query's parameter $${name} has no value; give ${way}`);
}

/** @throws InvalidArgument for a value that no statement has a parameter for */
export function checkUsed(parameters: SqlParameters | undefined, used: ReadonlySet<string>): void {
  const given = Object.keys(parameters ?? []).map((key) => (Array.isArray(parameters) ? String(Number(key) + 1) : key));
  const odd = given.find((name) => !used.has(name));
  if (odd === undefined) return;
  const known = [...used].map((name) => `$${name}`).join(", ") || "none";
  throw new EngineError(
    "InvalidArgument",
    `the query has no parameter $${odd}${didYouMean(odd, [...used])}; it has ${known}`,
  );
}
