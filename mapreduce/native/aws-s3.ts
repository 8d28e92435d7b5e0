/**
 * Amazon S3's calls, as far as they are used here.
 * @module
 */
import type { Readable } from "node:stream";
import { type AwsOptions, awsError } from "../emr/aws.js";

/** S3 by `s3://bucket/key` addresses. */
export interface S3Client {
  put(address: string, body: Readable | string, size: number, signal?: AbortSignal): Promise<void>;
  /** All objects whose address begins so, in the order of their keys. */
  list(prefix: string): Promise<string[]>;
  text(address: string): Promise<string>;
  remove(addresses: readonly string[]): Promise<void>;
}

/** Loads the SDK and makes a client. */
export async function s3Client(options: AwsOptions): Promise<S3Client> {
  const sdk = await import("@aws-sdk/client-s3");
  // servers other than Amazon's know no host name of a bucket's own
  const client = new sdk.S3Client({ ...options, forcePathStyle: options.endpoint !== undefined, maxAttempts: 8 });
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw awsError(cause, "S3");
    }
  };
  return {
    put: (address, Body, ContentLength, signal) =>
      ask(async () => {
        const { bucket: Bucket, key: Key } = parseAddress(address);
        const command = new sdk.PutObjectCommand({ Bucket, Key, Body, ContentLength });
        await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      }),
    list: (prefix) =>
      ask(async () => {
        const { bucket: Bucket, key: Prefix } = parseAddress(prefix);
        const found: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await client.send(
            new sdk.ListObjectsV2Command({
              Bucket,
              Prefix,
              ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
            }),
          );
          found.push(...(page.Contents ?? []).map(({ Key }) => `s3://${Bucket}/${Key}`));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        return found;
      }),
    text: (address) =>
      ask(async () => {
        const { bucket: Bucket, key: Key } = parseAddress(address);
        return (await client.send(new sdk.GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
      }),
    remove: (addresses) =>
      ask(async () => {
        for (const address of addresses) {
          const { bucket: Bucket, key: Key } = parseAddress(address);
          await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
        }
      }),
  };
}

/** `s3://bucket/key` in its parts. */
function parseAddress(address: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  return { bucket, key };
}
