import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import type { Json, JsonObject } from "../../contract/index.js";
import { log } from "./log.js";

/** One executed cell. */
interface Entry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string;
}

/** Executed cells of this and earlier kernels. */
export interface History {
  add(line: number, input: string, output: string | undefined): void;
  /** Content of history_reply. */
  answer(request: JsonObject): JsonObject;
}

/** Cells kept in memory, and read from the file. */
const LIMIT = 10_000;
/** Bytes read of the file's end: it is read before the kernel answers, and it grows for years. */
const TAIL = 4 << 20;
/** Characters of a line in the file. A longer cell is data, recalled by nobody; its UTF-8 must fit in the tail. */
const LINE_LIMIT = 1 << 20;

/**
 * The history in a file of JSON lines, shared by all kernels of the user; each process is one session.
 * A file that cannot be read or written costs only the memory of earlier kernels.
 *
 * @param path  undefined keeps the history in memory
 */
export function history(path: string | undefined): History {
  const entries = path === undefined ? [] : load(path);
  const session = (entries.at(-1)?.session ?? 0) + 1;
  let writable = path !== undefined;
  return {
    add(line, input, output) {
      const entry: Entry = { session, line, input, ...(output !== undefined && { output }) };
      entries.push(entry);
      if (entries.length > LIMIT) entries.shift();
      if (path === undefined || !writable) return;
      const text = JSON.stringify(entry);
      if (text.length > LINE_LIMIT) return;
      try {
        mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, `${text}\n`, { mode: 0o600 });
      } catch (error) {
        writable = false;
        log(`history is not kept: ${(error as Error).message}`);
      }
    },
    answer(request) {
      const wantsOutput = request["output"] === true;
      const chosen = select(entries, request, session);
      return {
        status: "ok",
        history: chosen.map(({ session, line, input, output }) => [
          session,
          line,
          wantsOutput ? [input, output ?? null] : input,
        ]),
      };
    },
  };
}

function load(path: string): Entry[] {
  let text: string;
  try {
    text = readTail(path);
  } catch {
    return [];
  }
  const entries: Entry[] = [];
  for (const line of text.split("\n").slice(-LIMIT - 1)) {
    try {
      const entry: Entry = JSON.parse(line);
      if (Number.isInteger(entry.session) && typeof entry.input === "string") entries.push(entry);
    } catch {
      // A line cut short by a process that died: the others are whole.
    }
  }
  return entries;
}

/** The last lines of a file; the first of them may be cut. */
function readTail(path: string): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    const length = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

function select(entries: readonly Entry[], request: JsonObject, current: number): readonly Entry[] {
  const number = (value: Json | undefined, fallback: number): number => (typeof value === "number" ? value : fallback);
  const n = number(request["n"], LIMIT);
  switch (request["hist_access_type"]) {
    case "range": {
      const asked = number(request["session"], 0);
      const session = asked > 0 ? asked : current + asked;
      const start = number(request["start"], 1);
      const stop = number(request["stop"], Number.POSITIVE_INFINITY);
      return entries.filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
    }
    case "search": {
      const pattern = glob(typeof request["pattern"] === "string" ? request["pattern"] : "*");
      const found = entries.filter(({ input }) => pattern.test(input));
      return last(request["unique"] === true ? latestOfEach(found) : found, n);
    }
    default:
      return last(entries, n);
  }
}

const last = <T>(items: readonly T[], n: number): readonly T[] => (n > 0 ? items.slice(-n) : []);

function latestOfEach(entries: readonly Entry[]): Entry[] {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    latest.delete(entry.input);
    latest.set(entry.input, entry);
  }
  return [...latest.values()];
}

/** IPython's patterns: `*` and `?`. */
function glob(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${escaped}$`);
}
