import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openFile } from "../../engine/hdf5/open.js";
import { holdReply } from "../../engine/hold-reply.js";
import { ingest } from "../../engine/ingest/ingest.js";
import { inCell } from "../support/ambient.js";
import { csvFiles } from "../support/csv.js";
import { python } from "../support/python.js";

test("the reply to an interrupted ingest comes when its file is closed: others may write to it at once", async (t) => {
  const text = `a,b\n${"1,2\n".repeat(700_000)}`;
  const folder = csvFiles(t, { "0.csv": text, "1.csv": text, "2.csv": text, "3.csv": text });
  const path = join(folder, "w.h5");
  const file = await openFile(path, "w");
  await file.createTable("/", "w", { a: "int64", b: "int64" });
  await file.close();
  const controller = new AbortController();
  const before = statSync(path).size;
  let settled = false;
  const { recorded } = await inCell(
    async () => {
      const work = ingest(join(folder, "*.csv"), `${path}:/w`, { workers: 2 });
      work.catch(() => {
        settled = true;
      });
      while (statSync(path).size === before) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(new Error("interrupted"));
    },
    { signal: controller.signal },
  );
  await recorded.end();
  assert.ok(settled);
  const rows = python<number>(
    `
import sys, tables
with tables.open_file(sys.argv[1], "a") as f:
    f.root.w.append([(1, 2)]); f.root.w.flush(); print(f.root.w.nrows)`,
    path,
  );
  assert.equal(rows % 700_000, 1);
});

test("a reply waits for nothing that was not stopped, and forgets what fails", async () => {
  const never = new Promise<void>(() => {});
  const { recorded } = await inCell(() => {
    void holdReply(never, new AbortController().signal);
    void holdReply(never, undefined);
    holdReply(Promise.reject(new Error("stopped")), AbortSignal.abort()).catch(() => undefined);
  });
  await recorded.end();
  assert.equal(await holdReply(Promise.resolve(3), AbortSignal.abort()), 3);
});
