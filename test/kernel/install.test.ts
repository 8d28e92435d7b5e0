import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "../support/repo.js";
import { type Finished, python, run } from "../support/run.js";

const cli = join(root, "dist/kernel/install/cli.js");
const call = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Finished =>
  run(process.execPath, [cli, ...args], { env });

test("install, doctor, uninstall in a prefix with a space; nothing is left behind", () => {
  const prefix = join(mkdtempSync(join(tmpdir(), "install-")), "my env");
  const jupyter = join(prefix, "share/jupyter");
  const env = { JUPYTER_PATH: jupyter, PATH: `${dirname(python)}${delimiter}${process.env["PATH"]}` };
  try {
    assert.equal(call(["doctor", "--prefix", prefix], env).status, 1);
    assert.equal(call(["install", "--prefix", prefix]).status, 0);
    assert.equal(call(["install", "--prefix", prefix]).status, 0);
    const spec = JSON.parse(readFileSync(join(jupyter, "kernels/tslab-bigdata/kernel.json"), "utf8"));
    assert.equal(spec.argv[0], process.execPath);
    assert.equal(spec.argv.at(-1), "{connection_file}");
    assert.ok(existsSync(spec.argv.at(-2)));
    assert.equal(spec.interrupt_mode, "message");
    const doctor = call(["doctor", "--prefix", prefix], env);
    assert.equal(doctor.status, 0, doctor.stdout);
    assert.match(doctor.stdout, /ok {5} Jupyter: lists the kernel/);
    spec.argv[0] = "/gone/node";
    writeFileSync(join(jupyter, "kernels/tslab-bigdata/kernel.json"), JSON.stringify(spec));
    assert.match(call(["doctor", "--prefix", prefix], env).stdout, /names \/gone\/node, which is gone/);
    assert.equal(call(["uninstall", "--prefix", prefix]).status, 0);
    assert.deepEqual(readdirSync(join(jupyter, "kernels")), []);
    assert.match(call(["uninstall", "--prefix", prefix]).stdout, /kernelspec: not in /);
  } finally {
    rmSync(dirname(prefix), { recursive: true });
  }
});

test("the user's folder is jupyter_core's", () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  const env = { HOME: home, JUPYTER_DATA_DIR: "", XDG_DATA_HOME: "", JUPYTER_PATH: "" };
  try {
    assert.equal(call(["install"], env).status, 0);
    const judge = run(python, ["-c", "from jupyter_core.paths import jupyter_data_dir; print(jupyter_data_dir())"], {
      env: { ...env, JUPYTER_PLATFORM_DIRS: "0" },
    });
    assert.ok(existsSync(join(judge.stdout.trim(), "kernels/tslab-bigdata/kernel.json")), judge.stdout);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test("wrong commands say what is right", () => {
  for (const args of [
    ["instal"],
    [],
    ["install", "extra"],
    ["install", "--what"],
    ["install", "--user", "--prefix", "x"],
  ]) {
    const done = call(args);
    assert.equal(done.status, 2, args.join(" "));
    assert.notEqual(done.stderr, "");
  }
  assert.match(call(["instal"]).stderr, /unknown command "instal"/);
  assert.match(call(["--help"]).stdout, /usage: tslab-bigdata/);
});
