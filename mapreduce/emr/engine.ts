/**
 * emr({ … }): jobs as steps of a cluster on Amazon EMR, and the cluster's life.
 * @module
 */
import { basename } from "node:path";
import { EngineError } from "../../engine/errors.js";
import { filesOf } from "../../engine/native/glob.js";
import { progressOf, signalOf } from "../../engine/options.js";
import type { Rows } from "../../engine/rows/rows.js";
import { tell } from "../../engine/tell.js";
import type { Engine, JobControl } from "../job.js";
import type { ClusterFacts, GroupFacts, GroupRequest } from "../native/aws-emr.js";
import { scanBy } from "../script/share.js";
import { BOOTSTRAP, bucketOf, clusterRequest, type EmrClusterOptions, type EmrOptions } from "./config.js";
import { putFile, runJobs, stageInBucket } from "./job.js";
import { forgottenText } from "./ledger.js";
import { ENDED, openEmr } from "./session.js";
import { clusterRows, groupRows, stepRows } from "./tables.js";
import { waitFor } from "./wait.js";

/** Clusters on Amazon EMR. Methods that wait show progress and stop with the running cell. */
export interface Emr extends Engine {
  /** The cluster that jobs go to. */
  readonly cluster: string | undefined;
  /** Starts a cluster and waits until it takes work. Gives its id. It is listed until it is terminated from here. */
  create(options?: EmrClusterOptions): Promise<string>;
  /** The cluster's instance groups: role, type, machines asked for and running, state. */
  describe(): Promise<Rows>;
  /** Clusters that are not ended. */
  clusters(): Promise<Rows>;
  /** Steps, the latest first. */
  steps(): Promise<Rows>;
  /** Adds a group of machines and waits until it runs. */
  addGroup(group: GroupRequest): Promise<Rows>;
  /** Changes the number of machines of a group, named by its role or id, and waits out RESIZING. */
  resize(group: string, count: number): Promise<Rows>;
  /** Uploads files to the bucket; gives their addresses. */
  upload(local: string | readonly string[], folder?: string): Promise<readonly string[]>;
  /** Copies from S3 into the cluster's HDFS by a step (S3DistCp). */
  copyToHdfs(from: string, to: string): Promise<void>;
  /** The command that logs in to the master. */
  sshCommand(): Promise<string>;
  /** Ends the cluster. */
  terminate(cluster?: string): Promise<void>;
}

/**
 * Makes a handle on Amazon EMR; nothing is asked yet. Credentials come from AWS's own chain.
 * @throws (its methods) Unavailable for credentials and connections, InvalidArgument with AWS's words, WorkerFailed
 *   for clusters and steps that end otherwise than hoped
 */
export function emr(options: EmrOptions = {}): Emr {
  const session = openEmr(options);
  const { ledger, pollMs, services, current } = session;
  const settleGroups = async (): Promise<Rows> => {
    const { api } = await services();
    const id = current();
    const ask = async (): Promise<GroupFacts> => {
      const groups = await api.groups(id);
      return groups.find(({ state }) => state !== "RUNNING") ?? groups[0]!;
    };
    await waitFor(
      {
        what: "instance groups",
        ask,
        until: ["RUNNING"],
        lost: ["TERMINATED", "ENDED", "ARRESTED", "SUSPENDED"],
        pollMs,
      },
      controlOf(),
    );
    return groupRows(await api.groups(id));
  };

  const run = runJobs(options, session);

  return {
    name: "emr",
    get cluster() {
      return session.cluster;
    },
    async create(wanted = {}) {
      const { api, storage } = await services();
      const bucket = bucketOf(options);
      const forgotten = forgottenText(ledger.all(), Date.now());
      if (forgotten !== "") tell(forgotten, "EmrClusters");
      const bootstrap = `${bucket}/bootstrap/node.sh`;
      await storage.put(bootstrap, BOOTSTRAP, Buffer.byteLength(BOOTSTRAP));
      const request = clusterRequest(wanted, bucket, bootstrap);
      const id = await api.start(request);
      session.cluster = id;
      ledger.add({ id, name: request.name, region: options.region ?? "", created: new Date().toISOString() });
      const ask = (): Promise<ClusterFacts> => api.cluster(id);
      const waiting = { what: `cluster ${id}`, ask, until: ["WAITING", "RUNNING"], lost: ENDED, pollMs };
      await waitFor(waiting, controlOf());
      return id;
    },
    describe: async () => groupRows(await (await services()).api.groups(current())),
    async clusters() {
      const states = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];
      return clusterRows(await (await services()).api.clusters(states));
    },
    steps: async () => stepRows(await (await services()).api.steps(current())),
    async addGroup(group) {
      await (await services()).api.addGroup(current(), group);
      return settleGroups();
    },
    async resize(group, count) {
      const { api } = await services();
      if (!Number.isInteger(count) || count < 0)
        throw new EngineError("InvalidArgument", `a group has a whole number of machines, got ${String(count)}`);
      const groups = await api.groups(current());
      const found = groups.find(({ id, role }) => id === group || role.toLowerCase() === group.toLowerCase());
      if (found === undefined)
        throw new EngineError(
          "InvalidArgument",
          `cluster ${current()} has no group '${group}'; it has ${groups.map(({ id, role }) => `${role} (${id})`).join(", ")}`,
        );
      await api.resize(current(), found.id, count);
      return settleGroups();
    },
    async upload(local, folder = "input") {
      const { storage } = await services();
      const written: string[] = [];
      for (const file of filesOf(local)) {
        const address = `${bucketOf(options)}/${folder}/${basename(file)}`;
        await putFile(storage, address, file, signalOf({}));
        written.push(address);
      }
      return written;
    },
    async copyToHdfs(from, to) {
      await session.runStep(`copy to ${to}`, ["s3-dist-cp", `--src=${from}`, `--dest=${to}`], controlOf());
    },
    async sshCommand() {
      const { dns } = await (await services()).api.cluster(current());
      return `ssh -i ${options.keyFile ?? "<key file>"} hadoop@${dns}`;
    },
    async terminate(which = current()) {
      await (await services()).api.terminate(which);
      ledger.remove(which);
      if (which === session.cluster) session.cluster = undefined;
    },
    run,
    scanLines: scanBy(run, stageInBucket(options, session)),
  };
}

/** Signal and progress of the running cell. */
function controlOf(): JobControl {
  return { signal: signalOf({}), onProgress: progressOf({}) };
}
