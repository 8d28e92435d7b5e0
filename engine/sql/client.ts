/**
 * Queries from the user's thread.
 * @module
 */
import { Worker } from "node:worker_threads";
import { ambient, type ColumnSchema, type Fingerprint, type RowsParts } from "../../contract/index.js";
import { EngineError, fromPlainError } from "../errors.js";
import { absolutePath } from "../paths.js";
import type { ScanInput } from "../scan.js";
import { checkFingerprint } from "../sources/fingerprint.js";
import { type HostReply, type HostRequest, type QueryTask, stopWords, type TableTask, tableTask } from "./protocol.js";
import type { SqlParameters } from "./types.js";

/** A query. */
export interface Query {
  readonly sql: string;
  /** A `.duckdb` file; in memory without it. */
  readonly database?: string | undefined;
  readonly readOnly?: boolean;
  readonly parameters?: SqlParameters | undefined;
  /** Tables by name; asked for the names that the query reads and the database does not know. */
  table(name: string): ScanInput | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Takes the rows of a query: the columns once, then rows. */
export interface RowsSink {
  columns(columns: readonly ColumnSchema[]): void;
  rows(rows: RowsParts): void;
}

/**
 * Runs a query and hands its rows over as they come.
 * @throws EngineError in DuckDB's words; the signal's reason; what reading a table throws
 */
export async function runQuery(query: Query, sink: RowsSink): Promise<void> {
  const { sql, readOnly = false, parameters, signal } = query;
  signal?.throwIfAborted();
  const path = query.database === undefined ? undefined : absolutePath(query.database);
  const stop = new SharedArrayBuffer(4);
  const directory = ambient()?.directory ?? process.cwd();
  const task: QueryTask = { sql, path, readOnly, directory, parameters, stop };
  const files: Fingerprint[] = [];
  const found = async (name: string): Promise<TableTask | undefined> => {
    const input = query.table(name);
    if (input === undefined) return undefined;
    for (const file of input.source.descriptor.files) checkFingerprint(file);
    files.push(...input.source.descriptor.files);
    return tableTask(input);
  };
  await converse(task, signal, found, sink);
  for (const file of files) checkFingerprint(file);
}

let ids = 0;

/** Has the thread run a query, gives it the tables it asks for, and takes its rows. */
function converse(
  query: QueryTask,
  signal: AbortSignal | undefined,
  table: (name: string) => Promise<TableTask | undefined>,
  sink: RowsSink,
): Promise<void> {
  const host = sharedHost();
  const id = ids++;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      signal?.removeEventListener("abort", abort);
      host.forget(id);
      settle();
    };
    const abort = (): void => {
      fail(signal!.reason);
    };
    const fail = (error: unknown): void => {
      stopWords(query.stop).stop();
      host.send({ id, stop: true });
      end(() => reject(error));
    };
    signal?.addEventListener("abort", abort, { once: true });
    host.listen(id, (reply) => {
      if (reply instanceof Error) return end(() => reject(reply));
      if ("error" in reply) return end(() => reject(fromPlainError(reply.error)));
      if ("done" in reply) return end(resolve);
      if ("wanted" in reply) return void table(reply.wanted).then((found) => host.send({ id, table: found }), fail);
      try {
        if ("columns" in reply) return sink.columns(reply.columns);
        sink.rows(reply.rows);
        host.send({ id, taken: true });
      } catch (error) {
        fail(error);
      }
    });
    host.send({ id, query });
  });
}

interface Host {
  send(request: HostRequest): void;
  /** Replies to `id`, or the error that ended the thread. */
  listen(id: number, hear: (reply: HostReply | Error) => void): void;
  forget(id: number): void;
}

let shared: Host | undefined;

/** The thread that runs DuckDB, started on first use; it keeps the process alive while a query runs. */
function sharedHost(): Host {
  shared ??= startHost();
  return shared;
}

function startHost(): Host {
  const worker = new Worker(new URL("./host.js", import.meta.url), { execArgv: [], name: "tslab-bigdata sql" });
  const listeners = new Map<number, (reply: HostReply | Error) => void>();
  const lost = (error: Error): void => {
    shared = undefined;
    for (const hear of [...listeners.values()]) hear(error);
  };
  worker.unref();
  worker.on("message", (reply: HostReply) => listeners.get(reply.id)?.(reply));
  worker.on("error", (cause) =>
    lost(
      new EngineError("WorkerFailed", `the thread that runs SQL died: ${cause.message}; run the query again`, cause),
    ),
  );
  worker.on("exit", (code) =>
    lost(new EngineError("WorkerFailed", `the thread that runs SQL ended with code ${code}`)),
  );
  return {
    send: (request) => worker.postMessage(request),
    listen(id, hear) {
      listeners.set(id, hear);
      worker.ref();
    },
    forget(id) {
      listeners.delete(id);
      if (listeners.size === 0) worker.unref();
    },
  };
}
