import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineError } from "../../../engine/errors.js";
import { awsError } from "../../../mapreduce/emr/aws.js";

/** An error as the SDK throws it. */
function thrown(name: string, message: string, code?: string): Error {
  return Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
}

test("what the SDK throws becomes an error of ours with the service's words", () => {
  const cases: readonly (readonly [Error, EngineError["code"], RegExp])[] = [
    [thrown("CredentialsProviderError", "Could not load credentials"), "Unavailable", /EMR refused the credentials/],
    [thrown("ExpiredTokenException", "expired"), "Unavailable", /ExpiredTokenException: expired.*AWS's own chain/],
    [thrown("Error", "connect ECONNREFUSED", "ECONNREFUSED"), "Unavailable", /EMR cannot be reached: connect/],
    [thrown("ThrottlingException", "Rate exceeded"), "Unavailable", /EMR throttles the calls .* Rate exceeded/],
    [thrown("TooManyRequestsException", "slow down"), "Unavailable", /throttles/],
    [thrown("InvalidRequestException", "Cluster id is not valid"), "InvalidArgument", /EMR: InvalidRequest.*not valid/],
  ];
  for (const [cause, code, words] of cases) {
    const error = awsError(cause, "EMR");
    assert.ok(error instanceof EngineError);
    assert.equal(error.code, code);
    assert.match(error.message, words);
    assert.equal(error.cause, cause);
  }
});

test("aborts and errors of ours pass as they are", () => {
  for (const cause of [thrown("AbortError", "aborted"), new EngineError("FileMissing", "none"), "text"])
    assert.equal(awsError(cause, "S3"), cause);
});
