import { AsyncLocalStorage } from "node:async_hooks";
import {
  type AmbientContext,
  CONTEXT,
  type DisplayOptions,
  type MimeBundle,
  type ProgressUpdate,
  type SessionServices,
} from "../../contract/index.js";

/** What a cell showed and asked. */
export interface Recorded {
  readonly shown: { readonly bundle: MimeBundle; readonly options: DisplayOptions | undefined }[];
  readonly progress: ProgressUpdate[];
  readonly live: string[];
  /** Ends the cell: runs what waits for it. */
  end(): Promise<void>;
}

const storage = new AsyncLocalStorage<AmbientContext>();

/** Runs a function as the cell of a notebook would be run, with a context that records. */
export async function inCell<T>(
  body: (recorded: Recorded) => T | Promise<T>,
  options: { signal?: AbortSignal; directory?: string; session?: Partial<SessionServices>; answer?: string } = {},
): Promise<{ recorded: Recorded; value: T }> {
  Object.defineProperty(globalThis, CONTEXT, { value: storage, configurable: true });
  const atEnd: (() => void | Promise<void>)[] = [];
  const recorded: Recorded = {
    shown: [],
    progress: [],
    live: [],
    async end() {
      for (const task of atEnd.splice(0)) await task();
    },
  };
  const missing = (): never => {
    throw new Error("not part of this test");
  };
  const session: SessionServices = {
    variables: () => [],
    reset: missing,
    restart: missing,
    changeDirectory: missing,
    setNextInput: missing,
    packagesChanged: missing,
    atCellEnd: (task) => void atEnd.push(task),
    ...options.session,
  };
  const context: AmbientContext = {
    signal: options.signal ?? new AbortController().signal,
    directory: options.directory ?? process.cwd(),
    progress: (update) => void recorded.progress.push(update),
    fleeting: (body) =>
      storage.run({ ...context, progress: (update) => context.progress({ ...update, leave: false }) }, body),
    display: (bundle, shownAs) => void recorded.shown.push({ bundle, options: shownAs }),
    clearOutput: missing,
    live: ({ plot }) => void recorded.live.push(plot),
    input: ({ prompt, password }) => `${prompt}${password ? "*" : ""}${options.answer ?? ""}`,
    session,
  };
  return storage.run(context, async () => ({ recorded, value: await body(recorded) }));
}

/** Runs a function and returns what it wrote to the standard output as text. */
export async function printed(body: () => unknown): Promise<string> {
  const { write } = process.stdout;
  let text = "";
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    // Bytes are the test runner's own messages.
    if (typeof chunk !== "string") return write.call(process.stdout, chunk);
    text += chunk;
    return true;
  };
  try {
    await body();
  } finally {
    process.stdout.write = write;
  }
  return text;
}
