import assert from "node:assert/strict";
import { test } from "node:test";
import { expandCell, toCellPosition, toCodePosition } from "../../magics/index.js";

const messages = (cell: string): [string, string][] =>
  expandCell(cell).diagnostics.map(({ span, message }) => [cell.slice(span.start, span.end), message]);

test("%ingest is a typed call", () => {
  const { code, diagnostics } = expandCell(
    "%ingest data/*.csv to data/weather.h5t:/weather --chunk 10000 --filters blosc:5 --on-error skip --durable",
  );
  assert.deepEqual(diagnostics, []);
  const options = '{ chunk: 10000, filters: "blosc:5", onError: "skip", durable: true }';
  const call = `$bigdata.ingest("data/*.csv", "data/weather.h5t:/weather", ${options})`;
  assert.ok(code.endsWith(`await $bigdata.display(await ${call});`), code);
});

test("wrong slices and queries are refused at their place", () => {
  const cases: readonly (readonly [cell: string, place: string, message: RegExp])[] = [
    ["%slice rows = tab", "tab", /'tab' has no brackets; expected rows or columns of a table, as in tab\[100:110\]/],
    ["%slice rows = tab[1:2:3:4]", "tab[1:2:3:4]", /a slice is \[start:stop:step\]; there are more colons/],
    ['%slice rows = tab[5]["a", "b"]', 'tab[5]["a", "b"]', /one row has one column at a time; write rows as \[5:6\]/],
    [
      "%slice rows = tab[1:2][temp]",
      "[temp]",
      /behind rows only columns may stand, their names in quotes, .*; got \[temp\]/,
    ],
    ["%slice tab[1:2][3:4]", "[3:4]", /behind rows only columns may stand/],
    ["%slice rows = tab[1:2", "[1:2", /\[ is never closed/],
    ["%slice rows =", "%slice", /needs a what/],
    ["%hdf5 data/weather.h5t:/weather", "%hdf5", /needs a variable: %hdf5 x = …/],
    ["%ingest data/*.csv to", "%ingest", /needs a table/],
    ["%%sql top\n", "%%sql top\n", /%%sql needs a query in the lines below/],
    ["%%sql\nSELECT {  } AS s, { } + {f(} x", "", /./],
    ["%%sql a b\nSELECT 1", "b", /unexpected 'b'/],
    ["%%sql --databse x\nSELECT 1", "--databse", /did you mean --database\?/],
  ];
  for (const [cell, place, message] of cases) {
    const found = messages(cell);
    if (place === "") {
      assert.deepEqual(found, [], "braces that are no expression stay SQL's");
      continue;
    }
    assert.equal(found.length, 1, `${cell}: ${JSON.stringify(found)}`);
    assert.equal(found[0]![0].trimEnd(), place.trimEnd(), cell);
    assert.match(found[0]![1], message);
  }
});

test("positions in a query's expressions and in slices go both ways", () => {
  for (const [cell, word] of [
    ["%%sql top\nSELECT *\nFROM t WHERE x > {threshold + 1}", "threshold"],
    ["%slice rows = tab[first:last + 1]", "last"],
  ] as const) {
    const expansion = expandCell(cell);
    const inCode = expansion.code.lastIndexOf(word);
    assert.equal(toCellPosition(expansion, inCode), cell.indexOf(word));
    assert.equal(toCodePosition(expansion, cell.indexOf(word)), inCode);
  }
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: SQL's dollar quotes
test("dollar-quoted text, comments and quoted names keep their braces", () => {
  const { code } = expandCell('%%sql\nSELECT $x${a}$x$, "{b}", /* {c} */ {d}, -- {e}\n {f}');
  assert.ok(code.includes('SELECT $x${a}$x$, \\"{b}\\", /* {c} */ $p1, -- {e}\\n $p2'), code);
  assert.ok(/\{ parameters: \{ p1: \(\s*d\), p2: \(\s*f\) \} \}/.test(code), code);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: SQL's dollar quotes
