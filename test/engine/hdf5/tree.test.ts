import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isEngineError } from "../../../engine/errors.js";
import { openFile } from "../../../engine/hdf5/file.js";
import type { Group } from "../../../engine/hdf5/group.js";
import type { Leaf } from "../../../engine/hdf5/leaf.js";
import { fixture } from "../../support/fixture.js";

interface Texts {
  readonly [file: string]: {
    readonly str: string;
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
    assert.equal(h5.toString(), expected.str);
    for (const [where, [short, long]] of Object.entries(expected.groups)) {
      const group = (await h5.getNode(where)) as Group;
      assert.equal(group.toString(), short);
      assert.equal(group.repr(), long);
    }
    for (const [where, short] of Object.entries(expected.leaves)) {
      const leaf = (await h5.getNode(where)) as Leaf;
      assert.equal(leaf.toString(), short);
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
  assert.deepEqual(names, ["inner", "arr", "ca", "ea", "vl", "dangling"]);
  assert.deepEqual(
    (await h5.listNodes("/", "Leaf")).map(({ name }) => name),
    ["all"],
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
