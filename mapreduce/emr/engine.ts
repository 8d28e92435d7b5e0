/**
 * emr({ … }): jobs as steps of a cluster on Amazon EMR, and the cluster's life.
 * @module
 */
import { randomUUID } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import { EngineError } from "../../engine/errors.js";
import { filesOf } from "../../engine/native/glob.js";
import { progressOf, signalOf } from "../../engine/options.js";
import type { Rows } from "../../engine/rows/rows.js";
import { tell } from "../../engine/tell.js";
import { linesIn } from "../groups.js";
import { jobName, streamingArguments } from "../hadoop/streaming.js";
import type { Engine, Job, JobControl, JobReport } from "../job.js";
import { type ClusterFacts, type EmrClient, emrClient, type GroupFacts, type GroupRequest } from "../native/aws-emr.js";
import { type S3Client, s3Client } from "../native/aws-s3.js";
import { scriptsOf } from "../script/of-job.js";
import { type Staged, scanBy } from "../script/share.js";
import { BOOTSTRAP, bucketOf, clusterRequest, type EmrClusterOptions, type EmrOptions } from "./config.js";
import { forgottenText, openLedger } from "./ledger.js";
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

const ENDED = ["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"];
const STEP_LOST = ["CANCELLED", "CANCEL_PENDING", "FAILED", "INTERRUPTED"];

interface Services {
  readonly api: EmrClient;
  readonly storage: S3Client;
}

/**
 * Makes a handle on Amazon EMR; nothing is asked yet. Credentials come from AWS's own chain.
 * @throws (its methods) Unavailable for credentials and connections, InvalidArgument with AWS's words, WorkerFailed
 *   for clusters and steps that end otherwise than hoped
 */
export function emr(options: EmrOptions = {}): Emr {
  const { pollMs = 15_000, region, endpoint } = options;
  const aws = { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
  const ledger = openLedger(options.ledger);
  let cluster = options.cluster;
  let loaded: Promise<Services> | undefined;
  const services = (): Promise<Services> => {
    loaded ??= Promise.all([emrClient(aws), s3Client(aws)]).then(([api, storage]) => ({ api, storage }));
    return loaded;
  };
  const current = (): string => {
    if (cluster !== undefined) return cluster;
    const [only, ...others] = ledger.all();
    if (only !== undefined && others.length === 0) return only.id;
    throw new EngineError(
      "InvalidArgument",
      'no cluster is chosen; create one (%emr create) or name one, emr({ cluster: "j-…" })',
    );
  };
  const wait = (what: string, id: string, until: readonly string[], control: JobControl): Promise<ClusterFacts> =>
    services().then(({ api }) => waitFor({ what, ask: () => api.cluster(id), until, lost: ENDED, pollMs }, control));

  const runStep = async (name: string, args: readonly string[], control: JobControl): Promise<string> => {
    const { api } = await services();
    const id = current();
    const { state, reason } = await api.cluster(id);
    if (ENDED.includes(state))
      throw new EngineError("WorkerFailed", `cluster ${id} is ${state}${reason && `: ${reason}`}; create another`);
    const step = await api.addStep(id, name, args);
    try {
      const ask = async () => alive(await api.step(id, step), await api.cluster(id));
      await waitFor(
        { what: `step ${step}`, ask, until: ["COMPLETED"], lost: [...STEP_LOST, ...ENDED], pollMs },
        control,
      );
    } catch (error) {
      if (control.signal?.aborted) await api.cancelStep(id, step).catch(() => undefined);
      throw error;
    }
    return step;
  };

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

  const run: Engine["run"] = async (job, control) => {
    const began = performance.now();
    const { storage } = await services();
    const folder = `${bucketOf(options)}/jobs/${randomUUID()}`;
    const output = job.output ?? `${folder}/output`;
    if ((await storage.list(`${output}/`)).length > 0)
      throw new EngineError("FileAccess", `output '${output}' exists already; remove it or name another`);
    const shipped = await shipScripts(job, storage, folder);
    const args = streamingArguments({ job, input: job.input, output, shipped, options });
    const step = await runStep(jobName(job), ["hadoop-streaming", ...args], control);
    if (!(await storage.list(`${output}/`)).includes(`${output}/_SUCCESS`))
      throw new EngineError(
        "Unavailable",
        `step ${step} ended, but '${output}' has no _SUCCESS; its result is not taken`,
      );
    const lines = job.output === undefined ? await readParts(storage, output) : [];
    if (job.output === undefined) await storage.remove(await storage.list(`${folder}/`));
    return { lines, report: reportOf(step, lines.length, job, began) };
  };

  const stage = async (files: readonly string[], { signal }: JobControl): Promise<Staged> => {
    const { storage } = await services();
    const folder = `${bucketOf(options)}/input/${randomUUID()}`;
    const input: string[] = [];
    for (const [i, file] of files.entries()) {
      const address = `${folder}/${i}-${basename(file)}`;
      await storage.put(address, createReadStream(file), statSync(file).size, signal);
      input.push(address);
    }
    return { input, release: () => storage.remove(input) };
  };

  return {
    name: "emr",
    get cluster() {
      return cluster;
    },
    async create(wanted = {}) {
      const { api, storage } = await services();
      const bucket = bucketOf(options);
      const forgotten = forgottenText(ledger.all(), Date.now());
      if (forgotten !== "") tell(forgotten, "EmrClusters");
      const bootstrap = `${bucket}/bootstrap/node.sh`;
      await storage.put(bootstrap, BOOTSTRAP, Buffer.byteLength(BOOTSTRAP));
      const request = clusterRequest(wanted, bucket, bootstrap);
      cluster = await api.start(request);
      ledger.add({ id: cluster, name: request.name, region: region ?? "", created: new Date().toISOString() });
      await wait(`cluster ${cluster}`, cluster, ["WAITING", "RUNNING"], controlOf());
      return cluster;
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
        await storage.put(address, createReadStream(file), statSync(file).size, signalOf({}));
        written.push(address);
      }
      return written;
    },
    async copyToHdfs(from, to) {
      await runStep(`copy to ${to}`, ["s3-dist-cp", `--src=${from}`, `--dest=${to}`], controlOf());
    },
    async sshCommand() {
      const { dns } = await (await services()).api.cluster(current());
      return `ssh -i ${options.keyFile ?? "<key file>"} hadoop@${dns}`;
    },
    async terminate(which = current()) {
      await (await services()).api.terminate(which);
      ledger.remove(which);
      if (which === cluster) cluster = undefined;
    },
    run,
    scanLines: scanBy(run, stage),
  };
}

/** Signal and progress of the running cell. */
function controlOf(): JobControl {
  return { signal: signalOf({}), onProgress: progressOf({}) };
}

/** A step's state, or the cluster's when that has ended. */
function alive<S extends { readonly state: string; readonly reason: string }>(step: S, cluster: ClusterFacts): S {
  if (step.state === "COMPLETED" || !ENDED.includes(cluster.state)) return step;
  return { ...step, state: cluster.state, reason: `the cluster has ended: ${cluster.reason}` };
}

async function shipScripts(job: Job, storage: S3Client, folder: string): Promise<{ readonly [role: string]: string }> {
  const addresses: [string, string][] = [];
  for (const [role, text] of Object.entries(await scriptsOf(job))) {
    const address = `${folder}/${role}.mjs`;
    await storage.put(address, text, Buffer.byteLength(text));
    addresses.push([role, address]);
  }
  return Object.fromEntries(addresses);
}

async function readParts(storage: S3Client, output: string): Promise<string[]> {
  const lines: string[] = [];
  for (const address of await storage.list(`${output}/part-`)) {
    for (const line of linesIn(await storage.text(address))) lines.push(line);
  }
  return lines;
}

/** EMR gives no counters of its steps; what it does not tell is 0. */
function reportOf(step: string, reduced: number, job: Job, began: number): JobReport {
  const nothing = { lines: 0, skipped: 0, firstSkipped: [], mapped: 0, combined: 0, groups: 0, spilledBytes: 0 };
  return {
    engine: "emr",
    id: step,
    inputFiles: job.input.length,
    ...nothing,
    reduced,
    seconds: (performance.now() - began) / 1000,
  };
}
