/**
 * Threads that run tasks. They start on first use, never keep the process alive while idle, and a dead one is
 * replaced when the next task needs it.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { EngineError, fromPlainError } from "../errors.js";
import { controlOver, type ScanShare, type ScanTask, type WorkerReply, type WorkerRequest } from "./task.js";
import type { UnitResults } from "./unit-results.js";

/**
 * Whose task goes first when all threads are busy. A zoom outranks a cell: threads at work for cells are given up
 * between two units of work, and go on where they were when the zoom is drawn.
 */
export type Priority = "refine" | "cell";

/** A pool of threads. */
export interface WorkerPool {
  /** Threads at most; default the cores that this process may use. */
  readonly size: number;
  /** Runs a task on the next free thread; one share for each time it had one. */
  run(task: ScanTask, priority: Priority): Promise<readonly ScanShare[]>;
  /** Ends tasks of these control words that wait for a thread, with what they have. */
  drop(control: SharedArrayBuffer): void;
  /** Kills the threads that still run tasks of these control words: user code that ignores an abort. */
  replace(control: SharedArrayBuffer): void;
  /** Threads alive. */
  readonly alive: number;
  /** Ends all threads; running tasks fail. */
  close(): Promise<void>;
}

interface Job {
  readonly task: ScanTask;
  readonly priority: Priority;
  /** What the task found before it was interrupted. */
  readonly shares: ScanShare[];
  /** Results that came before the end of the task. */
  readonly results: UnitResults[];
  readonly resolve: (shares: readonly ScanShare[]) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
}

const ENTRY = new URL("./entry.js", import.meta.url);

/** Makes a pool; no thread is started yet. */
export function createPool(size: number = availableParallelism()): WorkerPool {
  const threads: Thread[] = [];
  const waiting: Job[] = [];
  let id = 0;

  function start(): Thread {
    const worker = new Worker(ENTRY, { execArgv: [], name: "tslab-bigdata" });
    const thread: Thread = { worker, job: undefined };
    worker.unref();
    worker.on("message", (reply: WorkerReply) => {
      if ("results" in reply) {
        thread.job?.results.push(...reply.results);
        return;
      }
      const job = finish(thread);
      if (reply.isHeavy) retire(thread);
      if (job !== undefined) settle(job, reply);
      dispatch();
    });
    const lost = (why: string, cause?: unknown): void => {
      const at = threads.indexOf(thread);
      if (at >= 0) threads.splice(at, 1);
      finish(thread)?.reject(new EngineError("WorkerFailed", `a worker thread ${why}; run it again`, cause));
      dispatch();
    };
    worker.on("error", (error) => lost(`died: ${error.message}`, error));
    worker.on("exit", (code) => lost(`ended with code ${code}`));
    threads.push(thread);
    return thread;
  }

  function retire(thread: Thread): void {
    threads.splice(threads.indexOf(thread), 1);
    void thread.worker.terminate();
  }

  function settle(job: Job, reply: Exclude<WorkerReply, { readonly results: unknown }>): void {
    if ("error" in reply) {
      job.reject(fromPlainError(reply.error));
      return;
    }
    job.shares.push({ ...reply.share, results: [...job.results.splice(0), ...reply.share.results] });
    if (reply.share.yielded) waiting.unshift(job);
    else job.resolve(job.shares);
  }

  function finish(thread: Thread): Job | undefined {
    const { job } = thread;
    thread.job = undefined;
    thread.worker.unref();
    return job;
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const thread = threads.find(({ job }) => job === undefined) ?? (threads.length < size ? start() : undefined);
      if (thread === undefined) break;
      const urgent = waiting.findIndex(({ priority }) => priority === "refine");
      const [job] = waiting.splice(Math.max(urgent, 0), 1);
      thread.job = job;
      thread.worker.ref();
      const request: WorkerRequest = { id: id++, task: job!.task };
      thread.worker.postMessage(request);
    }
    preempt();
  }

  /** Asks for as many threads at work for cells as urgent tasks wait for. */
  function preempt(): void {
    let wanted = waiting.filter(({ priority }) => priority === "refine").length;
    const atWork = new Map<SharedArrayBuffer, number>();
    for (const { job } of threads)
      if (job?.priority === "cell") atWork.set(job.task.control, (atWork.get(job.task.control) ?? 0) + 1);
    for (const [control, count] of atWork) {
      const asked = Math.min(wanted, count);
      controlOver(control).askToYield(asked);
      wanted -= asked;
    }
  }

  return {
    size,
    run(task, priority) {
      return new Promise((resolve, reject) => {
        waiting.push({ task, priority, shares: [], results: [], resolve, reject });
        dispatch();
      });
    },
    drop(control) {
      for (let i = waiting.length - 1; i >= 0; i--)
        if (waiting[i]!.task.control === control) {
          const [job] = waiting.splice(i, 1);
          job!.resolve(job!.shares);
        }
    },
    replace(control) {
      for (const thread of threads) if (thread.job?.task.control === control) void thread.worker.terminate();
    },
    get alive() {
      return threads.length;
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

let shared: WorkerPool | undefined;

/** The process's own pool, made on first use: threads are a resource of the process. */
export function sharedPool(): WorkerPool {
  shared ??= createPool();
  return shared;
}
