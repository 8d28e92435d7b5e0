import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { survey } from "../../../engine/csv/survey.js";
import { csvFiles } from "../../support/csv.js";

test("the delimiter is the first file's that has lines; blank ones before it are cut with it", async (t) => {
  const folder = csvFiles(t, { "a.csv": "", "b.csv": "\n\n", "c.csv": "x;y\n1;2,5\n", "d.csv": "\nx;y\n3;4\n" });
  const paths = ["a", "b", "c", "d"].map((name) => join(folder, `${name}.csv`));
  const { delimiter, first, seen, inferred } = await survey(paths, {});
  assert.equal(delimiter, ";");
  assert.equal(first?.file.path, paths[2]);
  assert.deepEqual(
    seen.map(({ fields, lead, behindFirst, records }) => [fields, lead, behindFirst, records]),
    [
      [undefined, { start: 0, lines: 0 }, { start: 0, lines: 0 }, 0],
      [undefined, { start: 2, lines: 2 }, { start: 2, lines: 2 }, 0],
      [["x", "y"], { start: 0, lines: 0 }, { start: 4, lines: 1 }, 2],
      [["x", "y"], { start: 1, lines: 1 }, { start: 5, lines: 2 }, 2],
    ],
  );
  assert.deepEqual(
    inferred.map(({ type }) => type),
    ["int64", "string"],
  );
});

test("types are those that fit all files, also the places further on; files of one line each have no other to look at", async (t) => {
  const many = Array.from({ length: 60_000 }, (_, i) => `${i < 30_000 ? i : i + 0.5},NA\n`).join("");
  const folder = csvFiles(t, { "a.csv": "1,NA\n", "b.csv": "2,7\n", "far.csv": many, "wide.csv": "1,2,3\nx,y,z\n" });
  const types = async (names: readonly string[], header?: boolean): Promise<unknown> => {
    const options = header === undefined ? {} : { header };
    const { inferred } = await survey(
      names.map((name) => join(folder, `${name}.csv`)),
      options,
    );
    return inferred.map(({ type, nullWords }) => [type, ...nullWords]);
  };
  assert.deepEqual(await types(["a", "b"]), [["int64"], ["int64", "NA"]]);
  assert.deepEqual(await types(["a", "b"], true), [["string"], ["string"]]);
  assert.deepEqual(await types(["b", "far"]), [["float64"], ["string"]]);
  assert.deepEqual(await types(["b", "far"], false), [["float64"], ["int64", "NA"]]);
  assert.deepEqual(await types(["b", "wide"], false), [["int64"], ["int64"]]);
});

test("many files leave the caller's thread to others between them", async (t) => {
  const text = `x\n${"1\n".repeat(4000)}`;
  const folder = csvFiles(t, Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.csv`, text])));
  let turns = 0;
  const { seen } = await survey(
    Array.from({ length: 300 }, (_, i) => join(folder, `${i}.csv`)),
    {},
    () =>
      new Promise((resolve) => {
        setImmediate(() => {
          turns++;
          resolve();
        });
      }),
  );
  assert.equal(seen.length, 300);
  assert.equal(seen[0]?.records, 200);
  assert.equal(turns, 300);
});
