/**
 * What users see of lines that a mapper threw at.
 * @module
 */
import type { JobReport } from "./job.js";
import { placeOf, toldText } from "./map-lines.js";

/** A text that counts skipped lines and shows the first of them. */
export function skippedText({ lines, skipped, firstSkipped }: JobReport): string {
  const what = firstSkipped.some(({ isRow }) => isRow) ? "rows" : "lines";
  const head = `${skipped.toLocaleString("en-US")} of ${lines.toLocaleString("en-US")} ${what} were skipped because the mapper threw at them (strict: true stops at the first)`;
  if (firstSkipped.length === 0) return `${head}; the first ones are in the log of the job`;
  const shown = firstSkipped.map((each) => `  ${placeOf(each)}: ${toldText(each)}: ${each.reason}`);
  const more = skipped > firstSkipped.length ? ["  …"] : [];
  return [`${head}:`, ...shown, ...more].join("\n");
}
