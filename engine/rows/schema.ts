/**
 * Types of tables: column types by name, and what a row of them looks like.
 * @module
 */
import type { ColumnSchema, ColumnType } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import type { ColumnElement } from "../summaries.js";
import { type Cell, typeText } from "./layout.js";

/** Column types by name: `{ country: "int64", temp: "float64" }`. */
export interface Schema {
  readonly [name: string]: ColumnType;
}

/**
 * A row as an object. Elements are typed by the schema; where it is not known, by {@link Cell}. Nulls are `null` at
 * run time whatever the type says.
 */
export type RowOf<S extends Schema> = string extends keyof S
  ? { readonly [name: string]: Cell }
  : { readonly [K in keyof S]: ColumnElement<S[K]> };

/** Names of a schema's columns. */
export type NameOf<S extends Schema> = keyof S & string;

/**
 * Holds a table's columns against what is expected of them.
 * @throws InvalidArgument naming the first column that is missing or of another type
 */
export function checkSchema(expected: Schema, columns: readonly ColumnSchema[], what: string): void {
  const names = columns.map(({ name }) => name);
  for (const [name, type] of Object.entries(expected)) {
    const found = columns.find((column) => column.name === name);
    if (found === undefined)
      throw new EngineError(
        "InvalidArgument",
        `${what} has no column '${name}'${didYouMean(name, names)}; it has ${names.join(", ")}`,
      );
    if (found.type !== type)
      throw new EngineError("InvalidArgument", `column '${name}' of ${what} is ${typeText(found)}, not ${type}`);
  }
}
