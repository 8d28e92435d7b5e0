/**
 * Column.map: lazy element-wise computation.
 * @module
 */
import type { DTypeName, IndexedSource } from "../contract/index.js";
import type { CellValue } from "./aggregates/cells.js";
import { parseDType } from "./dtype.js";
import { EngineError } from "./errors.js";
import { type Condition, expressionOf } from "./expr/condition.js";
import { nameOf, type Typed } from "./expr/types.js";
import { ship, type Uses } from "./ship.js";
import { computedSource, type Recipe } from "./sources/computed.js";

/** Options of `Column.map`. */
export interface MapOptions<R extends DTypeName = DTypeName> {
  /**
   * Element type of the result; default float64. Functions may name any. Expressions give float64, bool, int64 or
   * uint64, and it must be named when it is not float64.
   */
  readonly dtype?: R;
  /** Values from outside that a function uses, by the names it uses. */
  readonly uses?: Uses;
}

/** A function of one element. */
export type ElementFunction<T = CellValue> = (value: T) => number | bigint | boolean;

/** Makes the source of a mapped column from the source below. */
export type Mapping = (source: IndexedSource) => IndexedSource;

/**
 * Checks what to map, once, before any work.
 * @param position position of the column that a function gets, and that `x` and `value` mean in expressions
 * @throws ExpressionSyntax, InvalidArgument, UnsupportedType, UserFunction
 */
export function mappingOf(
  source: IndexedSource,
  position: number,
  what: Condition | ElementFunction<never>,
  options: MapOptions = {},
): Mapping {
  const wanted = parseDType(options.dtype ?? "float64").name;
  let recipe: Recipe;
  if (typeof what === "function") {
    recipe = {
      by: "function",
      shipped: ship(what, options.uses ?? {}, "mapped function"),
      column: position,
      type: wanted,
    };
  } else {
    if (options.uses !== undefined)
      throw new EngineError("InvalidArgument", "'uses' belongs to functions; write the values into the expression");
    const typed = expressionOf(what, source.columns, source.columns[position]!.name);
    const type = dtypeOf(typed);
    if (type !== wanted)
      throw new EngineError(
        "InvalidArgument",
        `this expression gives ${type}, not ${wanted}; write map(expression, { dtype: "${type}" })`,
      );
    recipe = { by: "expression", tree: typed.node };
  }
  return (below) => computedSource(below, recipe, wanted);
}

function dtypeOf({ type }: Typed): DTypeName {
  if (type.kind === "number") return "float64";
  if (type.kind === "bool" || type.kind === "int64" || type.kind === "uint64") return type.kind;
  throw new EngineError("UnsupportedType", `map gives numbers or booleans, this expression is ${nameOf(type)}`);
}
