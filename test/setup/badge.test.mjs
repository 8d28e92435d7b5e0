import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryOf, withAddress, withBadge } from "../../setup/badge.mjs";
import { root } from "../../setup/stage.mjs";

test("a repository is found in every form of its address on GitHub", () => {
  for (const address of [
    "me/big-data",
    "github:me/big-data",
    "https://github.com/me/big-data",
    "https://github.com/me/big-data.git",
    "git+https://github.com/me/big-data.git",
    "ssh://git@github.com/me/big-data.git",
    "git@github.com:me/big-data.git",
  ])
    assert.equal(repositoryOf(address), "me/big-data", address);
  for (const address of ["", "https://example.org/me/big-data", "/home/me/big-data", "me"])
    assert.equal(repositoryOf(address), undefined, address);
});

test("the badge goes into the README and the address into the page of homes, and can be changed", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const once = withBadge(readme, "me/first");
  assert.match(
    once,
    /badge_logo\.svg\)\]\(https:\/\/mybinder\.org\/v2\/gh\/me\/first\/HEAD\?urlpath=lab\/tree\/notebooks/,
  );
  assert.equal(withBadge(once, "you/second"), withBadge(readme, "you/second"));
  const homes = readFileSync(join(root, "docs/homes.md"), "utf8");
  assert.ok(withAddress(homes, "me/first").includes("https://mybinder.org/v2/gh/me/first/HEAD"));
});

test("a name that is none is refused, and nothing is written", () => {
  const before = readFileSync(join(root, "README.md"), "utf8");
  const done = spawnSync(process.execPath, [join(root, "setup/badge.mjs"), "https://nowhere"], { encoding: "utf8" });
  assert.equal(done.status, 2);
  assert.equal(done.stderr, "badge: 'https://nowhere' is no OWNER/NAME of a repository\n");
  assert.equal(readFileSync(join(root, "README.md"), "utf8"), before);
});
