/**
 * Options of a cluster on Amazon EMR.
 * @module
 */
import { EngineError } from "../../engine/errors.js";
import type { ClusterRequest, GroupRequest } from "../native/aws-emr.js";
import type { AwsOptions } from "./aws.js";

/** Options of {@link emr}. */
export interface EmrOptions extends AwsOptions {
  /** A running cluster; without it `create()` starts one. */
  readonly cluster?: string;
  /** Where scripts, uploads, results and logs go: `"s3://bucket/prefix"`. */
  readonly bucket?: string;
  /** Private key file that `sshCommand` names; it is not read. */
  readonly keyFile?: string;
  /** Milliseconds between questions while something is waited for; default 15,000, EMR's limits allow few more. */
  readonly pollMs?: number;
  /** How Node.js is called on the cluster's machines; default `node`. */
  readonly node?: string;
  /** File that names the clusters created here; default in the user's data folder. */
  readonly ledger?: string;
}

/** A cluster to create. */
export interface EmrClusterOptions {
  readonly name?: string;
  /** EMR release; default `emr-7.9.0`. */
  readonly release?: string;
  /** Default `["Hadoop"]`. */
  readonly applications?: readonly string[];
  /** Default `EMR_DefaultRole`, what `aws emr create-default-roles` makes. */
  readonly serviceRole?: string;
  /** Default `EMR_EC2_DefaultRole`. */
  readonly jobFlowRole?: string;
  /** Name of an EC2 key pair, for ssh. */
  readonly keyName?: string;
  readonly subnet?: string;
  /** Default one master and two core machines, m5.xlarge. */
  readonly groups?: readonly GroupRequest[];
  /** Minutes without work after which EMR ends the cluster by itself; default 60. */
  readonly idleMinutes?: number;
  readonly tags?: { readonly [name: string]: string };
}

const RELEASE = "emr-7.9.0";

/** Node.js for the machines; Amazon Linux 2023 has it among its packages. */
export const BOOTSTRAP = `#!/bin/bash
# Node.js on every machine of the cluster, for the scripts of map-reduce jobs.
set -eu
command -v node >/dev/null && exit 0
sudo dnf install -y nodejs20
sudo alternatives --set node /usr/bin/node-20 || sudo ln -sf /usr/bin/node-20 /usr/bin/node
`;

/** The call that starts a cluster. */
export function clusterRequest(options: EmrClusterOptions, bucket: string, bootstrap: string): ClusterRequest {
  const groups = options.groups ?? [
    { role: "MASTER", type: "m5.xlarge", count: 1 },
    { role: "CORE", type: "m5.xlarge", count: 2 },
  ];
  for (const { role, count } of groups)
    if (!Number.isInteger(count) || count < 1)
      throw new EngineError("InvalidArgument", `a ${role} group needs one machine or more, got ${String(count)}`);
  return {
    name: options.name ?? "tslab-bigdata",
    release: options.release ?? RELEASE,
    applications: options.applications ?? ["Hadoop"],
    serviceRole: options.serviceRole ?? "EMR_DefaultRole",
    jobFlowRole: options.jobFlowRole ?? "EMR_EC2_DefaultRole",
    keyName: options.keyName,
    subnet: options.subnet,
    logUri: `${bucket}/logs/`,
    groups,
    bootstrap,
    idleMinutes: options.idleMinutes ?? 60,
    tags: { "created-by": "tslab-bigdata", ...options.tags },
  };
}

/** The bucket without a slash at its end. @throws InvalidArgument when none is given or it is no S3 address */
export function bucketOf({ bucket }: EmrOptions): string {
  if (bucket !== undefined && /^s3:\/\/[a-z0-9][a-z0-9.-]+/.test(bucket)) return bucket.replace(/\/+$/, "");
  throw new EngineError(
    "InvalidArgument",
    `'bucket' must be an address as "s3://bucket/prefix", got ${JSON.stringify(bucket) ?? "none"}; scripts and results go there`,
  );
}
