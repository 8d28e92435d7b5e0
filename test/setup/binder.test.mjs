import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../setup/stage.mjs";
import { NODE_24 } from "../../setup/stages.mjs";

const linesOf = (path) => readFileSync(join(root, path), "utf8").split("\n");

test("Binder has the Jupyter packages of set-up and the Node.js that is tested", () => {
  const required = linesOf("binder/requirements.txt").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(required, ["-r ../setup/requirements-jupyter.txt", NODE_24]);
});

test("postBuild can be executed and stops at the first step that fails", () => {
  assert.equal(statSync(join(root, "binder/postBuild")).mode & 0o111, 0o111);
  assert.ok(linesOf("binder/postBuild").includes("set -euo pipefail"));
});

test("the lock has every package that one of its packages names, those of other platforms too", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const missing = [];
  for (const [path, { dependencies, optionalDependencies }] of Object.entries(packages)) {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const above = path.split("/node_modules/").map((_, i, parts) => parts.slice(0, i + 1).join("/node_modules/"));
      const places = ["", ...above].map((folder) => (folder === "" ? "" : `${folder}/`));
      if (!places.some((place) => `${place}node_modules/${name}` in packages)) missing.push(`${path}: ${name}`);
    }
  }
  assert.deepEqual(missing, []);
});
