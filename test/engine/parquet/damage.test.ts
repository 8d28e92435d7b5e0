import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EngineError } from "../../../engine/errors.js";
import { aggregate, count, readParquet } from "../../../index.js";
import { fixture } from "../../support/fixture.js";
import { mutated } from "../hdf5/damaged.js";

/** Damaged files to try; `PARQUET_MUTATIONS=100000 node --test dist/test/engine/parquet/damage.test.js` tries more. */
const MUTATIONS = Number(process.env["PARQUET_MUTATIONS"] ?? 2000);

/** No damage may keep a reader busy for so long. */
const LONGEST_MS = 10_000;

const folder = mkdtempSync(join(tmpdir(), "parquet-damage-"));
const target = join(folder, "damaged.parquet");
const files: { readonly name: string; readonly bytes: Buffer }[] = [];
let checked = Buffer.alloc(0);

before(() => {
  const written = fixture<{ readonly files: readonly string[]; readonly checked: string }>("parquet_small.py", folder);
  for (const name of written.files) files.push({ name, bytes: readFileSync(join(folder, name)) });
  checked = readFileSync(join(folder, written.checked));
});
after(() => rmSync(folder, { recursive: true }));

/** What a damaged file may do: be read, or be refused with an error of ours. */
async function tryFile(bytes: Buffer, what: string): Promise<{ outcome: string; rows: unknown[] }> {
  writeFileSync(target, bytes);
  const start = performance.now();
  let outcome = "read";
  const rows: unknown[] = [];
  try {
    const table = await readParquet(target, { reader: "own" });
    rows.push(...(await table.read({ start: 0, stop: 400 })).toRows());
    await table.read({ start: -3 });
    await aggregate(table.where("i > 5"), { n: count() }, { workers: 0, chunk: 57 });
  } catch (error) {
    assert.ok(error instanceof EngineError, `${what}: ${error instanceof Error ? error.stack : String(error)}`);
    outcome = error.code;
  }
  assert.ok(performance.now() - start < LONGEST_MS, `${what} took ${performance.now() - start} ms`);
  return { outcome, rows };
}

test("files that are whole are read", async () => {
  for (const { name, bytes } of files) assert.equal((await tryFile(bytes, name)).outcome, "read");
});

test("any byte may be wrong: an error of ours or data, never anything else", async () => {
  const outcomes = new Map<string, number>();
  for (let i = 0; i < MUTATIONS; i++) {
    const { name, bytes } = files[i % files.length]!;
    const { damaged, how } = mutated(bytes, i + 1);
    const { outcome } = await tryFile(damaged, `${name}, ${how}`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  assert.ok((outcomes.get("read") ?? 0) > 0 && (outcomes.get("CorruptData") ?? 0) > 0, String([...outcomes]));
});

test("footers, whose bytes are few, are damaged more often", async () => {
  for (let i = 0; i < MUTATIONS / 4; i++) {
    const { name, bytes } = files[i % files.length]!;
    const begin = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const { damaged, how } = mutated(bytes.subarray(begin), i + 1);
    await tryFile(Buffer.concat([bytes.subarray(0, begin), damaged]), `${name}, footer, ${how}`);
  }
});

test("checksums of pages tell wrong bytes in them", async () => {
  const whole = await tryFile(checked, "checked");
  assert.equal(whole.rows.length, 300);
  const end = checked.length - 8 - checked.readUInt32LE(checked.length - 8);
  let refused = 0;
  for (let at = 4; at < end; at += 3) {
    const damaged = Buffer.from(checked);
    damaged[at]! ^= 1 << (at % 8);
    const { outcome, rows } = await tryFile(damaged, `byte ${at}`);
    if (outcome === "read") assert.deepEqual(rows, whole.rows, `byte ${at}`);
    else refused++;
  }
  assert.ok(refused > 100, String(refused));
});

test("files may end anywhere", async () => {
  for (const { name, bytes } of files.slice(0, 2))
    for (let length = 0; length < bytes.length; length += 97) {
      const { outcome } = await tryFile(Buffer.from(bytes.subarray(0, length)), `${name} cut to ${length} bytes`);
      assert.match(outcome, /CorruptData/, `${name} cut to ${length} bytes`);
    }
});
