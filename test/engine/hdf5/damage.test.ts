import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EngineError } from "../../../engine/errors.js";
import { openFile } from "../../../engine/hdf5/open.js";
import { fixture } from "../../support/fixture.js";
import { mutated, readAll } from "./damaged.js";

/** Damaged files to try; `HDF5_MUTATIONS=100000 node --test dist/test/engine/hdf5/damage.test.js` tries more. */
const MUTATIONS = Number(process.env["HDF5_MUTATIONS"] ?? 2000);

/** No damage may keep a reader busy for so long. */
const LONGEST_MS = 10_000;

const folder = mkdtempSync(join(tmpdir(), "hdf5-damage-"));
const target = join(folder, "damaged");
const files: { readonly name: string; readonly bytes: Buffer }[] = [];

before(() => {
  fixture("hdf5_small.py", folder);
  for (const name of readdirSync(folder)) files.push({ name, bytes: readFileSync(join(folder, name)) });
});
after(() => rmSync(folder, { recursive: true }));

/** What a damaged file may do: be read, or be refused with an error of ours. */
async function tryFile(bytes: Buffer, what: string): Promise<string> {
  writeFileSync(target, bytes);
  const start = performance.now();
  let outcome = "read";
  try {
    const h5 = await openFile(target, "r", { reader: "own" });
    try {
      await readAll(h5);
    } finally {
      await h5.close();
    }
  } catch (error) {
    assert.ok(error instanceof EngineError, `${what}: ${error instanceof Error ? error.stack : String(error)}`);
    outcome = error.code;
  }
  assert.ok(performance.now() - start < LONGEST_MS, `${what} took ${performance.now() - start} ms`);
  return outcome;
}

test("files that are whole are read", async () => {
  for (const { name, bytes } of files) assert.equal(await tryFile(bytes, name), "read");
});

test("any byte may be wrong: an error of ours or data, never anything else", async () => {
  const outcomes = new Map<string, number>();
  for (let i = 0; i < MUTATIONS; i++) {
    const { name, bytes } = files[i % files.length]!;
    const { damaged, how } = mutated(bytes, i + 1);
    const outcome = await tryFile(damaged, `${name}, ${how}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  assert.ok((outcomes.get("read") ?? 0) > 0 && (outcomes.get("CorruptData") ?? 0) > 0, String([...outcomes]));
});

test("a shuffle of elements that are longer than a chunk is refused before it is undone", async () => {
  const { bytes } = files.find(({ name }) => name === "zlib-checksum.h5")!;
  const damaged = Buffer.from(bytes);
  const at = damaged.indexOf("shuffle\0");
  assert.equal(damaged.readUInt32LE(at + 8), 23);
  damaged.writeUInt32LE(480_000_000, at + 8);
  assert.equal(await tryFile(damaged, "shuffle"), "Unavailable");
});

test("files may end anywhere", async () => {
  for (const { name, bytes } of files.filter(({ name }) => /^(kinds|h5py|blosc-lz4)\.h5$/.test(name))) {
    for (let length = 0; length < bytes.length; length += 61) {
      const cut = Buffer.from(bytes.subarray(0, length));
      const outcome = await tryFile(cut, `${name} cut to ${length} bytes`);
      assert.match(outcome, /CorruptData|TruncatedFile/, `${name} cut to ${length} bytes: ${outcome}`);
      // a superblock that knows: now the structures themselves are cut
      if (length < 96) continue;
      cut.writeBigUInt64LE(BigInt(length), 40);
      await tryFile(cut, `${name} cut to ${length} bytes with its superblock`);
    }
  }
});
