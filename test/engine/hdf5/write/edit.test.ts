import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError } from "../../../../engine/errors.js";
import { createOutput, createTable } from "../../../../engine/hdf5/write/create.js";
import { closeOutput } from "../../../../engine/hdf5/write/output.js";
import { openTableWriter } from "../../../../engine/hdf5/write/table-writer.js";
import { python } from "../../../support/python.js";
import { EVERY_FIELD, EVERY_FIELD_PYTHON, everyRows } from "./fields.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-edit-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

test("rows are changed and taken out: whole, partly, over chunk borders, to the last one", async () => {
  const path = file("edit.h5");
  const out = await createOutput(path, { durable: false });
  const cases = [
    {},
    { complib: "blosc:lz4", complevel: 5 },
    { complib: "zlib", complevel: 5, fletcher32: true },
  ] as const;
  for (const [i, filters] of cases.entries()) {
    createTable(out, `/t${i}`, { fields: EVERY_FIELD, chunkRows: 100, filters, byteorder: i === 1 ? "big" : "little" });
    const writer = await openTableWriter(out, `/t${i}`, { workers: i });
    await writer.append(everyRows(2050));
    await writer.modify(95, everyRows(310, 50_000));
    const { columns } = everyRows(3, 60_000);
    await writer.modify(2047, {
      length: 3,
      columns: columns.filter(({ name }) => ["i4", "s", "n/y/z"].includes(name)),
    });
    await writer.removeRows(1000, 1255);
    await writer.removeRows(1790, 1795);
    await writer.removeRows(0, 7);
    await writer.append(everyRows(120, 70_000));
    await writer.removeRows(writer.nrows - 1, writer.nrows);
    assert.equal(writer.nrows, 2050 - 255 - 5 - 7 + 119);
    for (const [start, stop] of [
      [-1, 3],
      [5, 4],
      [0, 5000],
    ] as const)
      await assert.rejects(writer.removeRows(start, stop), (error) => isEngineError(error, "OutOfBounds"));
    await assert.rejects(writer.modify(1900, everyRows(100)), (error) => isEngineError(error, "OutOfBounds"));
    await writer.close();
    const empty = await openTableWriter(out, `/t${i}`, { workers: 0 });
    createTable(out, `/e${i}`, { fields: EVERY_FIELD, chunkRows: 100, filters });
    const other = await openTableWriter(out, `/e${i}`, { workers: 0 });
    await other.append(everyRows(500));
    await other.removeRows(0, 500);
    await other.append(everyRows(3, 5));
    await other.close();
    await empty.close();
  }
  closeOutput(out);
  assert.deepEqual(
    python<string[]>(
      `${EVERY_FIELD_PYTHON}
import sys, json
f=tables.open_file(sys.argv[1],"a"); bad=[]
want=rows(2050); want[95:405]=rows(310,50000)
tail=rows(3,60000)
want["i4"][2047:]=tail["i4"]; want["s"][2047:]=tail["s"]; want["n"]["y"]["z"][2047:]=tail["n"]["y"]["z"]
want=np.delete(want,slice(1000,1255)); want=np.delete(want,slice(1790,1795)); want=want[7:]
want=np.concatenate([want,rows(120,70000)])[:-1]
for i in range(3):
    t=f.get_node("/t%d"%i); got=t.read()
    if not (len(got)==len(want) and (got==want).all()): bad.append("t%d"%i)
    t.append(want[:300]); t.remove_rows(0,5); t.flush()
    if not (t.read()==np.concatenate([want,want[:300]])[5:]).all(): bad.append("grown t%d"%i)
    if not (f.get_node("/e%d"%i).read()==rows(3,5)).all(): bad.append("e%d"%i)
print(json.dumps(bad))`,
      path,
    ),
    [],
  );
});
