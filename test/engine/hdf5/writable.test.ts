import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { tableFromArrays } from "apache-arrow";
import { aggregate } from "../../../engine/aggregate.js";
import { sum } from "../../../engine/aggregates/sum.js";
import { isEngineError } from "../../../engine/errors.js";
import type { DescriptionInput } from "../../../engine/hdf5/describe.js";
import { openFile, openTable } from "../../../engine/hdf5/open.js";
import type { RowsInput } from "../../../engine/hdf5/rows-input.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-writable-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

test("groups, tables, rows, attributes in PyTables' words; PyTables sees the same", async () => {
  const path = file("words.h5");
  const h5 = await openFile(path, "w", { title: "stations" });
  const group = await h5.createGroup("/", "europe", "a group");
  const table = await h5.createTable(
    group,
    "towns",
    {
      id: "int64",
      name: "S12",
      at: { dtype: "f8", shape: [2] },
      kind: { enum: { city: 1, village: 2 } },
      info: { height: { dtype: "float32", dflt: -1 }, founded: { year: "i2" } },
    },
    { title: "towns", filters: { complevel: 5, complib: "blosc:zstd" }, expectedRows: 1_000_000 },
  );
  await table.append([
    { id: 1, name: "Köln", at: [50.9, 6.9], kind: "city", info: { height: 53, founded: { year: -38 } } },
    { id: 2, name: "Rom", at: [41.9, 12.5], kind: "city", info: { height: 21, founded: { year: -753 } } },
  ]);
  assert.deepEqual([table.nrows, table.pendingRows], [0, 2]);
  await table.flush();
  assert.deepEqual([table.nrows, table.pendingRows], [2, 0]);
  await table.modify(1, { name: ["Roma"] });
  await table.setAttr("source", "memory");
  await h5.setNodeAttr("/europe", "year", 2026);
  await h5.setNodeAttr(group, "TITLE", "Europe");
  assert.equal(table.attrs["source"], "memory");
  const copy = await h5.createTable(
    "/deep/er",
    "copy",
    [
      ["id", "<i8"],
      ["name", "S12"],
    ],
    { createParents: true },
  );
  await copy.append(table.select(["id", "name"]));
  await copy.append(table.select(["id", "name"]).where("id == 2"));
  await h5.createGroup("/", "gone");
  await h5.removeNode("/gone");
  await assert.rejects(h5.removeNode("/deep"), /has children/);
  const texts = [h5.toString(), table.repr()];
  await h5.close();
  await assert.rejects(table.append([]), (error) => isEngineError(error, "Closed"));
  const theirs = python<[string, string, unknown[], unknown[], number, string, string[]]>(
    `
import tables, sys, json
f=tables.open_file(sys.argv[1])
t=f.root.europe.towns
row=lambda r: [int(r["id"]),r["name"].decode(),r["at"].tolist(),int(r["kind"]),float(r["info"]["height"]),int(r["info"]["founded"]["year"])]
print(json.dumps([str(f),repr(t),[row(r) for r in t.read()],[[int(r["id"]),r["name"].decode()] for r in f.root.deep.er.copy.read()],
  int(f.root.europe._v_attrs.year),f.root.europe._v_title+" "+t.attrs.source,sorted(f.root._v_children)]))`,
    path,
  );
  assert.deepEqual(theirs.slice(2), [
    [
      [1, "Köln", [50.9, 6.9], 1, 53, -38],
      [2, "Roma", [41.9, 12.5], 1, 21, -753],
    ],
    [
      [1, "Köln"],
      [2, "Roma"],
      [2, "Roma"],
    ],
    2026,
    "Europe memory",
    ["deep", "europe"],
  ]);
  const modified = /^Last modif.*$/m;
  const ours = await openFile(path);
  assert.equal(ours.toString().replace(modified, ""), theirs[0].replace(modified, ""));
  assert.equal((await ours.getNode("/europe/towns")).repr(), theirs[1]);
  assert.match(texts[1]!, /Table\(np\.int64\(2\),\)/);
  await ours.close();
});

test("rows come as objects, columns, Arrow, and other tables", async () => {
  const path = file("inputs.h5");
  const h5 = await openFile(path, "a", { durable: false });
  const description = { k: "int32", x: "float64" } as const;
  const big = await h5.createTable("/", "big", description, { chunkRows: 1000 });
  await big.append({ k: Int32Array.from({ length: 100_000 }, (_, i) => i), x: new Float64Array(100_000).fill(0.5) });
  await big.flush();
  const inputs: readonly [RowsInput, number][] = [
    [
      [
        { k: 1, x: 1 },
        { x: 2, k: 2 },
      ],
      3,
    ],
    [{ k: [1, 2], x: Float64Array.of(3, 4) }, 7],
    [tableFromArrays({ k: Int32Array.of(7), x: Float64Array.of(8) }), 8],
    [await big.read({ start: 10, stop: 14 }), 2],
    [big, 50_000],
    [big.where("k < 10"), 5],
  ];
  for (const [i, [input, expected]] of inputs.entries()) {
    const table = await h5.createTable("/", `t${i}`, description);
    await table.append(input);
    await h5.flush();
    assert.deepEqual(await aggregate(table, { s: sum("x") }), { s: expected });
  }
  await h5.close();
  const table = await openTable(path, "/t4", { k: "int32", x: "float64" });
  assert.equal(table.nrows, 100_000);
});

test("descriptions: NumPy's lists and Arrow's schemas; what is no type is named", async () => {
  const h5 = await openFile(file("descriptions.h5"), "w");
  const good: readonly [DescriptionInput, string][] = [
    [
      [
        ["a", ">i4"],
        ["b", ">f8", [2, 3]],
        [
          "c",
          [
            ["d", "S3"],
            ["e", "?"],
          ],
        ],
      ],
      "big",
    ],
    [tableFromArrays({ a: Int8Array.of(1), b: BigUint64Array.of(1n), c: Float32Array.of(1) }).schema, "little"],
    [{ t: "time64", z: "complex64", b: "bool" }, "little"],
  ];
  for (const [i, [description, byteorder]] of good.entries())
    assert.equal((await h5.createTable("/", `t${i}`, description)).byteorder, byteorder);
  const wrong: readonly [DescriptionInput, RegExp][] = [
    [{ a: "flota64" }, /column 'a': unknown type 'flota64'; did you mean 'float64'\?/],
    [{ a: "str" }, /fixed length of bytes, such as 'S16'/],
    [
      [
        ["a", "<i4"],
        ["b", ">i4"],
      ],
      /mixes '<' and '>'/,
    ],
    [{ "a/b": "i4" }, /must not be empty, contain '\/'/],
    [{ a: { dtype: "i4", shape: [0] } }, /positive integers, got \[0\]/],
    [{}, /at least one column/],
    [{ a: { enum: {} } }, /at least one name/],
    [{ a: { dtype: "i1", dflt: 300 } }, /default "300" is no int of 1 bytes/],
    [tableFromArrays({ s: ["x"] }).schema, /column 's': Arrow's/],
  ];
  for (const [description, message] of wrong)
    await assert.rejects(
      h5.createTable("/", "wrong", description),
      (error) => isEngineError(error, "InvalidArgument") && message.test(error.message),
    );
  await h5.close();
  assert.deepEqual(
    python<string[]>(
      "import tables,sys,json; print(json.dumps(sorted(tables.open_file(sys.argv[1]).root._v_children)))",
      file("descriptions.h5"),
    ),
    ["t0", "t1", "t2"],
  );
});

test("modes are PyTables'; a file that is open elsewhere is refused", async () => {
  const path = file("modes.h5");
  await assert.rejects(openFile(path, "r+"), (error) => isEngineError(error, "FileMissing"));
  await assert.rejects(openFile(path, "x" as "r"), /mode must be one of 'r', 'r\+', 'a', 'w', got "x"/);
  await (await openFile(path, "a")).close();
  const first = await openFile(path, "r+");
  await assert.rejects(openFile(path), /unable to lock file/);
  await assert.rejects(openFile(path, "w"), /unable to lock file/);
  await first.close();
  const readers = [await openFile(path), await openFile(path)];
  await assert.rejects(openFile(path, "a"), /unable to lock file/);
  for (const reader of readers) await reader.close();
  await (await openFile(path, "w")).close();
});

test("PyTables' indexes change no answer of ours, and keep their table from being written", async () => {
  const path = file("indexed.h5");
  const expected = python<number[]>(
    `
import tables, numpy as np, sys, json
with tables.open_file(sys.argv[1],"w") as f:
    t=f.create_table("/","t",np.dtype([("k","<i8"),("x","<f8")])); r=np.zeros(1000,t.dtype); r["k"]=np.arange(1000)%37; r["x"]=np.arange(1000)
    t.append(r); t.flush(); t.cols.k.create_index(); t.cols.x.create_csindex()
    print(json.dumps(t.read_where("(k == 5) & (x > 100)")["x"].tolist()))`,
    path,
  );
  const h5 = await openFile(path, "r+");
  const table = await h5.getNode("/t", undefined, "Table");
  const found = (await table.where("(k == 5) & (x > 100)").read({ field: "x" })) as Float64Array;
  assert.deepEqual(Array.from(found), expected);
  const refused = (error: unknown): boolean =>
    isEngineError(error, "Unavailable") && /has indexes of PyTables.*remove_index/.test(error.message);
  await assert.rejects(table.append([{ k: 1, x: 2 }]), refused);
  await assert.rejects(table.modify(0, { k: [1] }), refused);
  await assert.rejects(table.removeRows(0, 1), refused);
  await h5.close();
});
