/**
 * Conditions on rows: expressions, or functions that travel.
 * @module
 */
import type { Arena, Batch, Cloneable, ColumnSchema, Selection, ShippedFunction } from "../contract/index.js";
import { EngineError } from "./errors.js";
import { select } from "./expr/apply.js";
import { check } from "./expr/check.js";
import { compile, type Program } from "./expr/compile.js";
import { parse } from "./expr/parse.js";
import { print } from "./expr/print.js";
import { columnsOf, type Expr } from "./expr/tree.js";
import { nameOf } from "./expr/types.js";
import { load, ship } from "./ship.js";
import { type CellFunction, selectCells } from "./user-function.js";

/** A condition as plain data. */
export type Where = { readonly expression: Expr } | { readonly test: ShippedFunction; readonly column: string };

/** A function of one element, and what it names from outside. */
export type ElementFunction<T, R> = (value: T, row: number) => R;

/** Options of functions that travel. */
export interface UsesOptions {
  /** Values that the function names from outside; copied to the workers. */
  readonly uses?: { readonly [name: string]: Cloneable };
}

/** Name under which an expression on a Column means its only column, whatever that is called. */
export const VALUE = "value";

/** A schema in which the column at `position` is also called `value`; expressions on a Column use it. */
export function valueSchema(columns: readonly ColumnSchema[], position: number): readonly ColumnSchema[] {
  if (columns.some(({ name }) => name === VALUE)) return columns;
  return [...columns, { ...columns[position]!, name: VALUE }];
}

/**
 * Reads a condition: the text of an expression, its tree, or a function.
 * @throws ExpressionSyntax, InvalidArgument for unknown columns, UnsupportedType unless it is true or false, UserFunction
 */
export function parseWhere(
  condition: string | Expr | ElementFunction<never, unknown>,
  columns: readonly ColumnSchema[],
  position: number | undefined,
  options: UsesOptions = {},
): Where {
  if (typeof condition === "function") {
    if (position === undefined)
      throw new EngineError(
        "InvalidArgument",
        'a condition on a table is an expression, such as "temp > 20", got a function',
      );
    return { test: ship(condition, options.uses, "filter"), column: columns[position]!.name };
  }
  const expression = typeof condition === "string" ? parse(condition) : condition;
  const schema = position === undefined ? columns : valueSchema(columns, position);
  const { type } = check(expression, schema, typeof condition === "string" ? condition : undefined);
  if (type.kind !== "bool")
    throw new EngineError(
      "UnsupportedType",
      `a condition is true or false, '${print(expression)}' is ${nameOf(type)}; compare it with something`,
    );
  return { expression };
}

/**
 * Both conditions.
 * @throws InvalidArgument when one of them is a function: functions are joined by writing one
 */
export function bothWhere(first: Where | undefined, second: Where): Where {
  if (first === undefined) return second;
  if ("expression" in first && "expression" in second)
    return { expression: { op: "binary", operator: "&", left: first.expression, right: second.expression } };
  throw new EngineError(
    "InvalidArgument",
    "a second condition beside a function; write both into one function or one expression",
  );
}

/** Positions in the source of the columns a condition reads. */
export function whereColumns(where: Where, columns: readonly ColumnSchema[], position: number | undefined): number[] {
  const names = "expression" in where ? columnsOf(where.expression) : [where.column];
  return names.map((name) => positionOf(columns, name, position));
}

function positionOf(columns: readonly ColumnSchema[], name: string, position: number | undefined): number {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 && name === VALUE && position !== undefined ? position : at;
}

/** Runs a condition over batches. `positions` finds a source's column in the batch. */
export type RowTest = (batch: Batch, arena: Arena) => NonNullable<Selection>;

/** Makes a condition ready to run in this thread. */
export function compileWhere(
  where: Where,
  columns: readonly ColumnSchema[],
  position: number | undefined,
  projection: readonly number[],
): RowTest {
  if ("test" in where) {
    const slot = projection.indexOf(positionOf(columns, where.column, position));
    const test = load<CellFunction>(where.test);
    return (batch, arena) => selectCells(test, batch, batch.columns[slot]!, arena);
  }
  const schema = position === undefined ? columns : valueSchema(columns, position);
  const program: Program = compile(where.expression, schema);
  const slots = program.columns.map((column) => projection.indexOf(column < columns.length ? column : position!));
  return (batch, arena) => select(program, batch, slots, arena);
}
