/**
 * NumPy's rules for the number of bins.
 * @module
 */
import type { AggregateRequest } from "../../contract/index.js";
import { didYouMean, EngineError } from "../errors.js";
import { count } from "./count.js";
import { dataRange } from "./extremes.js";
import { std } from "./moments.js";
import { quantiles } from "./quantiles.js";

/** A rule's name, as `numpy.histogram_bin_edges` has it. */
export type BinRule = "auto" | "fd" | "scott" | "sturges";

const RULES: readonly string[] = ["auto", "fd", "scott", "sturges"] satisfies readonly BinRule[];

/** What is known of the data before bins are chosen. */
export interface Survey {
  readonly n: number;
  readonly range: readonly [min: number, max: number];
  readonly std: number;
  /** Third quartile less the first. */
  readonly iqr: number;
}

/** Checks `bins`: a positive integer or the name of a rule. @throws InvalidArgument */
export function checkBins(bins: number | BinRule): void {
  if (typeof bins === "string" && !RULES.includes(bins))
    throw new EngineError(
      "InvalidArgument",
      `'${bins}' is not a valid estimator for 'bins'${didYouMean(bins, RULES)}; known are ${RULES.join(", ")}`,
    );
  if (typeof bins !== "string" && (!Number.isInteger(bins) || bins < 1 || bins > 2 ** 24))
    throw new EngineError("InvalidArgument", `'bins' must be an integer from 1 to 16777216, got ${String(bins)}`);
}

/** What has to be found in a pass before: always count and range, spread only for the rules that use it. */
export function surveyRequests(bins: number | BinRule): readonly AggregateRequest[] {
  const basics = [count(), dataRange()];
  if (bins === "scott") return [...basics, std()];
  return bins === "auto" || bins === "fd" ? [...basics, quantiles({ q: [0.25, 0.75] })] : basics;
}

/** A survey from the results of {@link surveyRequests}. */
export function surveyOf(bins: number | BinRule, results: readonly unknown[]): Survey {
  const [n, range, spread] = results as [number, [number, number], number | [number, number] | undefined];
  const quartiles = Array.isArray(spread) ? spread : [0, 0];
  return { n, range, std: bins === "scott" ? (spread as number) : 0, iqr: quartiles[1]! - quartiles[0]! };
}

/** The number of bins by a rule. @param integer whether the elements are integers: bins are then at least 1 wide */
export function binsByRule(rule: BinRule, survey: Survey, outer: readonly [number, number], integer: boolean): number {
  if (survey.n === 0) return 1;
  const width = widthByRule(rule, survey);
  if (!(width > 0)) return 1;
  const bins = Math.ceil((outer[1] - outer[0]) / (integer && width < 1 ? 1 : width));
  if (bins > 2 ** 24)
    throw new EngineError(
      "InvalidArgument",
      `rule '${rule}' asks for ${bins} bins; give 'bins' as a number or a 'range'`,
    );
  return Math.max(bins, 1);
}

function widthByRule(rule: BinRule, { n, range, std: deviation, iqr }: Survey): number {
  const extent = range[1] - range[0];
  const sturges = extent / (Math.log2(n) + 1);
  const fd = 2 * iqr * n ** (-1 / 3);
  if (rule === "sturges") return sturges;
  if (rule === "scott") return ((24 * Math.PI ** 0.5) / n) ** (1 / 3) * deviation;
  if (rule === "fd") return fd;
  return Math.min(Math.max(fd, extent / Math.sqrt(n) / 2), sturges);
}
