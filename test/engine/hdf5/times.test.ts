import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { openFile, openTable } from "../../../engine/hdf5/open.js";
import { readHdf } from "../../../engine/hdf5/store/store.js";
import { fixture } from "../../support/fixture.js";
import { python } from "../../support/python.js";

interface Seen {
  readonly t4: readonly number[];
  readonly t8: readonly number[];
  readonly v: readonly number[];
  readonly where: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), "hdf5-times-"));
let seen: { readonly little: Seen; readonly big: Seen; readonly pandas: { readonly [name: string]: string[] } } & {
  readonly index: string[];
};
before(() => {
  seen = fixture("hdf5_times.py", folder);
});
after(() => rmSync(folder, { recursive: true }));

test("PyTables' time columns have its values, bit by bit, in either byte order, by either reader", async () => {
  for (const order of ["little", "big"] as const)
    for (const reader of ["own", "h5wasm"] as const) {
      const table = await openTable(join(folder, `times-${order}.h5`), "/t", undefined, { reader });
      const numbers = async (name: string): Promise<number[]> =>
        Array.from((await table.read({ field: name })) as Float64Array, Number);
      const { t4, t8, v, where } = seen[order];
      assert.deepEqual(
        [await numbers("t4"), await numbers("t8"), await numbers("v")],
        [t4, t8, v],
        `${order} ${reader}`,
      );
      const found = (await table.where("t8 > 1.4").read({ field: "x" })) as Float64Array;
      assert.deepEqual(Array.from(found), where, `${order} ${reader}`);
    }
});

test("times that we write are those that PyTables writes; what 32 bits of seconds do not hold is refused", async () => {
  for (const byteorder of ["little", "big"] as const) {
    const path = join(folder, `ours-${byteorder}.h5`);
    const h5 = await openFile(path, "w");
    const description = { t4: "time32", t8: "time64", v: { dtype: "time64", shape: [2] } } as const;
    const table = await h5.createTable("/", "t", description, { byteorder, chunkRows: 3 });
    const { t4, t8 } = seen[byteorder];
    await table.append({ t4, t8, v: t8.map((value) => [value, -value]) });
    for (const bad of [2 ** 31, -(2 ** 31) - 1, Number.NaN, Number.POSITIVE_INFINITY])
      await assert.rejects(
        table.append({ t4: [0], t8: [bad], v: [[0, 0]] }),
        (error) => isEngineError(error, "InvalidArgument") && error.message.includes(`with ${bad} in place 0`),
      );
    await assert.rejects(table.append({ t4: [2 ** 31], t8: [0], v: [[0, 0]] }), /with 2147483648 in place 0/);
    await h5.close();
    const same = python<boolean[]>(
      `
import tables, sys, json
ours,theirs=[tables.open_file(p).root.t for p in sys.argv[1:]]
a,b=ours[:],theirs[:]
print(json.dumps([bool((a[n]==b[n]).all()) for n in ("t4","t8","v")]+[len(a)==len(b)]))`,
      path,
      join(folder, `times-${byteorder}.h5`),
    );
    assert.deepEqual(same, [true, true, true, true]);
  }
});

test("pandas' times come in their unit, those of a zone as UTC, in columns, blocks and fixed frames", async () => {
  for (const key of ["columns", "blocks", "fixed"]) {
    const rows = await readHdf(join(folder, "pandas.h5"), key);
    const names = key === "fixed" ? ["us", "ns"] : ["us", "ns", "zone"];
    for (const name of names) {
      const column = rows.columns.find((each) => each.name === name)!;
      assert.equal(column.type, name === "us" ? "timestamp[us]" : "timestamp[ns]", `${key} ${name}`);
      assert.deepEqual(Array.from(column.values, String), seen.pandas[name], `${key} ${name}`);
    }
    const index = rows.columns.find((each) => each.name === "index")!;
    assert.match(index.type, /^timestamp/);
    const per = {
      "timestamp[s]": 1n,
      "timestamp[ms]": 1_000n,
      "timestamp[us]": 1_000_000n,
      "timestamp[ns]": 1_000_000_000n,
    };
    const scale = per[index.type as keyof typeof per];
    assert.deepEqual(
      Array.from(index.values as BigInt64Array, (value) => String(value / scale)),
      seen.index,
      key,
    );
  }
});
