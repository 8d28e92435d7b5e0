/**
 * Requests whose results come in parts, one for each group or chunk, when these need more than one pass.
 * @module
 */
import type { AggregateRequest, Cloneable } from "../../contract/index.js";
import { sharedCopy } from "../shared-copy.js";

/** Option under which a request for one more pass carries the options of each part. */
const PARTS = "parts";

/** Options of parts, each once: those that many parts share cross threads once. */
type SharedOptions = {
  readonly distinct: readonly AggregateRequest["options"][];
  /** By part: place among `distinct`, -1 where a part is done. */
  readonly of: Int32Array;
};

/** What one part of a request asks for in this pass; undefined when an earlier pass has found its result. */
export function partOf<R>(request: AggregateRequest<R>, part: number): AggregateRequest<R> | undefined {
  const shared = sharedOf(request);
  if (shared === undefined) return request;
  const options = shared.distinct[shared.of[part] ?? -1];
  return options === undefined ? undefined : { ...request, options };
}

/** Whether one part of a request is still asked for. */
export function isOpen(request: AggregateRequest, part: number): boolean {
  const shared = sharedOf(request);
  return shared === undefined || (shared.of[part] ?? -1) >= 0;
}

/** Options of the first part that is open; those of a request that has no parts. */
export function openOptions(request: AggregateRequest): AggregateRequest["options"] {
  return sharedOf(request)?.distinct[0] ?? request.options;
}

/**
 * The request for one more pass.
 * @param parts options of each part, null for those that are done
 */
export function partsRequest<R>(
  request: AggregateRequest<R>,
  parts: readonly (AggregateRequest["options"] | null)[],
): AggregateRequest<R> {
  const places = new Map<AggregateRequest["options"], number>();
  const of = new Int32Array(parts.length).fill(-1);
  let [last, lastPlace]: [AggregateRequest["options"] | null, number] = [null, -1];
  for (let part = 0; part < parts.length; part++) {
    const options = parts[part]!;
    if (options !== last && options !== null) {
      lastPlace = places.get(options) ?? places.size;
      if (lastPlace === places.size) places.set(options, lastPlace);
      last = options;
    }
    if (options !== null) of[part] = lastPlace;
  }
  const shared: SharedOptions = { distinct: [...places.keys()], of: sharedCopy(of) };
  return { kind: request.kind, columns: request.columns, options: { [PARTS]: shared as Cloneable } };
}

function sharedOf({ options }: AggregateRequest): SharedOptions | undefined {
  return options[PARTS] as SharedOptions | undefined;
}
