import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError } from "../../../../engine/errors.js";
import { openOutput } from "../../../../engine/hdf5/write/create.js";
import { setNodeAttributes } from "../../../../engine/hdf5/write/node-attributes.js";
import { closeOutput } from "../../../../engine/hdf5/write/output.js";
import { openTableWriter } from "../../../../engine/hdf5/write/table-writer.js";
import { python } from "../../../support/python.js";
import { pairs } from "./fields.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-limits-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

test("headers across two pages are moved: rows and attributes of such tables and groups", async () => {
  const path = file("pages.h5");
  const nodes = python<string[]>(
    `
import tables, numpy as np, h5py, sys, json
d=np.dtype([("k","<i4"),("name","S4")]); found=[]
f=tables.open_file(sys.argv[1],"w")
for i in range(400):
    (f.create_table("/g","t%d"%i,d,createparents=True) if i%2 else f.create_group("/g","t%d"%i,createparents=True))
f.close()
with h5py.File(sys.argv[1]) as h:
    for n in h["g"]:
        if h5py.h5o.get_info(h["g"][n].id).addr%4096>4096-48: found.append(n)
print(json.dumps(found))`,
    path,
  );
  assert.ok(nodes.length > 1, "no header lies across two pages");
  const out = await openOutput(path, { durable: false });
  for (const name of nodes) {
    setNodeAttributes(out, `/g/${name}`, new Map([["note", "n".repeat(300)]]));
    if (Number(name.slice(1)) % 2 === 0) continue;
    const writer = await openTableWriter(out, `/g/${name}`, { workers: 0 });
    await writer.append(pairs([1, 2], ["a", "b"]));
    await writer.flush();
    await writer.append(pairs([3], ["c"]));
    await writer.close();
  }
  closeOutput(out);
  const bad = python<string[]>(
    `
import tables, sys, json
f=tables.open_file(sys.argv[1],"a"); bad=[]
for n in json.loads(sys.argv[2]):
    t=f.get_node("/g/"+n)
    if len(t._v_attrs.note)!=300: bad.append(n)
    if int(n[1:])%2 and t.col("k").tolist()!=[1,2,3]: bad.append(n)
    if int(n[1:])%2: t.append([(4,b"d")]); t.flush()
if len(f.root.g._v_children)!=400: bad.append("children")
print(json.dumps(bad))`,
    path,
    JSON.stringify(nodes),
  );
  assert.deepEqual(bad, []);
});

test("tables that cannot be appended to say why", async () => {
  const path = file("cannot.h5");
  python(
    `
import tables, numpy as np, h5py, hdf5plugin, sys
p=sys.argv[1]
f=tables.open_file(p,"w"); d=np.dtype([("k","<i4")])
t=f.create_table("/","indexed",d); t.append(np.zeros(5,d)); t.cols.k.create_index()
f.create_array("/","array",[1,2,3]); f.close()
with h5py.File(p,"a") as g:
    g.create_dataset("fixed",data=np.zeros(5,d)); g.create_dataset("vlen",(5,),maxshape=(None,),dtype=np.dtype([("s",h5py.string_dtype())]))
    g.create_dataset("lzf",(5,),maxshape=(None,),chunks=(5,),dtype=d,compression="lzf")
    g.create_dataset("bits",(5,),maxshape=(None,),chunks=(5,),dtype=d,**hdf5plugin.Blosc(shuffle=2))
with h5py.File(p+"2","w",libver="latest") as g: g.create_dataset("new",(5,),maxshape=(None,),dtype=d)
print("null")`,
    path,
  );
  const out = await openOutput(path);
  const wrong: readonly [string, string, RegExp][] = [
    ["/indexed", "Unavailable", /indexes of PyTables.*remove_index/],
    ["/array", "InvalidArgument", /is no table/],
    ["/lzf", "Unavailable", /through the filters lzf/],
    ["/fixed", "Unavailable", /cannot grow/],
    ["/vlen", "Unavailable", /column 's'.*vlen/],
    ["/bits", "Unavailable", /filters blosc/],
    ["/array1", "InvalidArgument", /did you mean 'array'/],
  ];
  for (const [node, code, message] of wrong)
    await assert.rejects(
      openTableWriter(out, node),
      (error) => isEngineError(error) && error.code === code && message.test(error.message),
      node,
    );
  closeOutput(out);
  await assert.rejects(openOutput(`${path}2`), /layout that cannot be written in place \(superblock version/);
});
