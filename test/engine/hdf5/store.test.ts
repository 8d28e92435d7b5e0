import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { openStore, readHdf, type SelectOptions, toHdf } from "../../../engine/hdf5/store/store.js";
import { python } from "../../support/python.js";

const folder = mkdtempSync(join(tmpdir(), "hdf5-store-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const ROWS = 1000;
const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    year: 1900 + ((first + i) % 120),
    temp: (first + i) / 4,
    town: `town ${(first + i) % 7}`,
    wet: (first + i) % 3 === 0,
    day: new Date(86_400_000 * (first + i)),
  }));

/** The same frame in Python. */
const FRAME = `
import pandas as pd, numpy as np, sys, json, warnings
warnings.simplefilter("ignore")
def frame(first,n):
    i=np.arange(first,first+n)
    return pd.DataFrame({"year":1900.+i%120,"temp":i/4,"town":["town %d"%(k%7) for k in i],"wet":i%3==0,
        "day":(i*86400000).astype("datetime64[ms]")},index=i)
`;

test("what a store writes pandas reads, selects from, and appends to; we append after it", async () => {
  const path = file("ours.h5");
  const store = await openStore(path, "w");
  const options = { filters: { complib: "blosc:zstd", complevel: 5 }, minItemsize: { town: 12 } } as const;
  await store.append("/europe/weather", rowsFrom(0, 600), options);
  await store.append("/europe/weather", rowsFrom(600, 400));
  await store.put("plain", { x: [1, 2, 3] });
  await store.put("plain", { x: [4, 5] });
  assert.deepEqual(await store.keys(), ["/plain", "/europe/weather"].sort());
  await assert.rejects(store.append("plain", { y: [1] }), (error) => isEngineError(error, "InvalidArgument"));
  await assert.rejects(
    store.append("/europe/weather", [{ ...rowsFrom(0, 1)[0]!, town: "a town with a long name" }]),
    /holds texts of 12 bytes/,
  );
  await assert.rejects(
    store.select("/europe/wether"),
    /no object named '\/europe\/wether' in the store; did you mean '\/europe\/weather'\?/,
  );
  await store.close();
  const theirs = python<unknown[]>(
    `${FRAME}
with pd.HDFStore(sys.argv[1],"a") as s:
    whole=s["europe/weather"]; want=frame(0,1000)
    pd.testing.assert_frame_equal(whole,want,check_dtype=True,check_freq=False)
    hits=s.select("europe/weather","temp > 200 & wet == True",columns=["temp","town"])
    pd.testing.assert_frame_equal(hits,want[(want.temp>200)&want.wet][["temp","town"]])
    s.append("europe/weather",frame(1000,50),index=False)
    print(json.dumps([sorted(s.keys()),len(s.select("europe/weather",start=10,stop=20)),s["plain"]["x"].tolist()]))`,
    path,
  );
  assert.deepEqual(theirs, [["/europe/weather", "/plain"], 10, [4, 5]]);
  const again = await openStore(path);
  await again.append("/europe/weather", rowsFrom(1050, 5));
  const rows = await again.select("/europe/weather", {
    where: "(index >= 998) & (index < 1052)",
    columns: ["index", "temp", "town", "day"],
  });
  assert.equal(rows.length, 54);
  assert.deepEqual(rows.at(0), { index: 998n, temp: 249.5, town: "town 4", day: BigInt(998 * 86_400_000) });
  assert.deepEqual(rows.at(-1), { index: 1051n, temp: 262.75, town: "town 1", day: BigInt(1051 * 86_400_000) });
  const sizes: number[] = [];
  for await (const piece of again.select("/europe/weather", { start: 100, stop: 1001, chunks: 250 }))
    sizes.push(piece.length);
  assert.deepEqual(sizes, [250, 250, 250, 151]);
  await again.remove("/europe/weather", { start: 0, stop: 1000 });
  await again.remove("plain");
  assert.deepEqual(await again.keys(), ["/europe/weather"]);
  assert.equal((await again.get("/europe/weather")).length, 55);
  await again.close();
  assert.equal(python<number>(`${FRAME}\nprint(len(pd.read_hdf(sys.argv[1],"europe/weather")))`, path), 55);
});

test("what pandas writes we read: tables with blocks, data columns, categories and times; fixed frames and series", async () => {
  const path = file("theirs.h5");
  python(
    `${FRAME}
f=frame(0,1000); f["kind"]=pd.Categorical(["x" if k%2 else "yy" for k in range(1000)]); f.loc[5,"kind"]=np.nan
with pd.HDFStore(sys.argv[1],"w",complevel=5,complib="zlib") as s:
    s.append("table",f,data_columns=["temp"]); s.append("series",f["temp"],index=False)
    s.put("fixed",f[["year","temp","wet","day"]]); s.put("one",f["temp"]); s.put("objects",f[["town"]].astype(object))
print("null")`,
    path,
  );
  const store = await openStore(path, "r");
  assert.deepEqual(await store.keys(), ["/fixed", "/objects", "/one", "/series", "/table"]);
  const columns = ["index", "year", "temp", "town", "wet", "day", "kind"];
  const table = await store.select("table");
  assert.deepEqual(table.colnames, columns);
  assert.deepEqual(
    table.schema.map(({ type }) => type),
    ["int64", "float64", "float64", "string", "bool", "timestamp[ms]", "string"],
  );
  assert.deepEqual(table.at(7), {
    index: 7n,
    year: 1907,
    temp: 1.75,
    town: "town 0",
    wet: false,
    day: BigInt(7 * 86_400_000),
    kind: "x",
  });
  assert.equal(table.at(5)["kind"], null);
  const hits = await store.select("table", {
    where: '(temp > 100) & (town == "town 3") & (year < 1910)',
    columns: ["temp"],
  });
  const expected = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i / 4 > 100 && i % 7 === 3 && i % 120 < 10);
  assert.deepEqual(
    hits.toRows(),
    expected.map((i) => ({ temp: i / 4 })),
  );
  assert.deepEqual((await store.select("fixed", { start: 3, stop: 5 })).toRows(), [
    { index: 3n, year: 1903, temp: 0.75, wet: true, day: BigInt(3 * 86_400_000) },
    { index: 4n, year: 1904, temp: 1, wet: false, day: BigInt(4 * 86_400_000) },
  ]);
  assert.deepEqual((await store.select("one", { start: -1 })).toRows(), [{ index: 999n, temp: 249.75 }]);
  assert.equal((await store.select("series", { where: "temp < 1" })).length, 4);
  await assert.rejects(store.select("objects"), (error) => isEngineError(error, "Unavailable"));
  await assert.rejects(store.put("x", { x: [1] }), (error) => isEngineError(error, "ReadOnly"));
  await store.close();
  const writable = await openStore(path);
  await assert.rejects(writable.append("table", rowsFrom(0, 1)), (error) => isEngineError(error));
  await writable.close();
});

test("toHdf and readHdf; a file with several frames wants a key", async () => {
  const path = file("single.h5");
  await toHdf(path, "a", { x: [1, 2] });
  assert.deepEqual((await readHdf(path)).toRows(), [
    { index: 0n, x: 1 },
    { index: 1n, x: 2 },
  ]);
  await toHdf(path, "a", { x: [3] }, { append: true });
  await toHdf(path, "b", { y: ["z"] });
  assert.equal((await readHdf(path, "a", { where: "x > 1" })).length, 2);
  await assert.rejects(readHdf(path), /a key must be given: '.*' has \/a, \/b/);
  await toHdf(path, "c", { y: [1] }, { mode: "w" });
  assert.equal((await readHdf(path)).length, 1);
});

test("select, chunks, rows and keys are pandas'; a computed column is a group of its own over the same index", async () => {
  const path = file("groups.h5");
  interface Expected {
    readonly keys: readonly string[];
    readonly where: readonly number[];
    readonly start: readonly number[];
    readonly last: readonly number[];
    readonly chunks: readonly number[];
    readonly across: readonly number[];
  }
  const expected = python<Expected>(
    `
import pandas as pd, numpy as np, json, sys, warnings
warnings.simplefilter("ignore")
n=np.arange(110)
with pd.HDFStore(sys.argv[1]) as s:
    s.put("w/main",pd.DataFrame({"town":n%7,"temp":n*0.5}).iloc[:100],format="table",data_columns=True)
    s.append("w/main",pd.DataFrame({"town":n%7,"temp":n*0.5}).iloc[100:],data_columns=True)
    s.put("w/extra",pd.DataFrame({"rain":n*1.0}),format="table",data_columns=True)
    both=s.select_as_multiple(["w/main","w/extra"],where="temp > 53",selector="w/main")
    print(json.dumps({"keys":s.keys(),"where":s.select("w/main",where="temp > 48 & town < 3").index.tolist(),
      "start":s.select("w/main",where="town == 3",start=20,stop=60).index.tolist(),"last":s.select("w/main",start=-3).index.tolist(),
      "chunks":[len(c) for c in s.select("w/main",chunksize=40)],"across":both["rain"].tolist()}))`,
    path,
  );
  const store = await openStore(path);
  const index = async (options: SelectOptions): Promise<number[]> =>
    (await store.select("w/main", options)).toRows().map((row) => Number(row["index"]));
  assert.deepEqual(await store.keys(), expected.keys);
  assert.deepEqual(await index({ where: "(temp > 48) & (town < 3)" }), expected.where);
  assert.deepEqual(await index({ where: "town == 3", start: 20, stop: 60 }), expected.start);
  assert.deepEqual(await index({ start: -3 }), expected.last);
  const lengths: number[] = [];
  for await (const rows of store.select("w/main", { chunks: 40 })) {
    lengths.push(rows.length);
    const computed = rows.toRows().map((row) => ({ index: row["index"], fahrenheit: Number(row["temp"]) * 1.8 + 32 }));
    await store.append("w/computed", computed);
  }
  assert.deepEqual(lengths, expected.chunks);
  const across: number[] = [];
  for (const row of await index({ where: "temp > 53" }))
    across.push(
      ...(await store.select("w/extra", { start: row, stop: row + 1 })).toRows().map((each) => Number(each["rain"])),
    );
  assert.deepEqual(across, expected.across);
  await store.remove("w/computed", { start: 0, stop: 5 });
  await store.remove("w/extra");
  assert.deepEqual(await store.keys(), ["/w/computed", "/w/main"]);
  await store.close();
  const computed =
    "import pandas as pd,sys,json; d=pd.read_hdf(sys.argv[1],'w/computed'); print(json.dumps([len(d),int(d.index[0]),d['fahrenheit'].iloc[-1]]))";
  assert.deepEqual(python(computed, path), [105, 5, 54.5 * 1.8 + 32]);
});
