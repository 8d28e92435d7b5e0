/**
 * The parameters of a call, checked.
 * @module
 */
import { EngineError } from "../errors.js";

/** What messages need to know of a family. */
export interface FormNames {
  readonly name: string;
  /** Names of the shape parameters. */
  readonly shapes: readonly string[];
}

/** Parameters sorted out of a call. */
export interface Parsed {
  readonly shape: readonly number[];
  readonly loc: number;
  readonly scale: number;
  /** Whether shapes and scale are positive; results are NaN otherwise. */
  readonly valid: boolean;
}

/** Sorts out `…shape, loc, scale`. @throws InvalidArgument naming what is missing, too many or no number */
export function parse(form: FormNames, what: string, parameters: readonly unknown[]): Parsed {
  const { shapes } = form;
  const given = parameters.length;
  if (given > shapes.length + 2) {
    throw invalid(form, what, `takes ${[...shapes, "loc", "scale"].join(", ")}; got ${given} parameters`);
  }
  const shape = shapes.map((name, i) => requireNumber(parameters[i], form, what, name));
  const loc = requireNumber(parameters[shapes.length] ?? 0, form, what, "loc");
  const scale = requireNumber(parameters[shapes.length + 1] ?? 1, form, what, "scale");
  return { shape, loc, scale, valid: scale > 0 && shape.every((value) => value > 0) };
}

/** A value that must be a number. @throws InvalidArgument naming it */
export function requireNumber(value: unknown, form: FormNames, what: string, name: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "object" && value !== null && "toArray" in value) {
    throw invalid(form, what, `${name} must be a number or an array; read the column first: await column.toArray()`);
  }
  const shown = typeof value === "string" ? `'${value}'` : String(value);
  throw invalid(form, what, value === undefined ? `${name} is missing` : `${name} must be a number; got ${shown}`);
}

/** An error of a distribution's function: `burr.pdf: …`. */
export function invalid(form: FormNames, what: string, message: string): EngineError {
  return new EngineError("InvalidArgument", `${form.name}.${what}: ${message}`);
}

/** Whether an argument is an array of any kind; a column is none, its elements are not at hand. */
export function isArrayLike(x: unknown): x is ArrayLike<unknown> {
  return typeof x === "object" && x !== null && "length" in x && typeof x.length === "number" && !("toArray" in x);
}
