import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { execute, lock, runStage } from "../../setup/stage.mjs";
import { checkNode, unlinkFolder } from "../../setup/stages.mjs";

let base;
const folders = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "stage with space "));
  folders.push(base);
  writeFileSync(join(base, "input"), "one");
});
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A stage that counts its runs in its output. */
const counting = (change = {}) => ({
  name: "counting",
  inputs: () => [join(base, "input")],
  outputs: ["output"],
  timeoutMs: 10_000,
  remedy: "none needed",
  run: async () => writeFileSync(join(base, "output"), `${runs() + 1}`),
  ...change,
});
const runs = () => (existsSync(join(base, "output")) ? Number(readFileSync(join(base, "output"), "utf8")) : 0);

test("a stage runs once, and again when an input or a key changes or an output is gone", async () => {
  await runStage(counting(), base);
  await runStage(counting(), base);
  assert.equal(runs(), 1);
  writeFileSync(join(base, "input"), "two");
  await runStage(counting(), base);
  assert.equal(runs(), 2);
  await runStage(counting({ keys: ["other"] }), base);
  assert.equal(runs(), 3);
  rmSync(join(base, "output"));
  await runStage(counting({ keys: ["other"] }), base);
  assert.equal(runs(), 1);
});

test("a stage that failed or left nothing is not stamped, and says so", async () => {
  const failed = await runStage(counting({ run: () => Promise.reject(new Error("no network")) }), base);
  assert.deepEqual(failed, { ok: false, reason: "no network" });
  const empty = await runStage(counting({ run: async () => {} }), base);
  assert.deepEqual(empty, { ok: false, reason: "it ended well but left no output" });
  await runStage(counting(), base);
  assert.equal(runs(), 1);
});

test("a set-up killed in the middle of a stage runs that stage again", async () => {
  const program = `
    import { runStage } from ${JSON.stringify(new URL("../../setup/stage.mjs", import.meta.url).href)};
    import { writeFileSync } from "node:fs";
    await runStage({ name: "counting", inputs: () => [${JSON.stringify(join(base, "input"))}], outputs: ["output"], timeoutMs: 60000, remedy: "",
      run: async () => { writeFileSync(${JSON.stringify(join(base, "output"))}, "half"); process.stdout.write("half"); await new Promise((r) => setTimeout(r, 60000)); } }, ${JSON.stringify(base)});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let seen = "";
  for await (const chunk of child.stdout) {
    seen += chunk;
    if (seen.includes("half")) child.kill("SIGKILL");
  }
  await runStage(counting({ run: async () => writeFileSync(join(base, "output"), "7") }), base);
  assert.equal(runs(), 7);
});

test("a program that hangs is ended with its children after its time limit", async () => {
  // a length that no other run's program has
  const sleep = `sleep 61.${process.pid}`;
  await assert.rejects(execute("sh", ["-c", `${sleep} & wait`], { timeoutMs: 300 }), /took longer than 0.3 s/);
  const survivors = () => spawnSync("pgrep", ["-f", sleep], { encoding: "utf8" }).stdout;
  // the system may still be at clearing up what was killed
  for (let looks = 0; looks < 100 && survivors() !== ""; looks++) await new Promise((r) => setTimeout(r, 100));
  assert.equal(survivors(), "");
});

test("a failing program's last lines are the reason", async () => {
  await assert.rejects(
    execute("sh", ["-c", "echo first; echo no space left >&2; exit 3"], { timeoutMs: 5000 }),
    /ended with 3\n.*\n?no space left/,
  );
});

test("the lock of a dead process is taken over, that of a living one is waited for", async () => {
  const dead = spawnSync(process.execPath, ["-e", "process.stdout.write(String(process.pid))"], {
    encoding: "utf8",
  }).stdout;
  const release = await lock(base);
  release();
  writeFileSync(join(base, ".setup", "lock"), dead);
  (await lock(base))();
  writeFileSync(join(base, ".setup", "lock"), String(process.pid));
  let taken = false;
  const waiting = lock(base).then((free) => {
    taken = true;
    free();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(taken, false);
  rmSync(join(base, ".setup", "lock"));
  await waiting;
});

test("an old Node is named with the way out", () => {
  assert.throws(() => checkNode("18.19.0"), /Node 20\.19 or newer is needed; this is 18\.19\.0/);
  checkNode("20.19.0");
  checkNode("24.1.0");
});

test("a link in the place of a folder that is made anew goes, and what it points to stays", () => {
  const elsewhere = join(base, "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "theirs"), "kept");
  symlinkSync(elsewhere, join(base, "link"));
  unlinkFolder(join(base, "link"));
  assert.ok(!existsSync(join(base, "link")));
  assert.equal(readFileSync(join(elsewhere, "theirs"), "utf8"), "kept");
  unlinkFolder(elsewhere);
  unlinkFolder(join(base, "nothing"));
  assert.ok(existsSync(join(elsewhere, "theirs")));
});
