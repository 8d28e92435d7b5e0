/**
 * A session of Spark Connect: SQL in, Arrow batches out.
 * @module
 */
import { createHash, randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { crc32 } from "node:zlib";
import { EngineError } from "../../engine/errors.js";
import { CallFailed, connectService, type Message, type Service } from "../native/grpc.js";
import { DESCRIPTION, INTERRUPT_OPERATION, SERVICE } from "./messages.js";

/** Where a Spark Connect server is. */
export interface SparkOptions {
  /** `"sc://localhost:15002"`, with `/;token=…;use_ssl=true` where it is asked for; default `$SPARK_REMOTE`. */
  readonly url?: string;
  /** User name; default the name of who runs this. */
  readonly user?: string;
  /** How Node.js is called on the executors, version 20 or newer; default `node`. */
  readonly node?: string;
}

/** Tasks of a running query, for progress. */
export interface TaskCount {
  readonly done: number;
  readonly total: number;
}

/** One session; made on the first query. */
export interface Session {
  /** Runs a query; the parts of its result as whole Arrow IPC streams. @throws the errors of {@link sparkError} */
  query(sql: string, signal: AbortSignal | undefined, onTasks?: (tasks: TaskCount) => void): Promise<Uint8Array[]>;
  /** Makes a file known to the executors under a name made of its content, which is returned. */
  ship(text: string, ending: string): Promise<string>;
  /** Spark's version. */
  version(): Promise<string>;
  close(): Promise<void>;
}

interface Address {
  readonly target: string;
  readonly tls: boolean;
  readonly token: string | undefined;
  readonly user: string | undefined;
}

/** Reads a connection string. @throws InvalidArgument */
export function parseSparkUrl(url: string): Address {
  const match = /^sc:\/\/([^/:;]+|\[[^\]]+\])(?::(\d+))?\/?(?:;(.*))?$/.exec(url);
  if (!match)
    throw new EngineError("InvalidArgument", `'${url}' is no address of Spark Connect; expected "sc://host:15002"`);
  const [, host, port = "15002", rest = ""] = match;
  const parameters = new Map(
    rest
      .split(";")
      .filter(Boolean)
      .map((pair) => [pair.split("=")[0]!, decodeURIComponent(pair.slice(pair.indexOf("=") + 1))] as const),
  );
  const token = parameters.get("token");
  const tls = parameters.get("use_ssl") === "true" || token !== undefined;
  return { target: `${host}:${port}`, tls, token, user: parameters.get("user_id") };
}

/** Opens a session. @throws InvalidArgument, Unavailable */
export async function openSession(options: SparkOptions): Promise<Session> {
  const url = options.url ?? process.env["SPARK_REMOTE"];
  if (url === undefined)
    throw new EngineError(
      "Unavailable",
      'where Spark Connect answers is not known; give it, spark({ url: "sc://localhost:15002" }), or set $SPARK_REMOTE',
    );
  const { target, tls, token, user } = parseSparkUrl(url);
  const service = await connectService({ target, tls, token, name: SERVICE, description: DESCRIPTION });
  const id = randomUUID();
  const name = options.user ?? user ?? userInfo().username;
  const common: Message = { session_id: id, user_context: { user_id: name, user_name: name } };
  const shipped = new Set<string>();

  return {
    async query(sql, signal, onTasks) {
      const first = await execute(
        service,
        common,
        { command: { sql_command: { input: { sql: { query: sql } } } } },
        signal,
        onTasks,
        url,
      );
      if (first.relation === undefined) return first.batches;
      return (await execute(service, common, { root: first.relation }, signal, onTasks, url)).batches;
    },
    async ship(text, ending) {
      const data = Buffer.from(text);
      const fileName = `tslab-bigdata-${createHash("sha256").update(data).digest("hex").slice(0, 24)}${ending}`;
      if (shipped.has(fileName)) return fileName;
      const chunk = { data, crc: crc32(data) };
      const batch = { artifacts: [{ name: `files/${fileName}`, data: chunk }] };
      const answer = await guarded(url, () => service.send("AddArtifacts", [{ ...common, batch }]));
      const [summary] = (answer["artifacts"] ?? []) as readonly { readonly is_crc_successful?: boolean }[];
      if (summary?.is_crc_successful !== true)
        throw new EngineError("Unavailable", `Spark did not take the file ${fileName}`);
      shipped.add(fileName);
      return fileName;
    },
    async version() {
      const answer = await guarded(url, () => service.call("AnalyzePlan", { ...common, spark_version: {} }));
      return (answer["spark_version"] as { readonly version: string }).version;
    },
    async close() {
      await service.call("ReleaseSession", common).catch(() => undefined);
      service.close();
    },
  };
}

interface Executed {
  readonly batches: Uint8Array[];
  readonly relation: Uint8Array | undefined;
}

async function execute(
  service: Service,
  common: Message,
  plan: Message,
  signal: AbortSignal | undefined,
  onTasks: ((tasks: TaskCount) => void) | undefined,
  url: string,
): Promise<Executed> {
  const operation = randomUUID();
  const batches: Uint8Array[] = [];
  let relation: Uint8Array | undefined;
  const interrupt = (): void => {
    const request = { ...common, interrupt_type: INTERRUPT_OPERATION, operation_id: operation };
    service.call("Interrupt", request).catch(() => undefined);
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const request = { ...common, plan, client_type: "tslab-bigdata", operation_id: operation };
    for await (const message of service.stream("ExecutePlan", request, signal)) {
      const batch = message["arrow_batch"] as { readonly data: Uint8Array } | undefined;
      if (batch !== undefined) batches.push(batch.data);
      const result = message["sql_command_result"] as { readonly relation: Uint8Array } | undefined;
      if (result !== undefined) relation = result.relation;
      const progress = message["execution_progress"] as { readonly stages?: readonly Stage[] } | undefined;
      if (progress !== undefined) onTasks?.(tasksOf(progress.stages ?? []));
    }
  } catch (thrown) {
    throw sparkError(thrown, url);
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
  return { batches, relation };
}

interface Stage {
  readonly num_tasks?: string;
  readonly num_completed_tasks?: string;
}

function tasksOf(stages: readonly Stage[]): TaskCount {
  const sum = (of: (stage: Stage) => string | undefined): number =>
    stages.reduce((total, stage) => total + Number(of(stage) ?? 0), 0);
  return { done: sum((stage) => stage.num_completed_tasks), total: sum((stage) => stage.num_tasks) };
}

async function guarded<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw sparkError(thrown, url);
  }
}

/** A failed call as an error of ours: Unavailable when nobody answers, FileMissing, else WorkerFailed in Spark's words. */
export function sparkError(thrown: unknown, url: string): unknown {
  if (!(thrown instanceof CallFailed)) return thrown;
  if (thrown.status === 14)
    return new EngineError(
      "Unavailable",
      `'${url}' cannot be reached: ${thrown.message}; is the Spark Connect server running?`,
      thrown,
    );
  if (thrown.status === 16 || thrown.status === 7)
    return new EngineError("Unavailable", `'${url}' refused the credentials: ${thrown.message}`, thrown);
  if (thrown.message.includes("PATH_NOT_FOUND"))
    return new EngineError("FileMissing", `Spark: ${reasonOf(thrown.message)}`, thrown);
  return new EngineError("WorkerFailed", `Spark: ${reasonOf(thrown.message)}`, thrown);
}

/** The telling lines of Spark's message: what our scripts said, else its own first lines. */
function reasonOf(message: string): string {
  const lines = message
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const own = lines.filter((line) => /\bthe (?:mapper|combiner|reducer)\b.*\b(?:threw|must|cannot)\b/.test(line));
  return (own.length > 0 ? [...new Set(own)] : lines.slice(0, 4)).join("\n  ");
}
