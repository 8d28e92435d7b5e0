import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";

/** How long one file of Python tests may take, in milliseconds. */
const LIMIT_MS = 600_000;

interface Result {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

const folder = join(root, "test", "protocol");
const files = readdirSync(folder).filter((name) => /^test_\w+\.py$/.test(name));
let prefix: string;

before(() => {
  // A space in the path, as users have them.
  prefix = join(mkdtempSync(join(tmpdir(), "protocol-")), "with space");
  const installed = run(process.execPath, [join(root, "dist/kernel/install/cli.js"), "install", "--prefix", prefix]);
  assert.equal(installed.status, 0, installed.stderr);
});

after(() => rmSync(join(prefix, ".."), { recursive: true, force: true }));

for (const file of files) {
  test(`a real client: ${file}`, async (context) => {
    const done = spawnSync(python, [join(folder, "run.py"), file.replace(/\.py$/, "")], {
      cwd: prefix,
      encoding: "utf8",
      timeout: LIMIT_MS,
      env: {
        ...process.env,
        JUPYTER_PATH: join(prefix, "share", "jupyter"),
        JUPYTER_DATA_DIR: join(prefix, "data"),
        JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
      },
    });
    const results = done.stdout
      .split("\n")
      .filter((line) => line.startsWith("RESULT "))
      .map((line): Result => JSON.parse(line.slice("RESULT ".length)));
    assert.ok(results.length > 0, `no test ran: ${done.stderr}`);
    assert.equal(done.signal, null, `not done after ${LIMIT_MS} ms; last: ${results.at(-1)?.name}`);
    for (const { name, outcome, detail } of results) {
      await context.test(name, (each) => {
        if (outcome === "skipped") each.skip(detail);
        else assert.equal(outcome, "passed", detail);
      });
    }
  });
}
