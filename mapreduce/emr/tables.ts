/**
 * What EMR says, as rows.
 * @module
 */
import { columnsFromValues } from "../../engine/rows/from-values.js";
import { Rows } from "../../engine/rows/rows.js";
import type { ClusterFacts, GroupFacts, StepFacts } from "../native/aws-emr.js";

/** Clusters: id, name, state, time of creation. */
export function clusterRows(clusters: readonly ClusterFacts[]): Rows {
  return rowsOf({
    id: clusters.map(({ id }) => id),
    name: clusters.map(({ name }) => name),
    state: clusters.map(({ state }) => state),
    created: clusters.map(({ created }) => created),
  });
}

/** Roles in the order of EMR's console. */
const ROLES = ["MASTER", "CORE", "TASK"];

/** Instance groups: role, type, market, machines asked for and running, state, id. */
export function groupRows(unordered: readonly GroupFacts[]): Rows {
  const groups = ROLES.flatMap((wanted) => unordered.filter(({ role }) => role === wanted));
  return rowsOf({
    role: groups.map(({ role }) => role),
    type: groups.map(({ type }) => type),
    market: groups.map(({ market }) => market),
    requested: Int32Array.from(groups, ({ requested }) => requested),
    running: Int32Array.from(groups, ({ running }) => running),
    state: groups.map(({ state }) => state),
    id: groups.map(({ id }) => id),
  });
}

/** Steps: id, name, state, times, reason of a failure. */
export function stepRows(steps: readonly StepFacts[]): Rows {
  return rowsOf({
    id: steps.map(({ id }) => id),
    name: steps.map(({ name }) => name),
    state: steps.map(({ state }) => state),
    created: steps.map(({ created }) => created),
    ended: steps.map(({ ended }) => ended),
    reason: steps.map(({ reason }) => reason),
  });
}

function rowsOf(columns: { readonly [name: string]: ArrayLike<unknown> }): Rows {
  return new Rows(columnsFromValues(columns));
}
