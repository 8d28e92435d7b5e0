/**
 * The threads of one local job: tasks in a queue, each on the next free thread.
 * @module
 */
import { Worker } from "node:worker_threads";
import { EngineError, fromPlainError } from "../../engine/errors.js";
import { type Offer, offer } from "../../engine/sources/far.js";
import type { LocalReply, LocalRequest, LocalSetup } from "./task.js";

/** Threads of a job. */
export interface Threads {
  /** Runs a task. @throws what it threw; then all other tasks fail as well */
  run(request: LocalRequest): Promise<LocalReply>;
  /** Bytes, or rows, of input read so far. */
  amountRead(): number;
  /** Ends all threads at once, also those in user code that never ends; waiting tasks fail with the reason. */
  stop(reason: unknown): void;
  /** Ends all threads; none runs any more when the promise settles. */
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
  const ending: Promise<unknown>[] = [];
  const offers: Offer[] = [];
  let amount = 0;
  let failure: { readonly reason: unknown } | undefined;

  function fail(reason: unknown): void {
    failure ??= { reason };
    for (const task of [...waiting.splice(0), ...running.values()]) task?.reject(failure.reason);
    end();
  }

  function end(): void {
    for (const worker of running.keys()) ending.push(worker.terminate());
    running.clear();
    for (const each of offers.splice(0)) each.end();
  }

  /** The job for one thread; arrays of this one are read from there instead of copied. */
  function setupOfThread(): LocalSetup {
    const { rows } = setup;
    if (rows === undefined) return setup;
    const offered = offer(rows.descriptor);
    offers.push(offered);
    void offered.serve();
    return { ...setup, rows: { ...rows, descriptor: offered.descriptor } };
  }

  function start(): Worker {
    const workerData = { setup: setupOfThread(), thread: running.size };
    const worker = new Worker(ENTRY, { execArgv: [], workerData, name: "map-reduce" });
    worker.on("message", (reply: LocalReply) => {
      if ("read" in reply) {
        amount += reply.read;
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
    amountRead: () => amount,
    stop: fail,
    async close() {
      end();
      await Promise.all(ending);
    },
  };
}
