/**
 * Which aggregates need to know the numbers of their rows.
 * @module
 */
import type { AggregateRequest } from "../../contract/index.js";
import { BIN_EXTREMES } from "../decimate/bin-extremes.js";
import { BLOCK_TABLE } from "../decimate/block-table.js";
import { EDGE_ROWS } from "../decimate/edge-rows.js";

const KINDS: readonly string[] = ["sample", BIN_EXTREMES, BLOCK_TABLE, EDGE_ROWS];

/**
 * Whether an aggregate's result holds row numbers or is drawn by them. For such aggregates the rows of a scannable
 * source are counted first; all others see batches without row numbers, so that their results are the same with and
 * without that count, and on engines that know no row numbers.
 */
export function needsRowNumbers({ kind, options }: AggregateRequest): boolean {
  return KINDS.includes(kind) || (kind === "extremes" && String(options["statistic"]).startsWith("arg"));
}
