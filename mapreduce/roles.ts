/**
 * What functions do in a job. Scripts carry this, so it imports nothing.
 * @module
 */
import type { ShippedFunction } from "../contract/index.js";

/** What a function does in a job. */
export type Role = "mapper" | "combiner" | "reducer";

/** A function with its name for messages. */
export interface NamedFunction {
  readonly name: string;
  readonly shipped: ShippedFunction;
}

/** A function in messages: `"mapper temps"`. */
export function whoIs(role: Role, { name }: { readonly name: string }): string {
  return name === role ? role : `${role} ${name}`;
}
