import { ambient, type Displayable, JUPYTER_DISPLAY, MIME } from "../../contract/index.js";
import { formatDuration } from "../format.js";

/**
 * Runs a function once and prints the processor's time (all threads) and the wall clock's, as IPython's `%time`.
 *
 * @returns what the function returns
 */
export async function time<T>(body: () => T | Promise<T>): Promise<T> {
  const report = stopwatch();
  try {
    return await body();
  } finally {
    report();
  }
}

/**
 * Prints the times of the running cell when it is done, failed ones included.
 * @throws Error outside of a notebook's cell
 */
export function timeCell(): void {
  const session = ambient()?.session;
  if (!session) throw new Error("%%time needs a notebook's cell to end; use time(() => …) in a script");
  session.atCellEnd(stopwatch());
}

/** Result of {@link timeit}; times in seconds per call. Shows itself as a sentence. */
export interface TimeitResult extends Displayable {
  readonly mean: number;
  /** Standard deviation of the runs (of the population, as IPython has it). */
  readonly std: number;
  readonly best: number;
  readonly worst: number;
  /** Calls per run. */
  readonly number: number;
  /** Seconds per call, one per run. */
  readonly runs: readonly number[];
}

/** Shortest time of a run, in seconds, from which on the number of calls is kept; Python's `Timer.autorange`. */
const LONG_ENOUGH = 0.2;
const MOST_CALLS = 1e9;

/**
 * Measures a function as IPython's `%timeit` does: runs of so many calls that one takes 0.2 s at least.
 *
 * @param options.number  calls per run; found out by default (powers of ten)
 * @param options.repeat  runs; 7 by default
 */
export async function timeit(
  body: () => unknown,
  options: { number?: number; repeat?: number } = {},
): Promise<TimeitResult> {
  const { repeat = 7 } = options;
  if (!Number.isInteger(repeat) || repeat < 1) throw new RangeError(`timeit: repeat must be 1 or more, got ${repeat}`);
  let { number } = options;
  if (number !== undefined && (!Number.isInteger(number) || number < 1)) {
    throw new RangeError(`timeit: number must be 1 or more, got ${number}`);
  }
  const signal = ambient()?.signal;
  if (number === undefined) {
    number = 1;
    while (number < MOST_CALLS && (await run(body, number, signal)) < LONG_ENOUGH) number *= 10;
  }
  const runs: number[] = [];
  for (let index = 0; index < repeat; index++) runs.push((await run(body, number, signal)) / number);
  return timeitResult(runs, number);
}

/** The statistics of runs, each in seconds per call. */
export function timeitResult(runs: readonly number[], number: number): TimeitResult {
  const mean = runs.reduce((sum, each) => sum + each, 0) / runs.length;
  const std = Math.sqrt(runs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / runs.length);
  const many = (count: number, word: string): string =>
    `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
  const text =
    `${formatDuration(mean)} ± ${formatDuration(std)} per loop ` +
    `(mean ± std. dev. of ${many(runs.length, "run")}, ${many(number, "loop")} each)`;
  return {
    mean,
    std,
    best: Math.min(...runs),
    worst: Math.max(...runs),
    number,
    runs,
    [JUPYTER_DISPLAY]: () => ({ [MIME.plain]: text }),
  };
}

async function run(body: () => unknown, calls: number, signal: AbortSignal | undefined): Promise<number> {
  signal?.throwIfAborted();
  const begin = performance.now();
  for (let call = 0; call < calls; call++) {
    const result = body();
    // Only promises are awaited: a turn of the event loop would cost more than most synchronous functions.
    if (result instanceof Promise) await result;
  }
  return (performance.now() - begin) / 1000;
}

function stopwatch(): () => void {
  const begin = performance.now();
  const processor = process.cpuUsage();
  return () => {
    const wall = (performance.now() - begin) / 1000;
    const used = process.cpuUsage(processor);
    const [user, system] = [used.user / 1e6, used.system / 1e6];
    const total = formatDuration(user + system);
    process.stdout.write(`CPU times: user ${formatDuration(user)}, sys: ${formatDuration(system)}, total: ${total}\n`);
    process.stdout.write(`Wall time: ${formatDuration(wall)}\n`);
  };
}
