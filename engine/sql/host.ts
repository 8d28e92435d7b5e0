/**
 * The thread that runs DuckDB: one query after the other, rows sent as they are found. The database in memory lives as
 * long as the thread; database files are open while a query runs.
 * @module
 */
import { parentPort } from "node:worker_threads";
import type { RowsParts } from "../../contract/index.js";
import { toPlainError } from "../errors.js";
import { type DuckDB, openDuckDB } from "../native/duckdb.js";
import { rowsBuilder } from "../rows/builder.js";
import { AHEAD, type HostReply, type HostRequest, type QueryTask, stopWords, type TableTask } from "./protocol.js";
import { type Pulled, pull } from "./pull.js";
import { literal } from "./types.js";

/** Rows sent at once, at least, unless there are no more. */
const SEND_ROWS = 65_536;

let memory: Promise<DuckDB> | undefined;
let turn: Promise<void> = Promise.resolve();
const running = new Map<number, Running>();

/** What a running query waits for. */
interface Running {
  readonly abort: AbortController;
  /** A message was taken. */
  taken(): void;
  /** The table that was asked for. */
  table(table: TableTask | undefined): void;
}

async function withDatabase<T>(
  { path, readOnly }: Pick<QueryTask, "path" | "readOnly">,
  work: (db: DuckDB) => Promise<T>,
): Promise<T> {
  if (path === undefined) {
    memory ??= openDuckDB();
    return work(await memory);
  }
  const db = await openDuckDB({ path, readOnly });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

async function answer(id: number, task: QueryTask): Promise<void> {
  if (stopWords(task.stop).stopped()) return;
  const abort = new AbortController();
  let ahead = 0;
  let wake = (): void => {};
  let given = (_table: TableTask | undefined): void => {};
  running.set(id, {
    abort,
    taken() {
      ahead--;
      wake();
    },
    table: (table) => given(table),
  });
  abort.signal.addEventListener("abort", () => {
    wake();
    given(undefined);
  });
  const ask = (name: string): Promise<TableTask | undefined> =>
    new Promise((resolve) => {
      given = resolve;
      reply({ id, wanted: name });
    });
  const send = async (rows: RowsParts): Promise<void> => {
    while (ahead >= AHEAD && !abort.signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    ahead++;
    reply({ id, rows });
  };
  try {
    await withDatabase(task, (db) => run(db, task, { signal: abort.signal, id, send, ask }));
  } finally {
    running.delete(id);
  }
}

/** How a query talks to the user's thread. */
interface Talk {
  readonly id: number;
  readonly signal: AbortSignal;
  send(rows: RowsParts): Promise<void>;
  ask(table: string): Promise<TableTask | undefined>;
}

async function run(db: DuckDB, { sql, parameters, directory, stop }: QueryTask, talk: Talk): Promise<void> {
  const { id, signal, send, ask } = talk;
  const pulled: (readonly [name: string, table: Pulled])[] = [];
  const missing = async (name: string): Promise<boolean> => {
    const table = await ask(name);
    if (table === undefined) return false;
    const feed = pull(table, stop);
    pulled.push([name, feed]);
    await db.register(name, feed.feed);
    return true;
  };
  await db.query(`SET file_search_path = ${literal(directory)}`);
  try {
    const found = await db.query(sql, { parameters, signal, missing });
    reply({ id, columns: found.columns });
    let builder = rowsBuilder(found.columns);
    for (let rows = await found.next(); rows !== undefined; rows = await found.next()) {
      builder.append(rows.columns, rows.length);
      if (builder.length < SEND_ROWS) continue;
      await send(builder.finish());
      signal.throwIfAborted();
      builder = rowsBuilder(found.columns);
    }
    await send(builder.finish());
  } finally {
    for (const [name, table] of pulled) {
      await db.unregister(name);
      await table.close();
    }
  }
}

function reply(message: HostReply): void {
  parentPort!.postMessage(message);
}

parentPort?.on("message", (request: HostRequest) => {
  const { id } = request;
  if ("stop" in request) return running.get(id)?.abort.abort();
  if ("taken" in request) return running.get(id)?.taken();
  if ("table" in request) return running.get(id)?.table(request.table);
  const work = async (): Promise<void> => {
    await answer(id, request.query);
    reply({ id, done: true });
  };
  turn = turn.then(work).catch((error: unknown) => reply({ id, error: toPlainError(error) }));
});
