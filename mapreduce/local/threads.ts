/**
 * The threads of one local job: tasks in a queue, each on the next free thread.
 * @module
 */
import { Worker } from "node:worker_threads";
import { EngineError, fromPlainError } from "../../engine/errors.js";
import type { LocalReply, LocalRequest, LocalSetup } from "./task.js";

/** Threads of a job. */
export interface Threads {
  /** Runs a task. @throws what it threw; then all other tasks fail as well */
  run(request: LocalRequest): Promise<LocalReply>;
  /** Bytes of input read so far. */
  bytesRead(): number;
  /** Ends all threads at once, also those in user code that never ends; waiting tasks fail with the reason. */
  stop(reason: unknown): void;
  /** Ends all threads. */
  close(): Promise<void>;
}

interface Task {
  readonly request: LocalRequest;
  readonly resolve: (reply: LocalReply) => void;
  readonly reject: (error: unknown) => void;
}

const ENTRY = new URL("./worker.js", import.meta.url);

/** Starts no thread yet; each is started when a task needs it. */
export function startThreads(setup: LocalSetup, size: number): Threads {
  const waiting: Task[] = [];
  const running = new Map<Worker, Task | undefined>();
  let bytes = 0;
  let failure: { readonly reason: unknown } | undefined;

  function fail(reason: unknown): void {
    failure ??= { reason };
    for (const task of [...waiting.splice(0), ...running.values()]) task?.reject(failure.reason);
    for (const worker of running.keys()) void worker.terminate();
    running.clear();
  }

  function start(): Worker {
    const worker = new Worker(ENTRY, { execArgv: [], workerData: { setup, thread: running.size }, name: "map-reduce" });
    worker.on("message", (reply: LocalReply) => {
      if ("read" in reply) {
        bytes += reply.read;
        return;
      }
      if ("error" in reply) fail(fromPlainError(reply.error));
      if (!running.has(worker)) return;
      running.get(worker)?.resolve(reply);
      running.set(worker, undefined);
      dispatch();
    });
    const lost = (why: string): void => {
      if (running.has(worker)) fail(new EngineError("WorkerFailed", `a thread of the job ${why}`));
    };
    worker.on("error", (error) => lost(`died: ${error.message}`));
    worker.on("exit", (code) => lost(`ended with code ${code}; a mapper or reducer must not call process.exit()`));
    return worker;
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const idle =
        [...running].find(([, task]) => task === undefined)?.[0] ?? (running.size < size ? start() : undefined);
      if (idle === undefined) return;
      const task = waiting.shift()!;
      running.set(idle, task);
      idle.postMessage(task.request);
    }
  }

  return {
    run(request) {
      if (failure !== undefined) return Promise.reject(failure.reason);
      return new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        dispatch();
      });
    },
    bytesRead: () => bytes,
    stop: fail,
    async close() {
      const workers = [...running.keys()];
      running.clear();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
