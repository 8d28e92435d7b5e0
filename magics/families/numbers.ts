import type { EmittedPiece, MagicArgument, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bindOrDisplay, LIBRARY, MagicError, operand, options } from "../emit.js";
import { nearest } from "../nearest.js";
import { topLevel } from "../scan/shape.js";

/** The library's functions that make requests of aggregates. */
export const AGGREGATES: readonly string[] = (
  "count sum mean variance std skew kurt min max argmin argmax extent median quantiles histogram histogram2d " +
  "distinct topK sample covariance correlation linearRegression"
).split(" ");

const source: MagicParameter = {
  name: "source",
  type: "expression",
  summary: "a column or table",
  positional: true,
  required: true,
  completion: "variables",
};

const aggregateParameters: readonly MagicParameter[] = [
  source,
  {
    name: "what",
    type: "expression",
    summary: "aggregates with commas between: `mean` of a column, `mean(temp)` or `warmest=max(temp)` of a table",
    positional: true,
    required: true,
    choices: AGGREGATES,
    open: true,
    completion: "choices",
  },
  { name: "by", type: "string", summary: "column to group by, several with commas; one row per group" },
  { name: "where", type: "string", summary: 'only rows for which this is true, `"(temp > 20) & (rain == 0)"`' },
  { name: "per-chunk", type: "integer", summary: "one result per so many rows" },
];

const aggregate: MagicDeclaration = {
  name: "aggregate",
  kind: "line",
  family: "numbers",
  summary: "computes aggregates in one pass over all rows",
  parameters: aggregateParameters,
  target: "optional",
  example: "%aggregate data mean, std, max",
  emit: (call) =>
    bindOrDisplay(call, [
      { text: `await ${LIBRARY}.aggregate(` },
      ...operand(call.args["source"]!),
      { text: `, ${aggregatesOf(call.args["what"]!)}` },
      ...options(call, aggregateParameters, (argument, { name }) =>
        name === "by" ? keysOf(argument) : operand(argument),
      ),
      { text: ")" },
    ]),
};

const describe: MagicDeclaration = {
  name: "describe",
  kind: "line",
  family: "numbers",
  summary: "count, mean, standard deviation, extremes and quartiles of a column or table",
  parameters: [source],
  target: "optional",
  example: "%describe data",
  emit(call) {
    const column = call.args["source"]!;
    return bindOrDisplay(call, [{ text: "await " }, ...operand(column), { text: ".describe()", span: column.span }]);
  },
};

/** `a,b` as `["a","b"]`; one name and an `{expr}` as they are. */
function keysOf(argument: MagicArgument): EmittedPiece[] {
  if (!argument.code.startsWith('"')) return operand(argument);
  const names = (JSON.parse(argument.code) as string).split(/\s*,\s*/).filter(Boolean);
  if (names.length < 2) return operand(argument);
  return [{ text: JSON.stringify(names), span: argument.span }];
}

/** `mean(temp), top=max(temp)` as `{ mean_temp: $bigdata.mean("temp"), top: $bigdata.max("temp") }`. */
function aggregatesOf({ code, text, span }: MagicArgument): string {
  if (text.startsWith("{")) return code;
  const fields = splitCommas(code).map((item) => {
    const found = /^(?:([A-Za-z_$][\w$]*)\s*=\s*)?([A-Za-z]\w*)\s*(?:\((.*)\))?$/s.exec(item);
    if (!found)
      throw new MagicError(`'${item}' is no aggregate; expected name, name(column) or label=name(column)`, span);
    const [, label, name, inner = ""] = found;
    if (!AGGREGATES.includes(name)) {
      const near = nearest(name, AGGREGATES);
      const hint = near ? `; did you mean '${near}'?` : ".";
      throw new MagicError(`unknown aggregate '${name}'${hint} Known: ${AGGREGATES.join(", ")}`, span);
    }
    const args = splitCommas(inner).map((each) => (/^[A-Za-z_$][\w$]*$/.test(each) ? JSON.stringify(each) : each));
    const columns = splitCommas(inner).filter((each) => /^[A-Za-z_$][\w$]*$/.test(each));
    return `${label ?? [name, ...columns].join("_")}: ${LIBRARY}.${name}(${args.join(", ")})`;
  });
  return `{ ${fields.join(", ")} }`;
}

function splitCommas(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  for (const at of topLevel(text, 0, text.length)) {
    if (text[at] !== ",") continue;
    items.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return [...items, text.slice(start).trim()].filter(Boolean);
}

/** Magics that compute. */
export const numbers: readonly MagicDeclaration[] = [aggregate, describe];
