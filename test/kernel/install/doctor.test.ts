import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { root } from "../../support/repo.js";
import { python, run } from "../../support/run.js";

const cli = join(root, "dist", "kernel", "install", "cli.js");
const base = mkdtempSync(join(tmpdir(), "doctor "));
after(() => rmSync(base, { recursive: true, force: true }));

let data: string;
let count = 0;

beforeEach(() => {
  data = join(base, `data ${++count}`);
  mkdirSync(data);
});

/** Runs `doctor` or `install` for a user whose data folder is {@link data}. */
function command(
  name: string,
  path = [dirname(python), process.env["PATH"]].join(delimiter),
  more: NodeJS.ProcessEnv = {},
): {
  status: number | null;
  lines: string[];
} {
  const env = {
    JUPYTER_DATA_DIR: data,
    JUPYTER_PATH: "",
    JUPYTER_NO_CONFIG: "1",
    JUPYTER_PREFER_ENV_PATH: "0",
    PATH: path,
    ...more,
  };
  const done = run(process.execPath, [cli, name], { env });
  assert.equal(done.stderr, "");
  return { status: done.status, lines: done.stdout.trim().split("\n") };
}

/** The finding about one thing, with its remedy if there is one. */
function about(lines: readonly string[], what: string): string {
  const at = lines.findIndex((line) => line.slice(8).startsWith(`${what}:`));
  assert.notEqual(at, -1, lines.join("\n"));
  return lines[at + 1]?.startsWith(" ") ? `${lines[at]}\n${lines[at + 1].trim()}` : lines[at];
}

const specPath = (): string => join(data, "kernels", "tslab-bigdata", "kernel.json");

test("after install everything is well", () => {
  assert.equal(command("install").status, 0);
  const { status, lines } = command("doctor");
  assert.equal(status, 0, lines.join("\n"));
  assert.equal(lines.length, 7);
  assert.ok(
    lines.every((line) => line.startsWith("ok ")),
    lines.join("\n"),
  );
  assert.ok(about(lines, "Node.js").includes(process.versions.node));
  assert.ok(about(lines, "kernelspec").includes(specPath()));
});

test("without a kernelspec the way out is install", () => {
  const { status, lines } = command("doctor");
  assert.equal(status, 1);
  assert.equal(about(lines, "kernelspec"), `missing kernelspec: ${specPath()} is missing\nrun tslab-bigdata install`);
});

test("without the labextension or the template the way out is install", () => {
  command("install");
  for (const [what, folder] of [
    ["labextension", join("labextensions", "tslab-bigdata")],
    ["report template", join("nbconvert", "templates", "tslab-bigdata")],
    ["slides template", join("nbconvert", "templates", "tslab-bigdata-slides")],
  ]) {
    rmSync(join(data, folder), { recursive: true });
    const { status, lines } = command("doctor");
    assert.equal(status, 1);
    assert.equal(about(lines, what), `missing ${what}: ${join(data, folder)} is missing\nrun tslab-bigdata install`);
  }
});

test("a kernelspec whose Node.js or kernel is gone names what is gone", () => {
  command("install");
  const spec = JSON.parse(readFileSync(specPath(), "utf8"));
  spec.argv[0] = "/gone/bin/node";
  writeFileSync(specPath(), JSON.stringify(spec));
  assert.match(
    about(command("doctor").lines, "kernelspec"),
    /^missing .* names \/gone\/bin\/node, which is gone\nrun tslab-bigdata install/,
  );
  spec.argv[spec.argv.length - 2] = "/gone/main.js";
  writeFileSync(specPath(), JSON.stringify(spec));
  const { status, lines } = command("doctor");
  assert.equal(status, 1);
  assert.match(about(lines, "kernelspec"), /names \/gone\/bin\/node and \/gone\/main\.js/);
});

test("a kernelspec of an older version, or of another copy, is told with the way out", () => {
  command("install");
  const spec = JSON.parse(readFileSync(specPath(), "utf8"));
  const older = { ...spec, interrupt_mode: "signal" };
  const without = { ...spec, argv: spec.argv.filter((part: string) => !part.startsWith("--no-force")) };
  for (const other of [older, without]) {
    writeFileSync(specPath(), JSON.stringify(other));
    const { status, lines } = command("doctor");
    assert.equal(status, 1);
    assert.equal(
      about(lines, "kernelspec"),
      `missing kernelspec: ${specPath()} was written by another version or another copy of tslab-bigdata\nrun tslab-bigdata install`,
    );
    assert.equal(command("install").status, 0);
    assert.equal(command("doctor").status, 0);
  }
});

test("a kernelspec that is none is named, whatever it holds", () => {
  command("install");
  for (const text of ["{", "[]", '{ "argv": "node" }', "null", '{ "argv": [1, 2, 3] }']) {
    writeFileSync(specPath(), text);
    const { status, lines } = command("doctor");
    assert.equal(status, 1, text);
    assert.match(about(lines, "kernelspec"), /^missing .*kernel\.json.*\nrun tslab-bigdata install/, text);
  }
});

test("no Jupyter on the PATH is told with what to do", () => {
  command("install");
  const { status, lines } = command("doctor", join(base, "empty"));
  assert.equal(status, 1);
  assert.match(about(lines, "Jupyter"), /^missing Jupyter: no jupyter on the PATH\nactivate the environment/);
  assert.match(about(lines, "kernelspec"), /^ok /);
});

test("a Jupyter that does not see the kernel is told with what it sees", () => {
  command("install");
  const config = join(base, "config");
  mkdirSync(config);
  const allowed = { KernelSpecManager: { allowed_kernelspecs: ["python3"], ensure_native_kernel: false } };
  writeFileSync(join(config, "jupyter_config.json"), JSON.stringify(allowed));
  const { status, lines } = command("doctor", undefined, { JUPYTER_NO_CONFIG: "", JUPYTER_CONFIG_DIR: config });
  assert.equal(status, 1);
  assert.match(about(lines, "kernelspec"), /^ok /);
  assert.match(about(lines, "Jupyter"), /^missing Jupyter: lists only .*\nactivate the environment/);
  assert.doesNotMatch(about(lines, "Jupyter"), /tslab-bigdata/);
});
