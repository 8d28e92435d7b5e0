/**
 * One HTTP request; `fetch` cannot be used, it fails at the `100 Continue` that DataNodes send unasked.
 * @module
 */
import { type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EngineError } from "../../engine/errors.js";

/** An answer whose body is still to be read. */
export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: IncomingMessage;
}

/**
 * Sends a request; redirects are not followed.
 * @throws Unavailable when nobody answers; the signal's reason when aborted
 */
export function httpRequest(
  method: string,
  url: URL,
  signal: AbortSignal | undefined,
  content?: Readable,
  size = 0,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const send = url.protocol === "https:" ? secureRequest : request;
    const headers = content === undefined ? {} : { "content-type": "application/octet-stream", "content-length": size };
    const sent = send(url, { method, headers, ...(signal === undefined ? {} : { signal }) });
    sent.on("response", (body) => resolve({ status: body.statusCode ?? 0, location: body.headers.location, body }));
    const fail = (cause: unknown): void => {
      if (signal?.aborted) reject(signal.reason);
      else {
        const reason =
          cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause);
        reject(new EngineError("Unavailable", `'${url.origin}' cannot be reached: ${reason}`, cause));
      }
    };
    sent.on("error", fail);
    if (content === undefined) sent.end();
    else pipeline(content, sent).catch(fail);
  });
}
