import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { portProblem } from "../../setup/port.mjs";
import { root } from "../../setup/stage.mjs";

const base = mkdtempSync(join(tmpdir(), "set-up faults "));
after(() => rmSync(base, { recursive: true, force: true }));

/** A folder with one program, which prints a text. */
function folderWith(name, text) {
  const folder = mkdtempSync(join(base, "bin "));
  writeFileSync(join(folder, name), `#!/bin/sh\necho ${text}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** What the search for Python says where PATH and $PYTHON are these. */
function foundPython(env) {
  const program = `import { findPython } from ${JSON.stringify(new URL("../../setup/python.mjs", import.meta.url).href)};
    try { console.log(JSON.stringify(findPython())); } catch (error) { console.log(error.message); }`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", env });
  assert.equal(done.stderr, "");
  return done.stdout.trim();
}

test("Python missing or too old is told in one line that names what was found", () => {
  const empty = mkdtempSync(join(base, "empty "));
  assert.equal(foundPython({ PATH: empty }), "Python 3.10 or newer is needed; no python3 was found");
  const old = folderWith("python3", "3.9.18");
  assert.equal(foundPython({ PATH: old }), "Python 3.10 or newer is needed; python3 is 3.9.18");
  const good = folderWith("python3.12", "3.12.4");
  assert.deepEqual(JSON.parse(foundPython({ PATH: `${old}:${good}` })), { command: "python3.12", version: "3.12.4" });
  assert.equal(
    foundPython({ PATH: good, PYTHON: join(old, "python3") }),
    `Python 3.10 or newer is needed; ${join(old, "python3")} is 3.9.18`,
  );
  assert.equal(
    foundPython({ PATH: good, PYTHON: "/gone/python" }),
    "Python 3.10 or newer is needed; $PYTHON, '/gone/python', does not run",
  );
});

test("a taken port is told before anything is set up", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const child = spawn(process.execPath, [join(root, "setup/start.mjs"), "--no-browser", "--port", String(port)]);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  assert.equal(await new Promise((resolve) => child.on("close", resolve)), 1);
  assert.equal(
    stderr,
    `port ${port} cannot be had: another program listens on it; name another by --port N, or none to get one that is free\n`,
  );
  assert.equal(stdout, "");
  await new Promise((resolve) => server.close(resolve));
  assert.equal(await portProblem(port), undefined);
});

test("without a network the stage says what did not answer, and the way out", () => {
  const of = (file) => JSON.stringify(new URL(`../../setup/${file}`, import.meta.url).href);
  const program = `
    import { execute, runStage } from ${of("stage.mjs")};
    import { startStages } from ${of("stages.mjs")};
    const packages = startStages.find(({ name }) => name === "npm packages");
    const args = ["view", "tslab", "--fetch-retries=0", "--registry=http://127.0.0.1:9", "--cache", ${JSON.stringify(base)}];
    const run = (timeoutMs) => execute("npm", args, { timeoutMs });
    const { ok } = await runStage({ ...packages, inputs: () => [], run }, ${JSON.stringify(base)});
    process.exitCode = ok ? 0 : 7;`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.equal(done.status, 7, done.stderr);
  assert.match(done.stdout, /^set-up: npm packages … failed\n/);
  assert.match(done.stdout, /ECONNREFUSED/);
  assert.match(
    done.stdout,
    /\n {2}way out: check that the npm registry answers \(npm ping\), then run the command again\n$/,
  );
});
