/**
 * Small disks that fill up: a tmpfs, mounted by this process where it may, otherwise in a user namespace.
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./run.js";

/** A folder on a small file system. */
export interface SmallDisk {
  /** False where this process may not mount: the folder is then on the disk below. */
  readonly isMounted: boolean;
  /** Ends the mount. */
  close(): void;
}

/** Mounts a small disk. @param folder made; its parent must be there @param size as mount(8) takes it */
export function smallDisk(folder: string, size: string): SmallDisk {
  mkdirSync(folder);
  const isMounted = run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status === 0;
  return {
    isMounted,
    close() {
      if (isMounted) run("umount", [folder]);
    },
  };
}

/** Why a small disk cannot be had here; false when it can. */
export function diskGap(disk: SmallDisk): string | false {
  const isPossible = disk.isMounted || run("unshare", ["-rm", "true"]).status === 0;
  return isPossible ? false : "needs the right to mount a tmpfs, or user namespaces";
}

/**
 * Runs one test of a file once more, in a user namespace, where it may mount; the outer one passes when it does.
 * @param url the file's `import.meta.url`
 */
export function inNamespace(url: string, name: string): void {
  const pattern = `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const script = 'unset NODE_TEST_CONTEXT; exec "$0" "$@"';
  const node = [process.execPath, "--enable-source-maps", "--test-reporter=tap", "--test-name-pattern", pattern];
  const done = run("unshare", ["-rm", "bash", "-c", script, ...node, fileURLToPath(url)]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /^ok \d+ - /m);
  assert.doesNotMatch(done.stdout, new RegExp(`^ok \\d+ - ${pattern.slice(1, -1)} # SKIP`, "m"));
}
