/**
 * Row groups in which no row can fulfil a condition, by the least and greatest values in the files' footers.
 * @module
 */
import type { ColumnType } from "../../contract/index.js";
import { parseTime, unitsPer } from "../expr/moment.js";
import type { Comparison, Expr } from "../expr/tree.js";
import type { TimeUnit } from "../expr/types.js";

/** Numbers and bigints, which compare exactly with each other; times are nanoseconds. */
export type Ordered = number | bigint;

/** Least and greatest value of a column in a row group. */
export interface Bounds {
  readonly min: Ordered;
  readonly max: Ordered;
}

/** What is known of the columns of one row group. */
export type GroupBounds = ReadonlyMap<string, Bounds>;

/**
 * Numbers of the groups that need not be read. Comparisons of a column of numbers or times with a constant count, as
 * far as they are joined by `&`; everything else leaves the groups in. NaN never fulfil such a comparison, and footers
 * leave them out.
 */
export function groupsToSkip(
  condition: Expr,
  groups: readonly GroupBounds[],
  types: ReadonlyMap<string, ColumnType>,
): number[] {
  const tests = comparisonsOf(condition).flatMap((each) => testOf(each, types));
  return groups.flatMap((bounds, number) => (tests.some((test) => test(bounds)) ? [number] : []));
}

interface Compared {
  readonly column: string;
  readonly operator: Comparison;
  readonly text: string;
  readonly isText: boolean;
}

const TURNED: { readonly [operator: string]: Comparison } = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" };

function comparisonsOf(node: Expr): Compared[] {
  if (node.op !== "binary") return [];
  const { operator, left, right } = node;
  if (operator === "&") return [...comparisonsOf(left), ...comparisonsOf(right)];
  if (!Object.hasOwn(TURNED, operator)) return [];
  const [column, constant] = left.op === "column" ? [left, right] : [right, left];
  if (column.op !== "column") return [];
  const negative = constant.op === "unary" && constant.operator === "-";
  const literal = negative ? constant.operand : constant;
  if (literal.op !== "literal" || literal.type === "bool" || (negative && literal.type === "string")) return [];
  const turned = left.op === "column" ? (operator as Comparison) : TURNED[operator]!;
  const text = `${negative ? "-" : ""}${literal.text}`;
  return [{ column: column.name, operator: turned, text, isText: literal.type === "string" }];
}

type Test = (bounds: GroupBounds) => boolean;

/** Whether a group cannot hold what is looked for; none where values and constant cannot be compared exactly here. */
function testOf({ column, operator, text, isText }: Compared, types: ReadonlyMap<string, ColumnType>): Test[] {
  const type = types.get(column);
  const read = type === undefined ? undefined : readerOf(type, isText);
  const wanted = read?.(text);
  if (read === undefined || wanted === undefined) return [];
  const outside = (min: Ordered, max: Ordered): boolean => {
    if (operator === ">") return !(max > wanted);
    if (operator === ">=") return !(max >= wanted);
    if (operator === "<") return !(min < wanted);
    if (operator === "<=") return !(min <= wanted);
    return wanted < min || wanted > max;
  };
  return [
    (bounds) => {
      const known = bounds.get(column);
      return known !== undefined && outside(known.min, known.max);
    },
  ];
}

/** Reads constants to compare with a column's type. */
function readerOf(type: ColumnType, isText: boolean): ((text: string) => Ordered | undefined) | undefined {
  if (type.startsWith("timestamp")) return isText ? nanoseconds : undefined;
  return !isText && /^(u?int|float)/.test(type) ? exactNumber : undefined;
}

function exactNumber(text: string): Ordered | undefined {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : value;
}

function nanoseconds(text: string): bigint | undefined {
  const moment = parseTime(text);
  return moment === undefined ? undefined : moment.count * unitsPer("ns", moment.unit as TimeUnit);
}
