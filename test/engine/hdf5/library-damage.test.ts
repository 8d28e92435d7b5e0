import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Worker } from "node:worker_threads";
import { fixture } from "../../support/fixture.js";
import { mutated } from "./damaged.js";

/** Damaged files to try; `HDF5_MUTATIONS=100000` tries more. */
const MUTATIONS = Number(process.env["HDF5_MUTATIONS"] ?? 400);

/** No damage may keep the library busy for so long, on a busy machine either. */
const LONGEST_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), "hdf5-library-damage-"));
const target = join(folder, "damaged");
const files: { readonly name: string; readonly bytes: Buffer }[] = [];
const reader = new Worker(new URL("./damage-worker.js", import.meta.url));

before(() => {
  fixture("hdf5_small.py", folder);
  fixture("hdf5_layouts.py", folder, "70");
  for (const name of readdirSync(folder)) files.push({ name, bytes: readFileSync(join(folder, name)) });
});
after(async () => {
  await reader.terminate();
  rmSync(folder, { recursive: true });
});

/** What the library makes of a file. */
function outcomeOf(bytes: Buffer, what: string): Promise<string> {
  writeFileSync(target, bytes);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took more than ${LONGEST_MS} ms`)), LONGEST_MS);
    reader.once("message", (outcome: string) => {
      clearTimeout(timer);
      resolve(outcome);
    });
    reader.postMessage(target);
  });
}

test("the library meets any damage with an error of ours or data; the next whole file is read", async () => {
  const outcomes = new Map<string, number>();
  for (let i = 0; i < MUTATIONS; i++) {
    const { name, bytes } = files[i % files.length]!;
    const { damaged, how } = mutated(bytes, i + 1);
    const outcome = await outcomeOf(damaged, `${name}, ${how}`);
    assert.match(outcome, /^[A-Za-z]+$/, `${name}, ${how}: ${outcome}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    // the same file, whole again: nothing of the damaged one is kept
    if (outcome !== "read") assert.equal(await outcomeOf(bytes, name), "read", `${name} after ${how}`);
  }
  assert.ok((outcomes.get("read") ?? 0) > 0 && (outcomes.get("CorruptData") ?? 0) > 0, String([...outcomes]));
});

test("files that end anywhere are refused by the library or give data", async () => {
  for (const { name, bytes } of files.filter((file) => /^(latest-text|h5py|latest-gzip)\.h5$/.test(file.name)))
    for (let length = 0; length < bytes.length; length += 211) {
      const outcome = await outcomeOf(Buffer.from(bytes.subarray(0, length)), `${name} cut to ${length}`);
      assert.match(
        outcome,
        /^(CorruptData|TruncatedFile|Unavailable|FileAccess)$/,
        `${name} cut to ${length}: ${outcome}`,
      );
    }
});
