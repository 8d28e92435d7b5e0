/**
 * Reading the request of a batch.
 * @module
 */
import type { ReadRequest, RowRange } from "../../contract/index.js";
import { EngineError } from "../errors.js";

/** The row range of a request to an indexed source. @throws InvalidArgument when it asks for a part instead */
export function rowsOf(request: ReadRequest): RowRange {
  if ("rows" in request) return request.rows;
  throw new EngineError("InvalidArgument", `part ${request.part.index} was asked of a source that is read by rows`);
}
