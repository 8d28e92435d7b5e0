import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { RowsParts } from "../../../../contract/index.js";
import { isEngineError } from "../../../../engine/errors.js";
import { createOutput, createTable, openOutput } from "../../../../engine/hdf5/write/create.js";
import type { Complib, FilterOptions } from "../../../../engine/hdf5/write/filters.js";
import { closeOutput } from "../../../../engine/hdf5/write/output.js";
import { openTableWriter } from "../../../../engine/hdf5/write/table-writer.js";
import { python } from "../../../support/python.js";
import { EVERY_FIELD, EVERY_FIELD_PYTHON, everyRows, PAIR, pairs } from "./fields.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-append-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const COMPLIBS: readonly Complib[] = [
  "zlib",
  "blosc",
  "blosc:lz4",
  "blosc:lz4hc",
  "blosc:zlib",
  "blosc:zstd",
  "blosc2",
  "blosc2:lz4",
  "blosc2:lz4hc",
  "blosc2:zlib",
  "blosc2:zstd",
];

/** No filters, then every library with and without shuffle and checksum. */
const FILTERS: readonly FilterOptions[] = [
  {},
  { fletcher32: true },
  ...COMPLIBS.flatMap((complib) => [
    { complib, complevel: 5 },
    { complib, complevel: 1, shuffle: false, fletcher32: true },
    { complib, complevel: 9, fletcher32: true },
  ]),
];

/** Rows that no chunk divides. */
const ROWS = 2003;

test("every column kind and codec: PyTables reads what is written, appends to it, indexes it", async () => {
  const path = file("ours.h5");
  const out = await createOutput(path, { durable: false });
  const tables: { name: string; filters: FilterOptions }[] = [];
  for (const [i, filters] of [...FILTERS, ...FILTERS.slice(0, 6)].entries()) {
    const byteorder = i % 2 === 0 ? "little" : "big";
    const name = `t${tables.length}`;
    tables.push({ name, filters });
    createTable(out, `/${name}`, { fields: EVERY_FIELD, filters, byteorder, chunkRows: 300 });
    const writer = await openTableWriter(out, `/${name}`, { workers: tables.length % 3 });
    await writer.append(everyRows(ROWS));
    await writer.flush();
    assert.equal(writer.flushedRows, ROWS);
    for (let first = ROWS; first < 2 * ROWS; first += 700)
      await writer.append(everyRows(Math.min(700, 2 * ROWS - first), first));
    assert.equal(writer.nrows, 2 * ROWS);
    await writer.close();
  }
  closeOutput(out);
  const failures = python<string[]>(
    `${EVERY_FIELD_PYTHON}
import sys, json
path,cases,n=sys.argv[1],json.loads(sys.argv[2]),int(sys.argv[3])
bad=[]
f=tables.open_file(path,"a"); want=rows(2*n)
for c in cases:
    t=f.get_node("/"+c["name"]); got=t.read()
    if not (len(got)==2*n and (got==want).all()): bad.append(c["name"]+" rows")
    if t.attrs.NROWS!=2*n: bad.append(c["name"]+" NROWS")
    g=c["filters"]; h=t.filters
    if g.get("complevel",0) and (h.complib!=g["complib"] or h.complevel!=g["complevel"] or h.shuffle!=g.get("shuffle",True)): bad.append(c["name"]+" "+str(h))
    if h.fletcher32!=g.get("fletcher32",False): bad.append(c["name"]+" fletcher32")
    if len(t.read_where("(i4 > -20) & b"))!=10: bad.append(c["name"]+" where")
    t.row.append(); t.flush(); t.append(want[:5]); t.flush()
    d=t[2*n]
    if not (d["i8"]==-7 and d["f8"]==2.5 and d["s"]==b"xy" and d["e"]==2): bad.append(c["name"]+" defaults")
    t.cols.i4.create_index()
    if len(t.read_where("i4 > -20"))!=20+1+5: bad.append(c["name"]+" index")
f.close()
f=tables.open_file(path)
for c in cases:
    t=f.get_node("/"+c["name"]); got=t.read()
    if not ((got[:2*n]==want).all() and (got[2*n+1:]==want[:5]).all()): bad.append(c["name"]+" after append")
print(json.dumps(bad))`,
    path,
    JSON.stringify(tables),
    String(ROWS),
  );
  assert.deepEqual(failures, []);
});

test("tables made by PyTables grow in place: every kind and codec, both byte orders, attributes kept", async () => {
  const path = file("theirs.h5");
  const cases = FILTERS.map((filters, i) => ({ filters, byteorder: i % 2 === 0 ? "little" : "big" }));
  python(
    `${EVERY_FIELD_PYTHON}
import sys, json
f=tables.open_file(sys.argv[1],"w",title="theirs")
for i,c in enumerate(json.loads(sys.argv[2])):
    t=f.create_table("/g","t%d"%i,Every,"T%d"%i,tables.Filters(**c["filters"]),chunkshape=(150+i,),byteorder=c["byteorder"],createparents=True)
    t.append(rows(int(sys.argv[3]))); t.attrs.note="keep"; t.attrs.list=[1,"zwei",None]
f.close()
print("null")`,
    path,
    JSON.stringify(cases),
    String(ROWS),
  );
  for (let round = 1; round <= 2; round++) {
    const out = await openOutput(path, { durable: false });
    for (const [i] of cases.entries()) {
      const writer = await openTableWriter(out, `/g/t${i}`, { workers: 0 });
      assert.equal(writer.nrows, round * ROWS);
      await writer.append(everyRows(1000, round * ROWS));
      await writer.flush();
      await writer.append(everyRows(1003, round * ROWS + 1000));
      writer.setAttribute("round", round);
      writer.setAttribute("large", "x".repeat(round * 600));
      await writer.close();
    }
    closeOutput(out);
  }
  const failures = python<string[]>(
    `${EVERY_FIELD_PYTHON}
import sys, json
bad=[]; n=int(sys.argv[3]); want=rows(4*n)
f=tables.open_file(sys.argv[1],"a")
for i,c in enumerate(json.loads(sys.argv[2])):
    t=f.get_node("/g/t%d"%i); got=t.read()
    if not (len(got)==3*n and (got==want[:3*n]).all()): bad.append("%s rows"%c)
    if (t.title,t.attrs.note,t.attrs.list,t.attrs.round,len(t.attrs.large))!=("T%d"%i,"keep",[1,"zwei",None],2,1200): bad.append("%s attributes"%c)
    t.append(want[3*n:]); t.flush()
    if not (t.read()==want).all(): bad.append("%s grown"%c)
print(json.dumps(bad))`,
    path,
    JSON.stringify(cases),
    String(ROWS),
  );
  assert.deepEqual(failures, []);
});

test("what does not fit is refused by name, and nothing of it is appended", async () => {
  const path = file("refused.h5");
  const out = await createOutput(path);
  createTable(out, "/t", { fields: PAIR });
  const writer = await openTableWriter(out, "/t", { workers: 0 });
  const good = pairs([1, 2], ["ab", "cd"]);
  await writer.append(good);
  const [k, name] = good.columns;
  const columns = (...list: readonly (typeof k)[]): RowsParts => ({ length: 2, columns: list.map((each) => each!) });
  const wrong: readonly [RowsParts, RegExp][] = [
    [columns(k), /column 'name' of '\/t' is missing from the rows; they have k/],
    [columns(k, { ...name!, name: "nam" }), /no column 'nam'; did you mean 'name'\?/],
    [pairs([1, 2], ["ab", "abcde"]), /'name' holds texts of 4 bytes, got 5 in place 1: 'abcde'/],
    [pairs([1], ["ab", "cd"]), /'k' has 1 values of 2/],
    [
      columns({ ...k!, type: "float64", values: Float64Array.of(1, 2.5) }, name),
      /int32, got float64 with 2.5 in place 1/,
    ],
    [
      columns({ ...k!, type: "int64", values: BigInt64Array.of(1n, 2n ** 31n) }, name),
      /with 2147483648 in place 1, which does not fit/,
    ],
    [columns({ ...k!, validity: Uint8Array.of(1) }, name), /row 1 of column 'k' is null/],
    [columns({ ...name!, name: "k" }, name), /'k' is int32, got string/],
    [columns(k, { ...k!, name: "name" }), /'name' is string of 4 bytes, got int32/],
    [columns({ ...k!, shape: [2], values: new Int32Array(4) }, name), /have shape \(\), got \(2\)/],
  ];
  for (const [rows, message] of wrong)
    await assert.rejects(
      writer.append(rows),
      (error) => isEngineError(error, "InvalidArgument") && message.test(error.message),
    );
  await writer.append(pairs([3], ["ef"]));
  await writer.close();
  await assert.rejects(writer.append(good), (error) => isEngineError(error, "Closed"));
  closeOutput(out);
  assert.deepEqual(
    python<[number, string][]>(
      "import tables,sys,json; print(json.dumps([[int(r['k']),r['name'].decode()] for r in tables.open_file(sys.argv[1]).root.t]))",
      path,
    ),
    [
      [1, "ab"],
      [2, "cd"],
      [3, "ef"],
    ],
  );
});

test("rows that were not flushed can be discarded; what is discarded leaves no trace", async () => {
  const path = file("discard.h5");
  const out = await createOutput(path);
  createTable(out, "/t", { fields: PAIR, chunkRows: 7, filters: { complib: "blosc:lz4", complevel: 5 } });
  const writer = await openTableWriter(out, "/t");
  const block = (first: number, n: number): RowsParts =>
    pairs(
      Array.from({ length: n }, (_, i) => first + i),
      Array.from({ length: n }, (_, i) => `n${(first + i) % 100}`),
    );
  await writer.append(block(0, 1000));
  await writer.flush();
  copyFileSync(path, file("flushed.h5"));
  await writer.append(block(5000, 100_000));
  writer.setAttribute("half", true);
  await writer.discard();
  assert.equal(writer.nrows, 1000);
  await writer.append(block(1000, 505));
  await writer.close();
  closeOutput(out);
  const read = (name: string): [number[], boolean] =>
    python<[number[], boolean]>(
      "import tables,sys,json; t=tables.open_file(sys.argv[1]).root.t; print(json.dumps([t.col('k').tolist(),'half' in t.attrs]))",
      file(name),
    );
  assert.deepEqual(read("flushed.h5"), [Array.from({ length: 1000 }, (_, i) => i), false]);
  assert.deepEqual(read("discard.h5"), [Array.from({ length: 1505 }, (_, i) => i), false]);
});

test("the bytes of a file do not depend on the number of threads", async () => {
  const write = async (workers: number): Promise<string> => {
    const name = `threads${workers}.h5`;
    const out = await createOutput(file(name));
    createTable(out, "/t", { fields: EVERY_FIELD, filters: { complib: "blosc:lz4", complevel: 5 } });
    const writer = await openTableWriter(out, "/t", { workers });
    for (let i = 0; i < 60; i++) await writer.append(everyRows(1001, i * 1001));
    await writer.close();
    closeOutput(out);
    return name;
  };
  const names = [await write(0), await write(1), await write(3)];
  assert.deepEqual(
    python<number[]>(
      `
import h5py, hdf5plugin, sys, json, hashlib
def digest(path):
    d=h5py.File(path)["t"].id
    return [[c.chunk_offset[0],c.size,c.filter_mask,c.byte_offset] for c in map(d.get_chunk_info,range(d.get_num_chunks()))]
a,b,c=map(digest,sys.argv[1:])
print(json.dumps([a==b,a==c,len(a)>10,sorted(x[3] for x in a)==[x[3] for x in a]]))`,
      ...names.map(file),
    ),
    [true, true, true, true],
  );
});
