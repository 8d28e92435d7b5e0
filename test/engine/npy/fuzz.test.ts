import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError, openNpy } from "../../../index.js";
import { seeded } from "../../support/random.js";

const folder = mkdtempSync(join(tmpdir(), "npy fuzz "));
after(() => rmSync(folder, { recursive: true }));

/** A file of 24 float64 in three axes, of a version of the format. */
function file(version: number): Buffer {
  const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3, 4), }".padEnd(117).concat("\n");
  const length = Buffer.from([text.length, 0, ...(version > 1 ? [0, 0] : [])]);
  const data = Buffer.from(Float64Array.from({ length: 24 }, (_, i) => i).buffer);
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from("NUMPY"),
    Buffer.from([version, 0]),
    length,
    Buffer.from(text),
    data,
  ]);
}

const CHARACTERS = "0123456789(){}[],':<>|-\n\0";

/** One to four changes of bytes, bits, lengths. */
function mutated(good: Buffer, random: () => number): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  let bytes = Buffer.from(good);
  for (let changes = 1 + below(4); changes > 0 && bytes.length > 0; changes--) {
    const [kind, at] = [below(5), below(Math.min(bytes.length, 140))];
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at]! ^= 1 << below(8);
    else if (kind === 2) {
      const text = CHARACTERS[below(CHARACTERS.length)]!.repeat(1 + below(12));
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]);
    } else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(20))]);
    else bytes = bytes.subarray(0, below(bytes.length + 1));
  }
  return bytes;
}

test("10,000 mutations of a header: refused with words, or a map that stays within its file", async () => {
  const random = seeded(3);
  const path = join(folder, "a.npy");
  const descriptors = (): number => readdirSync("/proc/self/fd").length;
  const before = descriptors();
  const outcomes = { opened: 0, refused: 0 };
  for (let i = 0; i < 10_000; i++) {
    const bytes = mutated(file(1 + (i % 3)), random);
    writeFileSync(path, bytes);
    try {
      const map = await openNpy(path);
      outcomes.opened++;
      assert.ok(map.offset + map.nbytes <= bytes.length, `${map.shape} of ${map.dtype} in ${bytes.length} bytes`);
      if (map.length > 0) assert.notEqual(map.at(-1), undefined);
      map.close();
    } catch (error) {
      assert.ok(isEngineError(error) && error.message.includes(path), `${i}: ${String(error)}`);
      outcomes.refused++;
    }
  }
  assert.ok(outcomes.opened > 100 && outcomes.refused > 5000, JSON.stringify(outcomes));
  assert.equal(descriptors(), before);
});
