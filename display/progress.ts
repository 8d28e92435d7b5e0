import { randomUUID } from "node:crypto";
import { ambient, type DisplayOptions, MIME, type MimeBundle, type ProgressUpdate } from "../contract/index.js";
import { escapeHtml } from "./escape.js";
import { formatDuration } from "./format.js";

/** Shortest time between two pictures of one operation: at most ten a second. */
const PAUSE_MS = 100;
const BAR = 30;

/** Progress of long work. */
export interface Progress {
  /** Units done so far. */
  update(done: number): void;
  /** More units done; one by default. */
  advance(units?: number): void;
  /** Ends the work; the last picture stays in the notebook unless `leave` is false. */
  finish(state?: "done" | "failed" | "cancelled"): void;
  /** Passes items on and counts them; finishes when they end or the loop is left. */
  over<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined>;
}

/** Takes progress and shows it. */
export interface ProgressSink {
  take(update: ProgressUpdate): void;
}

/**
 * Shows the progress of long work under the running cell, or as a line in a terminal. An interrupt of the cell ends it
 * as cancelled.
 *
 * @param label            what is running
 * @param options.total    units in all; unknown by default
 * @param options.unit     `"items"` by default
 * @param options.leave    whether the last picture stays when the work has ended well; default true
 */
export function progress(label: string, options: { total?: number; unit?: string; leave?: boolean } = {}): Progress {
  const { total, unit = "items", leave = true } = options;
  if (total !== undefined && !(total >= 0)) throw new RangeError(`progress: total must not be negative, got ${total}`);
  const id = randomUUID();
  const begin = performance.now();
  const context = ambient();
  const sink = context ? context.progress.bind(context) : terminalSink().take;
  let done = 0;
  let ended = false;
  const tell = (state: ProgressUpdate["state"]): void =>
    sink({ id, label, done, total, unit, state, elapsedMs: performance.now() - begin, ...(!leave && { leave }) });
  const cancel = (): void => work.finish("cancelled");
  const work: Progress = {
    update(now) {
      if (ended) return;
      done = now;
      tell("running");
    },
    advance: (units = 1) => work.update(done + units),
    finish(state = "done") {
      if (ended) return;
      ended = true;
      context?.signal.removeEventListener("abort", cancel);
      tell(state);
    },
    async *over(items) {
      let state: "failed" | "done" = "failed";
      try {
        for await (const item of items) {
          context?.signal.throwIfAborted();
          yield item;
          work.advance();
        }
        state = "done";
      } finally {
        work.finish(state);
      }
    },
  };
  context?.signal.addEventListener("abort", cancel, { once: true });
  tell("running");
  return work;
}

/**
 * A sink that shows every operation as one display that is updated: at once, then at most ten times a second, and
 * always its last state. A display of which nothing is to be left is emptied at the end.
 *
 * @param show  where bundles go
 * @param now   clock in milliseconds
 */
export function progressSink(
  show: (bundle: MimeBundle, options: DisplayOptions, update: ProgressUpdate) => void,
  now: () => number = () => performance.now(),
): ProgressSink {
  const last = new Map<string, number>();
  return {
    take(update) {
      const before = last.get(update.id);
      if (update.state === "running" && before !== undefined && now() - before < PAUSE_MS) return;
      if (before === undefined && !isLeft(update)) return;
      if (update.state === "running") last.set(update.id, now());
      else last.delete(update.id);
      const bundle = isLeft(update) ? progressBundle(update) : NOTHING;
      show(bundle, { displayId: update.id, update: before !== undefined }, update);
    },
  };
}

/** An empty display; converters complain of one without any type. */
const NOTHING: MimeBundle = { [MIME.html]: "", [MIME.plain]: "" };

function isLeft({ leave = true, state }: ProgressUpdate): boolean {
  return leave || state !== "done";
}

/** An operation's state as a bundle: JSON for our front ends, a bar in HTML, a line of text. */
export function progressBundle(update: ProgressUpdate): MimeBundle {
  const { total, done } = update;
  const attributes = total === undefined ? "" : ` max="${total}" value="${done}"`;
  const bar = update.state === "running" || total !== undefined ? `<progress${attributes}></progress> ` : "";
  return {
    [MIME.progress]: { ...update, total: total ?? null },
    [MIME.html]: `<div>${bar}${escapeHtml(sentence(update))}</div>`,
    [MIME.plain]: progressText(update),
  };
}

/** An operation's state as a line: `mean |#######-----| 58%, 580 of 1,000 rows, 1.2 s, 1 s left`; bytes also by the second. */
export function progressText(update: ProgressUpdate): string {
  const { done, total } = update;
  if (!total) return sentence(update);
  const filled = Math.round(BAR * Math.min(1, done / total));
  return sentence(update).replace(": ", ` |${"#".repeat(filled)}${"-".repeat(BAR - filled)}| `);
}

/** From here on there is something to tell how long the rest will take. */
const TELLING_MS = 1000;

function sentence({ label, done, total, unit, state, elapsedMs }: ProgressUpdate): string {
  const [scale, name] = unit === "bytes" ? [1e6, "MB"] : [1, unit];
  const count = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  const share = total ? `${Math.floor((100 * done) / total)}%, ` : "";
  const of = total === undefined ? "" : ` of ${count(total / scale)}`;
  const seconds = elapsedMs / 1000;
  const rate = unit === "bytes" && seconds > 0 ? `, ${count(done / scale / seconds)} MB/s` : "";
  const rest = total && done > 0 && elapsedMs >= TELLING_MS ? Math.ceil(((total - done) / done) * seconds) : 0;
  const left = rest > 0 ? `, ${formatDuration(rest)} left` : "";
  const end = state === "running" ? left : `, ${state}`;
  return `${label}: ${share}${count(done / scale)}${of} ${name}${rate}, ${formatDuration(seconds)}${end}`;
}

/** A line in the terminal that is written over; without a terminal only the last state is printed. */
function terminalSink(): ProgressSink {
  const { stderr } = process;
  const sink = progressSink((bundle) => {
    const text = String(bundle[MIME.plain] ?? "");
    if (stderr.isTTY) stderr.write(`\r\x1b[K${text}`);
  });
  return {
    take(update) {
      sink.take(update);
      if (update.state !== "running" && isLeft(update)) stderr.write(stderr.isTTY ? "\n" : `${progressText(update)}\n`);
    },
  };
}
