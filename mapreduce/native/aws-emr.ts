/**
 * Amazon EMR's calls, as far as they are used here, in plain types.
 * @module
 */
import type * as Sdk from "@aws-sdk/client-emr";
import { EngineError } from "../../engine/errors.js";
import { type AwsOptions, awsError } from "../emr/aws.js";

/** State of a cluster, group or step, and why. */
export interface StateOf {
  readonly state: string;
  readonly reason: string;
}

/** A cluster as EMR describes it. */
export interface ClusterFacts extends StateOf {
  readonly id: string;
  readonly name: string;
  readonly release: string;
  readonly created: Date | undefined;
  readonly dns: string;
}

/** An instance group. */
export interface GroupFacts extends StateOf {
  readonly id: string;
  readonly role: string;
  readonly type: string;
  readonly market: string;
  readonly requested: number;
  readonly running: number;
}

/** A step. */
export interface StepFacts extends StateOf {
  readonly id: string;
  readonly name: string;
  readonly created: Date | undefined;
  readonly ended: Date | undefined;
  /** Where EMR says the log is, when it has failed. */
  readonly logFile: string;
}

/** A group of equal machines to start. */
export interface GroupRequest {
  readonly role: "MASTER" | "CORE" | "TASK";
  readonly type: string;
  readonly count: number;
  readonly market?: "ON_DEMAND" | "SPOT";
}

/** A cluster to start. */
export interface ClusterRequest {
  readonly name: string;
  readonly release: string;
  readonly applications: readonly string[];
  readonly serviceRole: string;
  readonly jobFlowRole: string;
  readonly keyName: string | undefined;
  readonly subnet: string | undefined;
  readonly logUri: string | undefined;
  readonly groups: readonly GroupRequest[];
  /** S3 address of a script that runs on each machine first. */
  readonly bootstrap: string | undefined;
  readonly idleMinutes: number;
  readonly tags: { readonly [name: string]: string };
}

/** EMR's calls; each throws Unavailable, FileAccess or InvalidArgument with AWS's words. */
export interface EmrClient {
  start(request: ClusterRequest): Promise<string>;
  cluster(id: string): Promise<ClusterFacts>;
  clusters(states: readonly string[]): Promise<ClusterFacts[]>;
  groups(id: string): Promise<GroupFacts[]>;
  addGroup(id: string, group: GroupRequest): Promise<void>;
  resize(id: string, group: string, count: number): Promise<void>;
  addStep(id: string, name: string, args: readonly string[]): Promise<string>;
  step(id: string, step: string): Promise<StepFacts>;
  steps(id: string): Promise<StepFacts[]>;
  cancelStep(id: string, step: string): Promise<void>;
  terminate(id: string): Promise<void>;
}

/** Loads the SDK and makes a client. @throws Unavailable when the package is not installed */
export async function emrClient(options: AwsOptions): Promise<EmrClient> {
  const sdk = await load();
  const client = new sdk.EMRClient({ ...options, retryMode: "adaptive", maxAttempts: 8 });
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw awsError(cause, "EMR");
    }
  };
  return {
    start: (request) => ask(async () => (await client.send(new sdk.RunJobFlowCommand(runJobFlow(request)))).JobFlowId!),
    cluster: (id) =>
      ask(async () => clusterFacts((await client.send(new sdk.DescribeClusterCommand({ ClusterId: id }))).Cluster!)),
    clusters: (states) =>
      ask(async () => {
        const answer = await client.send(new sdk.ListClustersCommand({ ClusterStates: states as Sdk.ClusterState[] }));
        return (answer.Clusters ?? []).map(clusterFacts);
      }),
    groups: (id) =>
      ask(async () => {
        const answer = await client.send(new sdk.ListInstanceGroupsCommand({ ClusterId: id }));
        return (answer.InstanceGroups ?? []).map(groupFacts);
      }),
    addGroup: (id, group) =>
      ask(async () => {
        await client.send(new sdk.AddInstanceGroupsCommand({ JobFlowId: id, InstanceGroups: [groupConfig(group)] }));
      }),
    resize: (id, group, count) =>
      ask(async () => {
        const change = { InstanceGroupId: group, InstanceCount: count };
        await client.send(new sdk.ModifyInstanceGroupsCommand({ ClusterId: id, InstanceGroups: [change] }));
      }),
    addStep: (id, name, args) =>
      ask(async () => {
        const step: Sdk.StepConfig = {
          Name: name,
          ActionOnFailure: "CONTINUE",
          HadoopJarStep: { Jar: "command-runner.jar", Args: [...args] },
        };
        return (await client.send(new sdk.AddJobFlowStepsCommand({ JobFlowId: id, Steps: [step] }))).StepIds![0]!;
      }),
    step: (id, step) =>
      ask(async () =>
        stepFacts((await client.send(new sdk.DescribeStepCommand({ ClusterId: id, StepId: step }))).Step!),
      ),
    steps: (id) =>
      ask(async () => ((await client.send(new sdk.ListStepsCommand({ ClusterId: id }))).Steps ?? []).map(stepFacts)),
    cancelStep: (id, step) =>
      ask(async () => {
        await client.send(new sdk.CancelStepsCommand({ ClusterId: id, StepIds: [step] }));
      }),
    terminate: (id) =>
      ask(async () => {
        await client.send(new sdk.TerminateJobFlowsCommand({ JobFlowIds: [id] }));
      }),
  };
}

async function load(): Promise<typeof Sdk> {
  try {
    return await import("@aws-sdk/client-emr");
  } catch (cause) {
    throw new EngineError(
      "Unavailable",
      "EMR needs the packages @aws-sdk/client-emr and @aws-sdk/client-s3: %npm install @aws-sdk/client-emr @aws-sdk/client-s3",
      cause,
    );
  }
}

function runJobFlow(request: ClusterRequest): Sdk.RunJobFlowCommandInput {
  const { keyName, subnet, logUri, bootstrap } = request;
  return {
    Name: request.name,
    ReleaseLabel: request.release,
    Applications: request.applications.map((Name) => ({ Name })),
    ServiceRole: request.serviceRole,
    JobFlowRole: request.jobFlowRole,
    VisibleToAllUsers: true,
    AutoTerminationPolicy: { IdleTimeout: request.idleMinutes * 60 },
    Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
    Instances: {
      KeepJobFlowAliveWhenNoSteps: true,
      InstanceGroups: request.groups.map(groupConfig),
      ...(keyName === undefined ? {} : { Ec2KeyName: keyName }),
      ...(subnet === undefined ? {} : { Ec2SubnetId: subnet }),
    },
    ...(logUri === undefined ? {} : { LogUri: logUri }),
    ...(bootstrap === undefined
      ? {}
      : { BootstrapActions: [{ Name: "Node.js", ScriptBootstrapAction: { Path: bootstrap } }] }),
  };
}

function groupConfig({ role, type, count, market = "ON_DEMAND" }: GroupRequest): Sdk.InstanceGroupConfig {
  return {
    Name: role.toLowerCase(),
    InstanceRole: role,
    InstanceType: type as Sdk.InstanceGroupConfig["InstanceType"],
    InstanceCount: count,
    Market: market,
  };
}

function clusterFacts(cluster: Sdk.Cluster | Sdk.ClusterSummary): ClusterFacts {
  const { Status } = cluster;
  return {
    id: cluster.Id ?? "",
    name: cluster.Name ?? "",
    release: "ReleaseLabel" in cluster ? (cluster.ReleaseLabel ?? "") : "",
    created: Status?.Timeline?.CreationDateTime,
    dns: "MasterPublicDnsName" in cluster ? (cluster.MasterPublicDnsName ?? "") : "",
    state: Status?.State ?? "",
    reason: Status?.StateChangeReason?.Message ?? "",
  };
}

function groupFacts(group: Sdk.InstanceGroup): GroupFacts {
  return {
    id: group.Id ?? "",
    role: group.InstanceGroupType ?? "",
    type: group.InstanceType ?? "",
    market: group.Market ?? "",
    requested: group.RequestedInstanceCount ?? 0,
    running: group.RunningInstanceCount ?? 0,
    state: group.Status?.State ?? "",
    reason: group.Status?.StateChangeReason?.Message ?? "",
  };
}

function stepFacts({ Id, Name, Status }: Sdk.Step | Sdk.StepSummary): StepFacts {
  return {
    id: Id ?? "",
    name: Name ?? "",
    created: Status?.Timeline?.CreationDateTime,
    ended: Status?.Timeline?.EndDateTime,
    logFile: Status?.FailureDetails?.LogFile ?? "",
    state: Status?.State ?? "",
    reason:
      Status?.FailureDetails?.Message ?? Status?.FailureDetails?.Reason ?? Status?.StateChangeReason?.Message ?? "",
  };
}
