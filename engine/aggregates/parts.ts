/**
 * Requests whose results come in parts, one for each group or chunk, when these need more than one pass.
 * @module
 */
import type { AggregateRequest, Cloneable, Finished } from "../../contract/index.js";

/** Option under which a request for one more pass carries the options of each part; null where a part is done. */
const PARTS = "parts";

/** What one part of a request asks for in this pass; undefined when an earlier pass has found its result. */
export function partOf<R>(request: AggregateRequest<R>, part: number): AggregateRequest<R> | undefined {
  const parts = request.options[PARTS] as readonly (AggregateRequest["options"] | null)[] | undefined;
  if (parts === undefined) return request;
  const options = parts[part];
  return options === undefined || options === null ? undefined : { ...request, options };
}

/**
 * The request for one more pass, or undefined when all parts are done.
 * @param finished by part; undefined for those that had no part in this pass
 */
export function nextPass<R>(
  request: AggregateRequest<R>,
  finished: readonly (Finished<R> | undefined)[],
): AggregateRequest<R> | undefined {
  if (!finished.some((each) => each !== undefined && "again" in each)) return undefined;
  const parts = finished.map((each) => (each !== undefined && "again" in each ? each.again.options : null));
  return { kind: request.kind, columns: request.columns, options: { [PARTS]: parts as readonly Cloneable[] } };
}
