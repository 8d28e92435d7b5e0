import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError } from "../../../../engine/errors.js";
import { chunkRows } from "../../../../engine/hdf5/write/chunkshape.js";
import {
  createGroup,
  createOutput,
  createTable,
  openOutput,
  removeNode,
} from "../../../../engine/hdf5/write/create.js";
import type { Complib } from "../../../../engine/hdf5/write/filters.js";
import { closeOutput } from "../../../../engine/hdf5/write/output.js";
import { python } from "../../../support/python.js";
import { EVERY_FIELD, EVERY_FIELD_PYTHON } from "./fields.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-write-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

/** The messages of every table's header, as hexadecimal text: all but addresses and times. */
const MESSAGES = `
import struct, sys, json, h5py, hdf5plugin
def messages(path, name):
    f=h5py.File(path); b=open(path,"rb").read(); address=h5py.h5o.get_info(f[name].id).addr; f.close()
    found={}
    blocks=[(address+16,struct.unpack_from("<I",b,address+8)[0])]
    while blocks:
        p,n=blocks.pop(0); e=p+n
        while p+8<=e:
            t,s=struct.unpack_from("<HH",b,p); body=b[p+8:p+8+s]
            if t==0x10: blocks.append(struct.unpack("<QQ",body[:16]))
            elif t==0x0c:
                n=struct.unpack_from("<H",body,2)[0]; key=body[8:8+n-1].decode(); found["@"+key]=body.hex()
            elif t==8: found["layout"]=body[:3].hex()+body[11:].hex()
            elif t not in (0,3,0x12,4): found[str(t)]=body.hex()
            p+=8+s
    return found
`;

interface Messages {
  [type: string]: string;
}

const CODECS: readonly Complib[] = [
  "zlib",
  "blosc",
  "blosc:lz4",
  "blosc:lz4hc",
  "blosc:zlib",
  "blosc:zstd",
  "blosc2",
  "blosc:blosclz",
  "blosc2:blosclz",
  "blosc2:lz4",
  "blosc2:lz4hc",
  "blosc2:zlib",
  "blosc2:zstd",
];

test("headers of tables are PyTables' byte for byte: every column kind, both byte orders, all filters", async () => {
  const cases = CODECS.flatMap((complib) =>
    [0, 5].flatMap((complevel) =>
      [true, false].map((flag) => ({ complib, complevel, shuffle: flag, fletcher32: !flag })),
    ),
  ).map((filters, i) => ({
    filters,
    byteorder: i % 3 === 0 ? ("big" as const) : ("little" as const),
    rows: 10 ** (i % 6),
  }));
  const path = file("ours.h5");
  const out = await createOutput(path);
  for (const [i, { filters, byteorder, rows }] of cases.entries())
    createTable(out, `/t${i}`, { fields: EVERY_FIELD, title: `Größe ${i}`, filters, byteorder, expectedRows: rows });
  closeOutput(out);
  const found = python<{ ours: Messages; theirs: Messages; sameType: boolean }[]>(
    `${EVERY_FIELD_PYTHON}${MESSAGES}
tables.leaf.get_cpu_info=lambda: {}
cases=json.loads(sys.argv[1]); ours,theirs=sys.argv[2:]
f=tables.open_file(theirs,"w")
for i,c in enumerate(cases):
    f.create_table("/","t%d"%i,Every,"Größe %d"%i,tables.Filters(**c["filters"]),c["rows"],byteorder=c["byteorder"])
f.close()
a,b=h5py.File(ours),h5py.File(theirs)
print(json.dumps([{"ours":messages(ours,"t%d"%i),"theirs":messages(theirs,"t%d"%i),
    "sameType":a["t%d"%i].id.get_type().equal(b["t%d"%i].id.get_type())} for i in range(len(cases))]))`,
    JSON.stringify(cases),
    path,
    file("theirs.h5"),
  );
  assert.equal(found.length, cases.length);
  for (const [i, { ours, theirs, sameType }] of found.entries()) {
    const what = JSON.stringify(cases[i]);
    assert.ok(sameType, what);
    // PyTables stores the fill value of big-endian tables in native order, which HDF5 then takes for another value
    if (cases[i]!.byteorder === "big") for (const each of [ours, theirs]) delete each["5"];
    // blosc2 tunes the size of blocks to codec and level
    if (cases[i]!.filters.complib.startsWith("blosc2"))
      for (const each of [ours, theirs]) each["11"] = each["11"]?.replace(/^(.{56}).{8}/, "$1") ?? "";
    assert.deepEqual(ours, theirs, what);
  }
});

test("rows of a chunk are those PyTables chooses", () => {
  const rowBytes = [1, 8, 48, 100, 255, 256, 1000, 65_536, 100_000, 9_000_000];
  const expected = [0, 1, 1000, 10_000, 28_800_000, 288_000_000, 10 ** 10, 10 ** 12];
  const cases = rowBytes.flatMap((bytes) =>
    expected.flatMap((rows) => [false, true].map((blosc2) => [rows, bytes, blosc2] as const)),
  );
  const theirs = python<number[]>(
    `
import json, sys, tables
tables.leaf.get_cpu_info=lambda: {}
class Fake:
    shape=(0,); maindim=0; _c_classid="TABLE"
    def __init__(self, blosc2): self.filters=tables.Filters(5,"blosc2:lz4" if blosc2 else "zlib")
print(json.dumps([int(tables.Leaf._calc_chunkshape(Fake(b),rows,size,size)[0]) for rows,size,b in json.loads(sys.argv[1])]))`,
    JSON.stringify(cases),
  );
  assert.deepEqual(
    cases.map(([rows, bytes, blosc2]) => chunkRows(rows, bytes, blosc2)),
    theirs,
  );
});

test("groups of any size: PyTables finds every node, adds to them, and ours find what PyTables added", async () => {
  const path = file("groups.h5");
  const names = Array.from({ length: 300 }, (_, i) => `n${(i * 7919) % 1000}`);
  let out = await createOutput(path, { title: "all", durable: false });
  createGroup(out, "/deep/er/still", "deep", true);
  for (const name of names) createGroup(out, `/deep/${name}`, name);
  closeOutput(out);
  const listed = python<string[]>(
    `
import tables, sys, json
f=tables.open_file(sys.argv[1],"a")
for i in range(40): f.create_group("/deep","theirs%d"%i)
f.create_soft_link("/deep","soft","/deep/n919")
print(json.dumps(sorted(f.root.deep._v_children)))
f.close()`,
    path,
  );
  const theirs = Array.from({ length: 40 }, (_, i) => `theirs${i}`);
  assert.deepEqual(listed, ["er", "soft", ...new Set(names), ...theirs].sort());
  out = await openOutput(path);
  createGroup(out, "/deep/soft/inside", "through a link");
  removeNode(out, "/deep/theirs3");
  removeNode(out, "/deep/n0");
  closeOutput(out);
  const again = python<[string[], string, string]>(
    `
import tables, sys, json
f=tables.open_file(sys.argv[1])
print(json.dumps([sorted(f.root.deep._v_children),f.root.deep.n919.inside._v_title,f.root.deep.soft.target]))`,
    path,
  );
  assert.deepEqual(again, [
    listed.filter((name) => name !== "theirs3" && name !== "n0"),
    "through a link",
    "/deep/n919",
  ]);
});

test("what cannot be made is refused by name, and the file stays as it was", async () => {
  const path = file("refused.h5");
  const out = await createOutput(path);
  createTable(out, "/t", { fields: EVERY_FIELD });
  const wrong: readonly [() => void, RegExp][] = [
    [() => createTable(out, "/t", { fields: EVERY_FIELD }), /group '\/' already has a child named 't'/],
    [() => createTable(out, "/none/t", { fields: EVERY_FIELD }), /group '\/' does not have a child named 'none'/],
    [() => createTable(out, "/x", { fields: [] }), /at least one column/],
    [() => createGroup(out, "/_i_t"), /prefix that PyTables keeps/],
    [() => createGroup(out, "x"), /must be absolute: '\/x'/],
    [
      () => createTable(out, "/x", { fields: EVERY_FIELD, filters: { complib: "lz4" as never } }),
      /'lz4' cannot be written; one of/,
    ],
    [() => createTable(out, "/x", { fields: EVERY_FIELD, filters: { complevel: 11 } }), /from 0 to 9, got 11/],
    [() => removeNode(out, "/tt"), /no|does not have a child named 'tt'; did you mean 't'/],
    [() => removeNode(out, "/"), /root group/],
    [
      () =>
        createTable(out, "/x", {
          fields: Array.from({ length: 2000 }, (_, i) => ({ name: `c${i}`, type: { kind: "bool" }, shape: [] })),
        }),
      /64 KiB/,
    ],
  ];
  for (const [make, message] of wrong)
    assert.throws(make, (error) => isEngineError(error, "InvalidArgument") && message.test(error.message));
  closeOutput(out);
  assert.deepEqual(
    python<string[]>(
      "import tables,sys,json; print(json.dumps(list(tables.open_file(sys.argv[1]).root._v_children)))",
      path,
    ),
    ["t"],
  );
});
