import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { root } from "../../support/repo.js";
import { type Finished, python, run } from "../../support/run.js";

const cli = join(root, "dist", "kernel", "install", "cli.js");
const base = mkdtempSync(join(tmpdir(), "install with spaces "));
after(() => rmSync(base, { recursive: true, force: true }));

let home: string;
let count = 0;

beforeEach(() => {
  home = join(base, `home ${++count}`);
  mkdirSync(home);
});

/** Runs the command as a user with an empty home folder, and nothing of Jupyter in the environment but what is given. */
function command(args: readonly string[], env: NodeJS.ProcessEnv = {}): Finished {
  const clean: NodeJS.ProcessEnv = { HOME: home, PATH: process.env["PATH"], ...env };
  return run("env", [
    "-i",
    ...Object.entries(clean).map(([name, value]) => `${name}=${value}`),
    process.execPath,
    cli,
    ...args,
  ]);
}

function specBelow(data: string): { argv: string[]; language: string; interrupt_mode: string } {
  return JSON.parse(readFileSync(join(data, "kernels", "tslab-bigdata", "kernel.json"), "utf8"));
}

/** The kernels that the real Jupyter finds, with their folders. */
function kernelsJupyterLists(env: NodeJS.ProcessEnv): Record<string, { resource_dir: string }> {
  const listed = run(python, ["-m", "jupyter", "kernelspec", "list", "--json"], {
    // The environment of the python comes first otherwise.
    env: { HOME: home, JUPYTER_PREFER_ENV_PATH: "0", ...env },
  });
  assert.equal(listed.status, 0, listed.stderr);
  return JSON.parse(listed.stdout).kernelspecs;
}

test("install into a prefix: Jupyter lists it from there, and uninstall leaves nothing", () => {
  const prefix = join(base, "some prefix");
  const data = join(prefix, "share", "jupyter");
  const done = command(["install", "--prefix", prefix]);
  assert.equal(done.status, 0, done.stderr);
  assert.ok(done.stdout.includes(join(data, "kernels", "tslab-bigdata")));
  const { argv } = specBelow(data);
  assert.equal(argv[0], process.execPath);
  assert.ok(
    argv.slice(1, -1).every((part) => part.startsWith("-") || existsSync(part)),
    argv.join("\n"),
  );
  const listed = kernelsJupyterLists({ JUPYTER_PATH: data });
  assert.equal(listed["tslab-bigdata"].resource_dir, join(data, "kernels", "tslab-bigdata"));

  const removed = command(["uninstall", "--prefix", prefix]);
  assert.equal(removed.status, 0, removed.stderr);
  assert.deepEqual(readdirSync(join(data, "kernels")), []);
  const again = command(["uninstall", "--prefix", prefix]);
  assert.equal(again.status, 0);
  assert.match(again.stdout, /kernelspec: not in/);
});

test("--user is the default; it goes below HOME, or into JUPYTER_DATA_DIR", () => {
  assert.equal(command(["install"]).status, 0);
  const listed = kernelsJupyterLists({ JUPYTER_DATA_DIR: undefined });
  assert.ok(listed["tslab-bigdata"].resource_dir.startsWith(home), listed["tslab-bigdata"].resource_dir);
  const judged = run(python, ["-c", "from jupyter_core.paths import jupyter_data_dir; print(jupyter_data_dir())"], {
    env: { HOME: home, JUPYTER_DATA_DIR: undefined, XDG_DATA_HOME: undefined, JUPYTER_PLATFORM_DIRS: "0" },
  });
  assert.ok(existsSync(join(judged.stdout.trim(), "kernels", "tslab-bigdata", "kernel.json")), judged.stdout);
  assert.equal(command(["uninstall", "--user"]).status, 0);
  assert.equal(existsSync(listed["tslab-bigdata"].resource_dir), false);

  const data = join(base, "own data");
  assert.equal(command(["install", "--user"], { JUPYTER_DATA_DIR: data }).status, 0);
  assert.equal(specBelow(data).language, "typescript");
  const folder = kernelsJupyterLists({ JUPYTER_DATA_DIR: data })["tslab-bigdata"].resource_dir;
  assert.equal(folder, join(data, "kernels", "tslab-bigdata"));
});

test("a virtual environment: the active one, or the one of the python on the PATH", () => {
  const venv = join(base, "a venv");
  assert.equal(run(python, ["-m", "venv", "--without-pip", venv]).status, 0);
  const data = join(venv, "share", "jupyter");
  assert.equal(command(["install", "--sys-prefix"], { VIRTUAL_ENV: venv }).status, 0);
  assert.equal(specBelow(data).interrupt_mode, "message");
  assert.equal(command(["uninstall", "--sys-prefix"], { VIRTUAL_ENV: venv }).status, 0);
  const path = [join(venv, "bin"), process.env["PATH"]].join(delimiter);
  assert.equal(command(["install", "--sys-prefix"], { PATH: path }).status, 0);
  assert.equal(specBelow(data).argv.at(-1), "{connection_file}");
});

test("an older kernelspec is replaced as a whole, and other kernels are left alone", () => {
  const kernels = join(base, "older", "share", "jupyter", "kernels");
  for (const name of ["tslab-bigdata", "other"]) {
    mkdirSync(join(kernels, name), { recursive: true });
    writeFileSync(
      join(kernels, name, "kernel.json"),
      '{ "argv": ["/gone/node", "/gone/main.js", "{connection_file}"] }',
    );
    writeFileSync(join(kernels, name, "logo.txt"), "old");
  }
  assert.equal(command(["install", "--prefix", join(base, "older")]).status, 0);
  assert.deepEqual(readdirSync(kernels).sort(), ["other", "tslab-bigdata"]);
  assert.equal(existsSync(join(kernels, "tslab-bigdata", "logo.txt")), false);
  assert.equal(specBelow(join(kernels, "..")).argv[0], process.execPath);
  assert.equal(readFileSync(join(kernels, "other", "logo.txt"), "utf8"), "old");
});

test("a folder that cannot be made is told in one line that names it", () => {
  writeFileSync(join(base, "a file"), "");
  const done = command(["install", "--prefix", join(base, "a file")]);
  assert.equal(done.status, 2);
  assert.equal(done.stderr.trim().split("\n").length, 1, done.stderr);
  assert.ok(done.stderr.includes("a file"), done.stderr);
});

test("unknown commands and options are refused with the usage", () => {
  for (const [args, says] of [
    [["instal"], /unknown command "instal"/],
    [[], /unknown command ""/],
    [["install", "extra"], /unknown command "install extra"/],
    [["install", "--user", "--prefix", "x"], /exclude each other/],
    [["install", "--prefx", "x"], /--prefx/],
    [["constructor"], /unknown command "constructor"/],
  ] as const) {
    const done = command(args);
    assert.equal(done.status, 2, args.join(" "));
    assert.match(done.stderr, says);
  }
  assert.match(command(["--help"]).stdout, /^usage: tslab-bigdata install \| uninstall \| doctor/);
});
