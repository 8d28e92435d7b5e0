/**
 * What all calls of Amazon's services have in common.
 * @module
 */
import { EngineError } from "../../engine/errors.js";

/** Where the services are. Credentials come from the SDK's own chain only: environment, profile, instance role. */
export interface AwsOptions {
  readonly region?: string;
  /** Another server that answers as Amazon's do, for tests. */
  readonly endpoint?: string;
}

const CREDENTIALS =
  /^(?:CredentialsProviderError|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken(?:Exception)?|AccessDenied(?:Exception)?|AuthFailure)$/;

/** A failed call as an error of ours, with the service's words; aborts pass as they are. */
export function awsError(cause: unknown, service: string): unknown {
  if (cause instanceof EngineError || !(cause instanceof Error) || cause.name === "AbortError") return cause;
  const { name, message } = cause;
  if (CREDENTIALS.test(name))
    return new EngineError(
      "Unavailable",
      `${service} refused the credentials (${name}: ${message}); they come from AWS's own chain: environment, profile or role`,
      cause,
    );
  const code = "code" in cause ? String(cause.code) : "";
  if (/^E[A-Z]+$/.test(code))
    return new EngineError("Unavailable", `${service} cannot be reached: ${message || code}`, cause);
  if (/Throttl|TooManyRequests/.test(name))
    return new EngineError(
      "Unavailable",
      `${service} throttles the calls and went on after eight tries: ${message}`,
      cause,
    );
  return new EngineError("InvalidArgument", `${service}: ${name}: ${message}`, cause);
}
