/**
 * One handle's connection to Amazon EMR: its services, the cluster that is meant, steps run to their end.
 * @module
 */
import { EngineError } from "../../engine/errors.js";
import type { JobControl } from "../job.js";
import { type ClusterFacts, type EmrClient, emrClient } from "../native/aws-emr.js";
import { type S3Client, s3Client } from "../native/aws-s3.js";
import type { EmrOptions } from "./config.js";
import { type Ledger, openLedger } from "./ledger.js";
import { waitFor } from "./wait.js";

/** States of a cluster that takes no more work. */
export const ENDED: readonly string[] = ["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"];
const STEP_LOST = ["CANCELLED", "CANCEL_PENDING", "FAILED", "INTERRUPTED"];

/** Milliseconds between questions, unless told. */
const POLL_MS = 15_000;

/** The two services. */
export interface Services {
  readonly api: EmrClient;
  readonly storage: S3Client;
}

/** What the methods of a handle share. */
export interface EmrSession {
  readonly pollMs: number;
  readonly ledger: Ledger;
  /** The cluster that was named or created. */
  cluster: string | undefined;
  /** The services; their packages are loaded on the first call. @throws Unavailable when they are not installed */
  services(): Promise<Services>;
  /** The cluster that is meant: the chosen one, else the only one in the ledger. @throws InvalidArgument when none is */
  current(): string;
  /**
   * Submits a step and waits until it is completed; an abort cancels it. Gives its id.
   * @throws WorkerFailed when it or the cluster ends otherwise; the signal's reason when aborted
   */
  runStep(name: string, args: readonly string[], control: JobControl): Promise<string>;
}

/** Makes one; nothing is asked yet. */
export function openEmr(options: EmrOptions): EmrSession {
  const { pollMs = POLL_MS, region, endpoint } = options;
  const aws = { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
  const ledger = openLedger(options.ledger);
  let loaded: Promise<Services> | undefined;
  const session: EmrSession = {
    pollMs,
    ledger,
    cluster: options.cluster,
    services() {
      loaded ??= Promise.all([emrClient(aws), s3Client(aws)]).then(([api, storage]) => ({ api, storage }));
      return loaded;
    },
    current() {
      if (session.cluster !== undefined) return session.cluster;
      const [only, ...others] = ledger.all();
      if (only !== undefined && others.length === 0) return only.id;
      throw new EngineError(
        "InvalidArgument",
        'no cluster is chosen; create one (%emr create) or name one, emr({ cluster: "j-…" })',
      );
    },
    async runStep(name, args, control) {
      const { api } = await session.services();
      const id = session.current();
      const { state, reason } = await api.cluster(id);
      if (ENDED.includes(state))
        throw new EngineError("WorkerFailed", `cluster ${id} is ${state}${reason && `: ${reason}`}; create another`);
      const step = await api.addStep(id, name, args);
      try {
        const ask = async () => alive(await api.step(id, step), await api.cluster(id));
        const lost = [...STEP_LOST, ...ENDED];
        await waitFor({ what: `step ${step}`, ask, until: ["COMPLETED"], lost, pollMs }, control);
      } catch (error) {
        if (control.signal?.aborted) await api.cancelStep(id, step).catch(() => undefined);
        throw error;
      }
      return step;
    },
  };
  return session;
}

/** A step's state, or the cluster's when that has ended. */
function alive<S extends { readonly state: string; readonly reason: string }>(step: S, cluster: ClusterFacts): S {
  if (step.state === "COMPLETED" || !ENDED.includes(cluster.state)) return step;
  return { ...step, state: cluster.state, reason: `the cluster has ended: ${cluster.reason}` };
}
