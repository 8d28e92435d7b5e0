import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isEngineError } from "../../../../engine/errors.js";
import { createOutput, createTable, openOutput } from "../../../../engine/hdf5/write/create.js";
import { lockFile } from "../../../../engine/hdf5/write/lock.js";
import { closeOutput } from "../../../../engine/hdf5/write/output.js";
import { openTableWriter } from "../../../../engine/hdf5/write/table-writer.js";
import { python } from "../../../support/python.js";
import { python as interpreter } from "../../../support/run.js";
import { numbered } from "./appender.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-faults-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);
const APPENDER = fileURLToPath(new URL("./appender.js", import.meta.url));

/** What PyTables finds in files whose rows follow from their numbers: rows, or what is wrong. */
function found(paths: readonly string[]): (number | string)[] {
  return python(
    `
import tables, numpy as np, sys, json
def look(path):
    try:
        with tables.open_file(path) as f:
            t=f.root.t; r=t.read(); n=len(r); k=np.arange(n)
            if t.attrs.NROWS!=n: return "NROWS %d of %d"%(t.attrs.NROWS,n)
            if not ((r["k"]==k).all() and (r["x"]==k/8).all()): return "other numbers"
            if not (r["name"]==np.char.add(b"row ",k.astype("S12"))).all(): return "other names"
            if "note" in t.attrs and set(t.attrs.note)!={"n"}: return "other note"
        with tables.open_file(path,"a") as f:
            f.root.t.append(f.root.t[:1]); f.root.t.flush()
            if f.root.t.nrows!=n+1: return "does not grow"
        return n
    except Exception as e: return repr(e)[-300:]
print(json.dumps([look(p) for p in sys.argv[1:]]))`,
    ...paths,
  );
}

const FIELDS = [
  { name: "k", type: { kind: "int", size: 8 }, shape: [] },
  { name: "x", type: { kind: "float", size: 8 }, shape: [] },
  { name: "name", type: { kind: "string", size: 16 }, shape: [] },
] as const;

/** A table of 1,000 rows: ours, or PyTables'. */
async function start(path: string, theirs: boolean): Promise<void> {
  if (theirs) {
    python(
      `
import tables, numpy as np, sys
f=tables.open_file(sys.argv[1],"w"); k=np.arange(1000)
r=np.zeros(1000,[("k","<i8"),("x","<f8"),("name","S16")]); r["k"]=k; r["x"]=k/8; r["name"]=np.char.add(b"row ",k.astype("S12"))
f.create_table("/","t",obj=r,filters=tables.Filters(5,"blosc:lz4"),chunkshape=(64,)); f.close(); print("null")`,
      path,
    );
    return;
  }
  const out = await createOutput(path);
  createTable(out, "/t", { fields: FIELDS, filters: { complib: "blosc:lz4", complevel: 5 }, chunkRows: 64 });
  const writer = await openTableWriter(out, "/t", { workers: 0 });
  await writer.append(numbered(0, 1000));
  await writer.close();
  closeOutput(out);
}

test("killed at every write of an append, whoever made the table: PyTables finds every flushed row", async () => {
  for (const theirs of [false, true]) {
    const first = file(`first${theirs}.h5`);
    await start(first, theirs);
    const paths: string[] = [];
    const safe: number[] = [];
    for (let fatal = 1; ; fatal++) {
      const path = file(`killed${theirs}${fatal}.h5`);
      copyFileSync(first, path);
      const { stdout, signal } = spawnSync(process.execPath, [APPENDER, path, "200", "6", "0", String(fatal)], {
        encoding: "utf8",
      });
      const lines = stdout.trim().split("\n");
      if (signal === null) {
        assert.equal(lines.at(-1), "done");
        assert.ok(fatal > 20, `only ${fatal} writes`);
        break;
      }
      paths.push(path);
      safe.push(Number(lines.at(-1)));
    }
    const rows = found(paths);
    rows.forEach((n, i) => {
      const isSafe = n === safe[i] || n === safe[i]! + 200;
      assert.ok(isSafe, `killed at write ${i + 1}: ${n} rows, ${safe[i]} were flushed`);
    });
  }
});

/** Runs an appender until it is killed after a while; rows it said were flushed. */
async function killedAfter(path: string, milliseconds: number): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [APPENDER, path, "5000", "1000", "2", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const begun = new Promise<void>((resolve) => {
    child.stdout!.on("data", (data: Buffer) => {
      output += data;
      resolve();
    });
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  await Promise.race([begun, ended]);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill("SIGKILL");
  await ended;
  return Number(output.trim().split("\n").at(-1));
}

test("killed at any moment, again and again, on the same file", async () => {
  const runs = Number(process.env["KILLS"] ?? 12);
  const path = file("again.h5");
  await start(path, false);
  const copies: string[] = [];
  const safe: number[] = [];
  for (let run = 0; run < runs; run++) {
    safe.push(await killedAfter(path, 5 + Math.random() * 120));
    copies.push(file(`again${run}.h5`));
    copyFileSync(path, copies[run]!);
    if (statSync(path).size > 50e6) await start(path, run % 2 === 0);
  }
  const rows = found(copies);
  rows.forEach((n, run) => {
    assert.ok(n === safe[run] || n === safe[run]! + 5000, `run ${run}: ${n} rows, ${safe[run]} were flushed`);
  });
  assert.ok(Math.max(...safe) > 1000, "no run flushed anything");
});

test("a full disk: the file keeps what was flushed, the process lives and says why", async () => {
  for (const workers of [0, 2]) {
    const path = file(`full${workers}.h5`);
    await start(path, false);
    const { stdout, status } = spawnSync(
      interpreter,
      [
        "-c",
        "import resource,os,sys; resource.setrlimit(resource.RLIMIT_FSIZE,(1<<20,1<<20)); os.execv(sys.argv[1],sys.argv[1:])",
        process.execPath,
        APPENDER,
        path,
        "20000",
        "100",
        String(workers),
        "0",
      ],
      { encoding: "utf8" },
    );
    const lines = stdout.trim().split("\n");
    assert.equal(status, 0, stdout);
    const problem = lines.findIndex((line) => line.startsWith("cannot write"));
    assert.match(lines[problem] ?? "", /cannot write '.*full\d\.h5': .*(file too large|no space)/i);
    assert.equal(lines[problem + 1], lines[problem - 1]);
    assert.equal(lines.at(-1), "done");
    assert.deepEqual(found([path]), [Number(lines[problem - 1])]);
  }
});

test("locks are HDF5's own: one writer, here, in another process, or in PyTables", async () => {
  const path = file("locked.h5");
  await start(path, false);
  const out = await openOutput(path);
  const opened = python<string[]>(
    `
import tables, h5py, sys, json
def attempt(open):
    try: open().close(); return "opened"
    except Exception as e: return "refused" if "lock" in str(e) else repr(e)
p=sys.argv[1]
print(json.dumps([attempt(lambda: tables.open_file(p,"a")),attempt(lambda: tables.open_file(p)),attempt(lambda: h5py.File(p,"r"))]))`,
    path,
  );
  assert.deepEqual(opened, ["refused", "refused", "refused"]);
  const locked = (error: unknown): boolean =>
    isEngineError(error, "FileAccess") && /unable to lock file '.*locked\.h5': it is open/.test(error.message);
  await assert.rejects(openOutput(path), locked);
  await assert.rejects(createOutput(path), locked);
  closeOutput(out);
  assert.deepEqual(found([path]), [1000]);
  for (const mode of ["r", "a"]) {
    const holder = spawn(interpreter, [
      "-c",
      `import tables,sys\nf=tables.open_file(sys.argv[1],"${mode}"); print("open",flush=True); sys.stdin.read()`,
      path,
    ]);
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    await assert.rejects(openOutput(path), locked);
    const before = statSync(path).size;
    await assert.rejects(createOutput(path), locked);
    assert.equal(statSync(path).size, before);
    holder.stdin.end();
    await new Promise((resolve) => holder.once("exit", resolve));
  }
  closeOutput(await openOutput(path));
  process.env["HDF5_USE_FILE_LOCKING"] = "FALSE";
  try {
    assert.equal(await lockFile(99, path, "exclusive"), false);
  } finally {
    delete process.env["HDF5_USE_FILE_LOCKING"];
  }
});
