import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  aggregate,
  count,
  defineSource,
  type GivenReader,
  isEngineError,
  max,
  mean,
  median,
  type ScanReport,
  sum,
} from "../../index.js";
import { python } from "../support/python.js";
import { root } from "../support/repo.js";

const folder = mkdtempSync(join(tmpdir(), "own format "));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "log.rec");
const ROWS = 50_003;

interface Judged {
  readonly mean: number;
  readonly sums: [number, number, number][];
  readonly median: number;
  readonly last: number;
}

/** A format nobody else reads: 16 bytes of header, records of 13 bytes. */
const judge = python<Judged>(
  `
import numpy as np, sys, json, math
rng = np.random.default_rng(3); n = int(sys.argv[2])
a = np.zeros(n, dtype=[("t", "<i8"), ("v", "<f4"), ("k", "u1")])
a["t"] = np.arange(n) * 1000 + 1_700_000_000_000; a["v"] = rng.standard_normal(n); a["k"] = rng.integers(0, 3, n)
with open(sys.argv[1], "wb") as f: f.write(b"RECORDS\\0" + n.to_bytes(8, "little")); a.tofile(f)
v = a["v"].astype(float)
print(json.dumps(dict(mean=math.fsum(v) / n, median=float(np.median(v)), last=int(a["t"].max()),
  sums=[[int(k), int((a["k"] == k).sum()), math.fsum(v[a["k"] == k])] for k in range(3)])))`,
  path,
  String(ROWS),
);

const columns = { t: "timestamp[ms]", v: "float32", town: "string", k: "uint8" } as const;

/** Opens the format; names nothing from outside but `path`. */
async function open(): Promise<GivenReader<typeof columns>> {
  const { closeSync, openSync, readSync } = await import("node:fs");
  const fd = openSync(path, "r");
  return {
    read(start, stop) {
      const n = stop - start;
      const bytes = new DataView(new ArrayBuffer(n * 13));
      readSync(fd, bytes, 0, n * 13, 16 + start * 13);
      const [t, v, k] = [new BigInt64Array(n), new Float32Array(n), new Uint8Array(n)];
      for (let i = 0; i < n; i++) {
        t[i] = bytes.getBigInt64(i * 13, true);
        v[i] = bytes.getFloat32(i * 13 + 8, true);
        k[i] = bytes.getUint8(i * 13 + 12);
      }
      return { t, v, k, town: Array.from(k, (code) => [null, "Ulm", "Köln"][code]!) };
    },
    close: () => closeSync(fd),
  };
}

test("a format of one's own is a table: statistics, groups, slices and conditions for any chunk and workers", async () => {
  const table = defineSource({ length: ROWS, columns, files: [path], uses: { path }, chunkRows: 100, open });
  assert.deepEqual([table.nrows, table.colnames], [ROWS, ["t", "v", "town", "k"]]);
  for (const options of [{ workers: 0 }, {}, { workers: 1, chunk: 997 }, { workers: 4, chunk: 10_001 }]) {
    const { m, q, last } = await aggregate(table, { m: mean("v"), q: median("v"), last: max("k") }, options);
    assert.deepEqual([m, q, last], [judge.mean, judge.median, 2]);
    const groups = await aggregate(table, { n: count(), s: sum("v") }, { by: "k", ...options });
    assert.deepEqual(
      groups.toRows().map(({ k, n, s }) => [k, n, s]),
      judge.sums,
    );
    const towns = await aggregate(table, { n: count() }, { by: "town", ...options });
    assert.deepEqual(towns.col("town"), ["Köln", "Ulm", null]);
    assert.equal(await table.col("v").slice(-1, undefined, -1).mean(options), judge.mean);
    assert.equal(await table.where("k == 1").count(options), judge.sums[1]![1]);
  }
  const rows = await table.read({ start: -2 });
  assert.equal(rows.at(-1)!.t, BigInt(judge.last));
});

test("a single column; what was read is counted, blocks are kept whole", async () => {
  const seen: ScanReport[] = [];
  const squares = defineSource({
    length: 1000,
    dtype: "int32",
    chunkRows: 64,
    uses: { offset: 5 },
    open: () => ({
      read(start, stop) {
        if (start % 64 !== 0) throw new Error(`asked from ${start}`);
        return { value: Int32Array.from({ length: stop - start }, (_, i) => (start + i) ** 2 + offset) };
      },
    }),
  });
  const expected = Array.from({ length: 1000 }, (_, i) => i * i + 5).reduce((a, b) => a + b);
  assert.equal(await squares.sum({ workers: 2, chunk: 100, onReport: (report) => void seen.push(report) }), expected);
  assert.deepEqual(seen[0]!.counters, { passes: 1, rows: 1000, morsels: 8, bytes: 4000, reads: 8, decodes: 0 });
  assert.equal((await squares.toArray()).at(-1), 999 ** 2 + 5);
  const gaps = defineSource({
    length: 4,
    dtype: "int16",
    open: () => ({ read: (start, stop) => ({ value: [1, null, 3, null].slice(start, stop) }) }),
  });
  assert.deepEqual([await gaps.count(), await gaps.sum(), await gaps.median()], [2, 4, 2]);
});

declare const offset: number;

test("readers that break the rules end the scan with words, and the next scan works", async () => {
  const bad = (reader: () => unknown): Promise<number> =>
    defineSource({
      length: 10,
      dtype: "float64",
      name: "readings",
      open: reader as () => GivenReader<{ value: "float64" }>,
    }).sum();
  const refused = async (reader: () => unknown, words: RegExp): Promise<void> =>
    assert.rejects(bad(reader), (error) => isEngineError(error, "UserFunction") && words.test(error.message));
  await refused(
    () => ({ read: () => ({ value: new Float64Array(9) }) }),
    /read\(0, 10\) of readings gave 9 elements of 'value', expected 10/,
  );
  await refused(
    () => ({ read: () => ({ value: new Float32Array(10) }) }),
    /gave a Float32Array for 'value', which is float64; give a Float64Array/,
  );
  await refused(() => ({ read: () => ({ valeu: new Float64Array(10) }) }), /no column 'value'; did you mean 'valeu'\?/);
  await refused(
    () => ({ read: () => ({ value: ["a", ..."123456789"] }) }),
    /gave an array of string for 'value', which is float64/,
  );
  await refused(() => ({ read: () => ({ value: [1, "a", ..."12345678"] }) }), /row 0 is 1, row 1 is "a"/);
  await refused(() => ({ read: () => undefined }), /no column 'value'/);
  await refused(
    () => ({ read: () => Promise.reject(new RangeError("sector 7")) }),
    /read\(0, 10\) of readings threw: RangeError: sector 7/,
  );
  await refused(() => {
    throw new Error("no such device");
  }, /open of readings threw: Error: no such device/);
  await refused(() => ({ raed: 1 }), /open of readings gave a Object, expected a reader/);
  await assert.rejects(
    bad(() => process.exit(4)),
    (error) => isEngineError(error, "WorkerFailed") && /ended with code 4/.test(error.message),
  );
  const fine = defineSource({
    length: 3,
    dtype: "uint8",
    open: () => ({ read: () => ({ value: Uint8Array.of(1, 2, 3) }), close: () => Promise.reject(new Error("late")) }),
  });
  assert.equal(await fine.sum(), 6);
});

test("a reader that never answers is stopped by the signal, waiting or spinning, in a worker or here", async () => {
  const never = defineSource({
    length: 10,
    dtype: "uint8",
    open: () => ({ read: () => new Promise<never>(() => {}) }),
  });
  const spins = defineSource({
    length: 10,
    dtype: "uint8",
    open: () => ({
      read() {
        for (;;);
      },
    }),
  });
  for (const work of [
    (signal: AbortSignal) => never.sum({ signal }),
    (signal: AbortSignal) => spins.sum({ signal }),
    (signal: AbortSignal) => never.sum({ signal, workers: 0 }),
    (signal: AbortSignal) => never.toArray({ signal }),
  ]) {
    const controller = new AbortController();
    const waiting = work(controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 30);
    await assert.rejects(waiting, { message: "enough" });
  }
  assert.equal(
    await defineSource({ length: 1, dtype: "uint8", open: () => ({ read: () => ({ value: [7] }) }) }).sum(),
    7,
  );
});

test("what is no source is refused before any work", () => {
  const base = { length: 3, dtype: "uint8", open: () => ({ read: () => ({ value: [1, 2, 3] }) }) } as const;
  const refused = (options: object, words: RegExp): void =>
    assert.throws(
      () => defineSource({ ...base, ...options }),
      (error) => isEngineError(error) && words.test(error.message),
    );
  refused({ length: -1 }, /'length' must be a number of rows, 0 or more, got -1/);
  refused({ chunkRows: 0 }, /'chunkRows' must be a number of rows, 1 or more, got 0/);
  refused({ dtype: "flaot32" }, /cannot be 'flaot32'; did you mean 'float32'\?/);
  refused({ columns: { a: "uint8" } }, /give 'columns' for a table, or 'dtype' for one column/);
  refused({ lenght: 3 }, /no option 'lenght'; did you mean 'length'\?/);
  refused({ files: [join(folder, "none")] }, /none.*no such file/);
  refused({ open: () => ({ read: () => ({ value: [missing] }) }) }, /'missing' from outside.*uses: \{ missing \}/);
});

declare const missing: number;

test("files named by a source are watched", async () => {
  const table = defineSource({ length: ROWS, columns, files: [path], uses: { path }, open });
  await table.col("v").mean();
  appendFileSync(path, "x");
  await assert.rejects(
    table.col("v").mean(),
    (error) => isEngineError(error, "SourceChanged") && /grew from/.test(error.message),
  );
});

test("a plain script has it by the package's name", () => {
  const script = `import { defineSource } from "tslab-bigdata";
    const c = defineSource({ length: 3_000_000, dtype: "float64", open: () => ({ read: (a, b) => ({ value: Float64Array.from({ length: b - a }, (_, i) => a + i) }) }) });
    console.log(await c.sum(), await c.max());`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: root, encoding: "utf8" });
  assert.equal(out.trim(), `${(3_000_000 * 2_999_999) / 2} 2999999`);
});
