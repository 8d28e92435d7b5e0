/**
 * What users see of lines that a mapper threw at.
 * @module
 */
import type { JobReport } from "./job.js";
import { placeOf } from "./map-lines.js";

/** A text that counts skipped lines and shows the first of them. */
export function skippedText({ lines, skipped, firstSkipped }: JobReport): string {
  const head = `${skipped.toLocaleString("en-US")} of ${lines.toLocaleString("en-US")} lines were skipped because the mapper threw at them (strict: true stops at the first):`;
  const shown = firstSkipped.map((each) => `  ${placeOf(each)}: ${JSON.stringify(each.text)}: ${each.reason}`);
  const more = skipped > firstSkipped.length ? ["  …"] : [];
  return [head, ...shown, ...more].join("\n");
}
