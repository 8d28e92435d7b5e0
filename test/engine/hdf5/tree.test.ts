import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import type { H5Array } from "../../../engine/hdf5/array.js";
import type { Group } from "../../../engine/hdf5/group.js";
import type { Leaf } from "../../../engine/hdf5/leaf.js";
import { openFile } from "../../../engine/hdf5/open.js";
import type { H5Table } from "../../../engine/hdf5/table.js";
import type { H5VLArray } from "../../../engine/hdf5/vlarray.js";
import { fixture } from "../../support/fixture.js";

interface Texts {
  readonly [file: string]: {
    readonly str: string;
    readonly repr: string;
    readonly reprs: { readonly [path: string]: string };
    readonly groups: { readonly [path: string]: readonly [string, string] };
    readonly leaves: { readonly [path: string]: string };
    readonly filters: { readonly [path: string]: string };
  };
}

const folder = mkdtempSync(join(tmpdir(), "hdf5-tree-"));
const file = join(folder, "tree.h5");
const links = join(folder, "tree-links.h5");
let texts: Texts;

before(() => {
  texts = fixture<Texts>("hdf5_tree.py", file);
});
after(() => rmSync(folder, { recursive: true }));

test("file, groups, leaves and filters print as PyTables prints them", async () => {
  for (const path of [file, links]) {
    const expected = texts[path]!;
    const h5 = await openFile(path);
    // PyTables touches the file once more when its process ends
    const date = `Last modif.: '${statSync(path).mtime.toISOString().slice(0, 19)}+00:00'`;
    assert.equal(h5.toString(), expected.str.replace(/Last modif\.: '.*'/, date));
    assert.equal(h5.repr(), expected.repr);
    for (const [where, [short, long]] of Object.entries(expected.groups)) {
      const group = (await h5.getNode(where)) as Group;
      assert.equal(group.toString(), short);
      assert.equal(group.repr(), long);
    }
    for (const [where, short] of Object.entries(expected.leaves)) {
      const leaf = (await h5.getNode(where)) as Leaf;
      assert.equal(leaf.toString(), short);
      assert.equal(leaf.repr(), expected.reprs[where]);
      assert.equal(String(leaf.filters), expected.filters[where]);
    }
    await h5.close();
    assert.equal(h5.toString(), "<closed File>");
  }
});

test("attributes come as JavaScript values", async () => {
  const h5 = await openFile(file);
  const { attrs } = await h5.getNode("/", "all");
  assert.equal(attrs["text"], "hé");
  assert.equal(attrs["integer"], 3);
  assert.equal(attrs["big"], 2n ** 62n);
  assert.equal(attrs["real"], 2.5);
  assert.equal(attrs["half"], 1.5);
  assert.equal(attrs["truth"], true);
  assert.equal(attrs["empty"], "");
  assert.deepEqual(attrs["array"], Int16Array.of(0, 1, 2));
  assert.deepEqual(attrs["texts"], ["ab", "c"]);
  await h5.close();
});

test("h5py's texts of variable length, booleans, named and shared datatypes", async () => {
  const h5 = await openFile(join(folder, "tree-h5py.h5"));
  assert.equal(h5.root.attrs["text"], "héllo");
  assert.deepEqual(h5.root.attrs["texts"], ["a", "", "long one"]);
  assert.equal(h5.root.attrs["flag"], true);
  assert.equal(String(await h5.getNode("/named")), "/named (Unknown)");
  const uses = (await h5.getNode("/uses")) as Leaf;
  assert.equal(uses.className, "Table");
  const grid = (await h5.getNode("/grid")) as Leaf;
  assert.equal(grid.className, "EArray");
  assert.deepEqual(
    [grid.shape, grid.chunkshape],
    [
      [4, 6],
      [2, 6],
    ],
  );
  assert.equal(grid.filters.complib, "zlib");
  await h5.close();
});

test("nodes are found by path and name, through soft links, and wrong names name the nearest", async () => {
  const h5 = await openFile(file);
  assert.equal((await h5.getNode("/g", "arr")).path, "/g/arr");
  assert.equal((await h5.getNode("/soft")).path, "/g/arr");
  assert.equal((await h5.getNode("g/")).path, "/g");
  const names = (await h5.listNodes("/g")).map(({ name }) => name);
  assert.deepEqual(names, [
    "inner",
    ...["arr", "ca", "complex", "cube", "ea", "empty", "holes", "rows", "scalar", "tiles", "truth"],
    ...["vl", "vo", "vs", "vu", "words", "dangling"],
  ]);
  assert.deepEqual(
    (await h5.listNodes("/", "Leaf")).map(({ name }) => name),
    ["all", "indexed"],
  );
  await assert.rejects(h5.getNode("/g/are"), /no node '\/g\/are' in .*; did you mean 'arr'\?/);
  await assert.rejects(
    h5.getNode("/g/dangling"),
    /no node '\/g\/dangling' in .* \(a link to '\/g\/nothing'\); '\/g' has/,
  );
  await assert.rejects(h5.getNode("/all/x"), /'\/all' is no group/);
  await h5.close();
  await assert.rejects(h5.getNode("/g"), /was closed; open it again/);
});

test("what is no HDF5 file, empty or cut off is refused", async () => {
  const other = join(folder, "other");
  writeFileSync(other, "country,city\n");
  await assert.rejects(openFile(other), /is not an HDF5 file: it begins with 636f756e7472792c/);
  writeFileSync(other, "");
  await assert.rejects(openFile(other), /is empty, not an HDF5 file/);
  await assert.rejects(openFile(join(folder, "nothing")), (error) => isEngineError(error, "FileMissing"));
  writeFileSync(other, readFileSync(file));
  truncateSync(other, 5000);
  await assert.rejects(openFile(other), (error) => isEngineError(error, "TruncatedFile"));
});

test("a table that PyTables did not write prints as PyTables prints it", async () => {
  const path = join(folder, "tree-plain.h5");
  const h5 = await openFile(path);
  const table = await h5.getNode("/t", undefined, "Table");
  assert.equal(table.toString(), texts[path]!.str);
  assert.equal(table.repr(), texts[path]!.repr);
  await h5.close();
});

for (const reader of ["own", "h5wasm"] as const) {
  test(`arrays of every shape, read by ${reader}`, async () => {
    const h5 = await openFile(file, "r", reader === "own" ? {} : { reader });
    const read = async (name: string): Promise<unknown> => (await h5.getNode("/g", name, "Array")).read();
    assert.deepEqual(await read("arr"), BigInt64Array.of(0n, 1n, 2n, 3n, 4n, 5n));
    assert.deepEqual(await read("scalar"), Float64Array.of(42.5));
    assert.deepEqual(await read("empty"), new Float64Array(0));
    assert.deepEqual(await read("words"), ["one", "three"]);
    assert.deepEqual(await read("truth"), Uint8Array.of(1, 0));
    assert.deepEqual(await read("complex"), Float64Array.of(1, 2, 3.5, 0));
    assert.deepEqual(
      await read("cube"),
      Int16Array.from({ length: 120 }, (_, i) => i),
    );
    const rows = await h5.getNode("/g", "rows", "EArray");
    assert.deepEqual(rows.shape, [12, 3, 2]);
    assert.deepEqual(
      await rows.read({ start: 4, stop: 6 }),
      Float64Array.from({ length: 12 }, (_, i) => 24 + i),
    );
    const tiles = await h5.getNode("/g", "tiles", "CArray");
    assert.deepEqual(
      await tiles.read({ start: -1 }),
      Float64Array.from({ length: 30 }, (_, i) => 570 + i),
    );
    if (reader === "own") assert.match(tiles.reader, /h5wasm: chunks that are cut along axis 1/);
    const holes = await h5.getNode("/g", "holes", "CArray");
    assert.deepEqual(await holes.read(), Int32Array.of(-7, -7, -7, -7, -7, 1, -7, -7, -7, -7));
    assert.equal(await holes.column.sum(), -62);
    assert.throws(() => tiles.column, /has 2 axes, a column has one/);
    const vl = await h5.getNode("/g", "vl", "VLArray");
    assert.deepEqual(await vl.read({ start: 9, stop: 5, step: -2 }), [Int32Array.of(0, 1), Int32Array.of()]);
    const vs = await h5.getNode("/g", "vs", "VLArray");
    assert.deepEqual(await vs.read({ stop: 3 }), ["y", "xy", "xxy"]);
    const vu = await h5.getNode("/g", "vu", "VLArray");
    assert.deepEqual(await vu.read({ start: 18 }), ["z", "éz"]);
    await h5.close();
  });

  test(`h5py's texts, enumerations and rows of variable length, read by ${reader}`, async () => {
    const h5 = await openFile(join(folder, "tree-plain.h5"), "r", { reader });
    const texts = (await h5.getNode("/texts")) as H5VLArray;
    assert.deepEqual(await texts.read(), ["short", "", "långer"]);
    const numbers = (await h5.getNode("/e")) as H5Array;
    assert.deepEqual(await numbers.read(), Int16Array.of(0, 1, 0));
    const mixed = (await h5.getNode("/mixed")) as H5Table;
    assert.deepEqual((await mixed.read()).toRows(), [
      { n: 1, s: "one" },
      { n: 2, s: "zwei" },
    ]);
    await h5.close();
  });
}
