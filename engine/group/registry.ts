/**
 * Aggregates as they work by group.
 * @module
 */
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { aggregateFor } from "../aggregates/registry.js";
import { PAIRWISE } from "../aggregates/sum.js";
import type { Kernels } from "../simd/kernels.js";
import { eachGroup } from "./each.js";
import { groupExtremes } from "./extremes.js";
import { groupedQuantiles } from "./quantiles.js";
import { groupStatistics } from "./statistics.js";

/** By group the sums of all of these are exact. */
const SUMS: readonly string[] = ["sum", "mean", PAIRWISE.sum, PAIRWISE.mean];

/** Whether a request is for a statistic of {@link groupStatistics}. */
export function isGroupStatistic({ kind, options: { statistic } }: AggregateRequest): boolean {
  return SUMS.includes(kind) || statistic === "variance" || statistic === "std";
}

/** The implementation of a request by group. @throws InvalidArgument for an unknown kind */
export function groupedAggregate(request: AggregateRequest, kernels: Kernels): Aggregate<unknown, unknown> {
  const { kind } = request;
  if (isGroupStatistic(request)) return groupStatistics(kernels);
  if (kind === "quantiles") return groupedQuantiles(kernels);
  if (kind === "extremes") return groupExtremes(kernels);
  const plain = aggregateFor(kind, kernels);
  return kind === "count" ? plain : eachGroup(plain, kernels);
}

/** States for more groups, with what the old ones hold. */
export function growStates(
  aggregate: Aggregate<unknown, unknown>,
  request: AggregateRequest,
  states: unknown,
  groups: number,
): unknown {
  if (aggregate.extend !== undefined) return aggregate.extend(request, states, groups);
  const bigger = aggregate.init(request, groups);
  aggregate.merge(bigger, aggregate.decode(request, aggregate.encode(states)));
  return bigger;
}
