/**
 * Box plots of any number of rows: quartiles and extremes are computed in the engine, exactly.
 * @module
 */
import type { Data } from "../../contract/index.js";
import { isList, isNumeric, scannable, type ToColumn } from "../columns.js";
import type { ResolveTrace } from "../resolved.js";
import { counted, short } from "../words.js";
import { passOn } from "./pass-on.js";

/** Rows up to which Plotly gets the values themselves, and shows outliers as points. */
const FEW_ROWS = 2000;

/** Attributes that the five numbers take the place of. */
const OWN = ["x", "y", "boxpoints", "pointpos", "jitter"];

/** Resolves `box` traces of long columns: whiskers reach the extremes; short ones are passed on. */
export function boxResolver(toColumn: ToColumn): ResolveTrace {
  return async (trace, context) => {
    const flat = trace.y === undefined && trace.x !== undefined;
    const data = flat ? trace.x : trace.y;
    const grouped = !flat && trace.x !== undefined;
    if (!isList(data) || !isNumeric(data) || grouped || data.length <= FEW_ROWS) return passOn(trace, context);
    const column = await scannable(data as Data, toColumn);
    const { signal, priority } = context;
    const five = await column.describe({ priority, ...(signal && { signal }) });
    const name = trace.name ?? "rows";
    const passed = Object.fromEntries(Object.entries(trace).filter(([key]) => !OWN.includes(key)));
    const box = {
      // Plotly draws given means and deviations into a box unless it is told not to
      boxmean: false,
      ...passed,
      type: "box",
      name,
      [flat ? "y" : "x"]: [name],
      ...(flat && { orientation: "h" }),
      lowerfence: [five.min],
      q1: [five["25%"]],
      median: [five["50%"]],
      q3: [five["75%"]],
      upperfence: [five.max],
      mean: [five.mean],
      sd: [five.std],
    };
    const missing = five.skipped > 0 ? `, ${counted(five.skipped, "value")} missing` : "";
    const note = `${counted(column.length, "row")} → 5 numbers, whiskers to the extremes${missing}`;
    const numbers = [five.min, five["25%"], five["50%"], five["75%"], five.max].map(short).join(", ");
    return {
      traces: [box],
      note,
      summary: `box '${name}': ${note}; least, quartiles, greatest: ${numbers}; mean ${short(five.mean)}`,
      [flat ? "x" : "y"]: { low: five.min, high: five.max },
      refinable: false,
      layout: { showlegend: false },
    };
  };
}
