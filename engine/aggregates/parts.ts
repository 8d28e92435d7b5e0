/**
 * Requests whose results come in parts, one for each group or chunk, when these need more than one pass.
 * @module
 */
import type { AggregateRequest, Cloneable } from "../../contract/index.js";

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
 * The request for one more pass.
 * @param parts options of each part, null for those that are done
 */
export function partsRequest<R>(
  request: AggregateRequest<R>,
  parts: readonly (AggregateRequest["options"] | null)[],
): AggregateRequest<R> {
  return { kind: request.kind, columns: request.columns, options: { [PARTS]: parts as readonly Cloneable[] } };
}
