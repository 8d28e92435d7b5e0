import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isEngineError } from "../../../../engine/errors.js";
import { openFile, openTable } from "../../../../engine/hdf5/open.js";
import { fixture } from "../../../support/fixture.js";
import { python } from "../../../support/python.js";
import { python as interpreter } from "../../../support/run.js";
import { judged, numberedRows } from "./layout-rows.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-layouts-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);
const APPENDER = fileURLToPath(new URL("./layout-appender.js", import.meta.url));

const ROWS = 1000;
let ways: readonly string[];
before(() => {
  ways = fixture<readonly string[]>("hdf5_layouts.py", folder, String(ROWS));
});

/** A copy of a fixture to change. */
function fresh(way: string, name = `${way}-changed.h5`): string {
  copyFileSync(file(`${way}.h5`), file(name));
  return file(name);
}

/** Copies that changes left in the folder. */
const leftovers = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".change"));

test("every layout is read as it is", async () => {
  for (const way of ways) {
    const table = await openTable(file(`${way}.h5`), "/g/t");
    const { length, columns } = await table.read();
    assert.equal(length, ROWS, way);
    const k = columns.find(({ name }) => name === "k")!.values as BigInt64Array;
    assert.deepEqual(
      Array.from(k.subarray(0, ROWS), Number),
      Array.from({ length: ROWS }, (_, i) => i),
      way,
    );
    const x = columns.find(({ name }) => name === "x")?.values as Float64Array | undefined;
    if (x !== undefined) assert.equal(x[ROWS - 1], (ROWS - 1) / 8, way);
  }
});

test("tables of every layout grow, are modified and cut; h5py reads them and appends to them", async () => {
  for (const way of ways.filter((each) => !/contiguous|limit/.test(each))) {
    const path = fresh(way);
    const h5 = await openFile(path, "r+");
    const table = await h5.getNode("/g/t", undefined, "Table");
    const { colnames } = table;
    assert.match(table.reader, way === "old-text" ? /^own$/ : /^h5wasm: /, way);
    await table.append(numberedRows(colnames, ROWS, 503));
    await table.append(numberedRows(colnames, ROWS + 503, 497));
    assert.deepEqual([table.nrows, table.pendingRows], [ROWS, 1000], way);
    await table.flush();
    assert.deepEqual([table.nrows, table.pendingRows], [2 * ROWS, 0], way);
    await table.removeRows(100, 163);
    await table.modify(7, numberedRows(colnames.slice(0, 2), 5000, 3));
    await table.modify(7, numberedRows(colnames, 7, 3));
    await table.setAttr("round", 2);
    const last = await table.at(-1);
    assert.equal(last["k"], 1999n, way);
    await h5.close();
    assert.equal(
      judged(path, [
        [0, 100],
        [163, 2000],
      ]),
      "same",
      way,
    );
    python(
      `
import h5py, hdf5plugin, sys
with h5py.File(sys.argv[1],"a") as f:
    t=f["g/t"]; assert t.attrs["round"]==2
    t.resize((len(t)+5,)); t[-5:]=t[-6]
print("null")`,
      path,
    );
    assert.equal((await openTable(path, "/g/t")).nrows, 1942, way);
  }
  assert.deepEqual(leftovers(), []);
});

test("what cannot grow says so; its rows can be modified all the same", async () => {
  for (const way of ["latest-contiguous", "old-contiguous", "latest-limit"]) {
    const path = fresh(way);
    const h5 = await openFile(path, "r+");
    const table = await h5.getNode("/g/t", undefined, "Table");
    const limited = way === "latest-limit";
    if (limited) await table.append(numberedRows(table.colnames, ROWS, 10));
    await assert.rejects(
      table.append(numberedRows(table.colnames, ROWS, 11)),
      (error) =>
        isEngineError(error, "Unavailable") &&
        /cannot (grow|change its number of rows): \w+ layout, 10[01]0 rows at most/.test(error.message),
    );
    if (!limited) await assert.rejects(table.removeRows(0, 5), /cannot change its number of rows/);
    await table.modify(0, { k: [-1n] });
    assert.equal((await table.at(0))["k"], -1n);
    await table.modify(0, { k: [0n] });
    await h5.close();
    assert.equal(judged(path, [[0, limited ? 1010 : 1000]]), "same", way);
  }
});

test("what does not fit is refused, and nothing of it is appended; what was not flushed can be discarded", async () => {
  const path = fresh("latest-gzip");
  const before = readFileSync(path);
  const h5 = await openFile(path, "r+");
  const table = await h5.getNode("/g/t", undefined, "Table");
  const rows = numberedRows(table.colnames, 0, 2);
  await assert.rejects(table.append({ ...rows, name: ["a", "nine bytes"] }), /'name' holds texts of 8 bytes, got 10/);
  await assert.rejects(table.append({ k: rows["k"]! }), /column 'x' of '\/g\/t' is missing/);
  await assert.rejects(table.modify(999, rows), (error) => isEngineError(error, "OutOfBounds"));
  assert.equal(table.pendingRows, 0);
  await table.append(rows);
  assert.equal(leftovers().length, 1);
  await table.discard();
  assert.deepEqual([table.pendingRows, leftovers()], [0, []]);
  await h5.close();
  assert.deepEqual(readFileSync(path), before);
});

test("groups and tables are made as far as the library can; PyTables appends to them", async () => {
  for (const way of ["latest", "v108-gzip"]) {
    const path = fresh(way, `${way}-nodes.h5`);
    const h5 = await openFile(path, "a");
    await h5.createGroup("/deep/er", "est", "a title", { createParents: true });
    const description = { a: "int32", b: "f4", s: "S5", z: "complex128", inner: { u: "u2" } } as const;
    const filters = { complevel: 4, complib: "zlib", shuffle: false } as const;
    const table = await h5.createTable("/deep", "t", description, { title: "T", filters, chunkRows: 50 });
    await table.append([{ a: -1, b: 0.5, s: "ab", z: [1, 2], inner: { u: 65_535 } }]);
    await h5.close();
    const found = python(
      `
import tables, sys, json
with tables.open_file(sys.argv[1],"a") as f:
    t=f.root.deep.t; r=t[0]
    t.append(t[:]); t.flush()
    print(json.dumps([int(r["a"]),float(r["b"]),r["s"].decode(),[r["z"].real,r["z"].imag],int(r["inner"]["u"]),t.title,t.filters.complib,t.filters.complevel,int(t.nrows),f.root.deep.er.est._v_title,str(type(t))]))`,
      path,
    );
    const kind = "<class 'tables.table.Table'>";
    assert.deepEqual(found, [-1, 0.5, "ab", [1, 2], 65_535, "T", "zlib", 4, 2, "a title", kind]);
  }
  const path = fresh("latest", "refused.h5");
  const h5 = await openFile(path, "a");
  const refused = (error: unknown): boolean =>
    isEngineError(error, "Unavailable") && /cannot be made in a file of this layout/.test(error.message);
  await assert.rejects(h5.createTable("/", "t", { b: "bool" }), refused);
  await assert.rejects(h5.createTable("/", "t", { v: { dtype: "f8", shape: [3] } }), refused);
  await assert.rejects(
    h5.createTable("/", "t", { k: "i4" }, { filters: { complevel: 5, complib: "blosc:lz4" } }),
    refused,
  );
  await assert.rejects(h5.createTable("/g", "t", { k: "i4" }), /already has a child named 't'/);
  await assert.rejects(h5.createGroup("/none", "t"), /does not have a child named 'none'/);
  await assert.rejects(h5.removeNode("/g", "t"), /h5wasm removes no nodes/);
  await h5.close();
  assert.deepEqual(readFileSync(path), readFileSync(file("latest.h5")));
});

test("in one file, tables of both kinds are written: what is pending survives the other's turn", async () => {
  const path = fresh("old-lzf", "both.h5");
  const h5 = await openFile(path, "r+");
  const theirs = await h5.getNode("/g/t", undefined, "Table");
  const ours = await h5.createTable("/", "ours", { k: "int64" });
  await ours.append({ k: [1n, 2n] });
  await theirs.append(numberedRows(theirs.colnames, ROWS, 10));
  await ours.append({ k: [3n] });
  await theirs.append(numberedRows(theirs.colnames, ROWS + 10, 10));
  await h5.flush();
  assert.deepEqual([ours.nrows, theirs.nrows], [3, ROWS + 20]);
  await h5.close();
  assert.equal(judged(path, [[0, ROWS + 20]]), "same");
  const k = "import tables,sys,json; print(json.dumps(tables.open_file(sys.argv[1]).root.ours.col('k').tolist()))";
  assert.deepEqual(python(k, path), [1, 2, 3]);
});

test("locks hold for the file that takes the old one's place; links and rights stay", async () => {
  const path = fresh("latest", "locked.h5");
  chmodSync(path, 0o640);
  symlinkSync(path, file("link.h5"));
  const h5 = await openFile(file("link.h5"), "r+");
  const table = await h5.getNode("/g/t", undefined, "Table");
  for (let round = 0; round < 2; round++) {
    const opened = python<string>(
      `
import h5py, sys, json
try: h5py.File(sys.argv[1]).close(); print('"opened"')
except OSError as e: print(json.dumps("refused" if "lock" in str(e) else repr(e)))`,
      path,
    );
    assert.equal(opened, "refused");
    await assert.rejects(openFile(path, "r+"), (error) => isEngineError(error, "FileAccess"));
    await table.append(numberedRows(table.colnames, ROWS + round, 1));
    await table.flush();
  }
  await h5.close();
  assert.equal(judged(path, [[0, ROWS + 2]]), "same");
  assert.ok(lstatSync(file("link.h5")).isSymbolicLink());
  assert.equal(statSync(path).mode & 0o777, 0o640);
});

test("killed at any moment: the file is the old one or the new one, and what is left over goes with the next change", async () => {
  const path = fresh("latest-gzip", "killed.h5");
  let rows = ROWS;
  for (let run = 0; run < Number(process.env["KILLS"] ?? 8); run++) {
    const child = spawn(process.execPath, [APPENDER, path, "400", "1000"], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    const begun = new Promise<void>((resolve) => {
      child.stdout.on("data", (data: Buffer) => {
        output += data;
        resolve();
      });
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    await begun;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    child.kill("SIGKILL");
    await ended;
    const safe = Number(output.trim().split("\n").at(-1));
    const { nrows } = await openTable(path, "/g/t");
    assert.ok(safe >= rows && (nrows === safe || nrows === safe + 400), `${nrows} rows, ${safe} were flushed`);
    assert.equal(judged(path, [[0, nrows]]), "same");
    rows = nrows;
  }
  const h5 = await openFile(path, "r+");
  const table = await h5.getNode("/g/t", undefined, "Table");
  await table.append(numberedRows(table.colnames, rows, 1));
  await h5.close();
  assert.deepEqual(leftovers(), []);
});

test("a full disk: the file keeps what was flushed, the process lives and says why", () => {
  const path = fresh("latest", "full.h5");
  const { stdout, status } = spawnSync(
    interpreter,
    [
      "-c",
      "import resource,os,sys; resource.setrlimit(resource.RLIMIT_FSIZE,(1<<18,1<<18)); os.execv(sys.argv[1],sys.argv[1:])",
      ...[process.execPath, APPENDER, path, "1500", "100"],
    ],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stdout);
  const lines = stdout.trim().split("\n");
  const problem = lines.findIndex((line) => line.startsWith("cannot write"));
  assert.match(lines[problem] ?? "", /cannot write '.*full\.h5': .*(file too large|no space)/i);
  assert.equal(lines.at(-1), "done");
  assert.equal(judged(path, [[0, Number(lines[problem - 1])]]), "same");
  assert.deepEqual(leftovers(), []);
});

test("a damaged file stays as it is", async () => {
  const path = fresh("latest-gzip", "damaged.h5");
  const bytes = readFileSync(path);
  // the last chunk, which an append must read: its bytes are nowhere twice
  bytes.fill(0x55, bytes.length - 400, bytes.length - 200);
  writeFileSync(path, bytes);
  try {
    const h5 = await openFile(path, "r+");
    try {
      const table = await h5.getNode("/g/t", undefined, "Table");
      await table.append(numberedRows(table.colnames, ROWS, 100));
      await table.flush();
    } finally {
      await h5.close();
    }
  } catch (error) {
    assert.ok(isEngineError(error), String(error));
    assert.deepEqual(readFileSync(path), bytes);
  }
  assert.deepEqual(leftovers(), []);
});
