import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dataOf, errorOf, executeCells, type Output } from "../support/notebook.js";

/** Each wrong cell, the name of its error, and what the message must say. */
const WRONG: readonly { title: string; cell: string; name: string; says: readonly RegExp[] }[] = [
  {
    title: "a file that is missing",
    cell: "%memmap data = nowhere.bin --dtype float64",
    name: "FileNotFoundError",
    says: [/nowhere\.bin/, /no such file/],
  },
  {
    title: "a size that is no multiple of 8",
    cell: "%memmap data = odd.bin --dtype float64",
    name: "ValueError",
    says: [/not a multiple/, /odd\.bin/, /1001 bytes/, /float64 takes 8/],
  },
  {
    title: "an unknown dtype",
    cell: "%memmap data = odd.bin --dtype flot64",
    name: "TypeError",
    says: [/'flot64' not understood/, /did you mean 'float64'\?/],
  },
  {
    title: "an unknown magic",
    cell: "%memap data = odd.bin",
    name: "MagicError",
    says: [/unknown magic %memap/, /did you mean %memmap\?/],
  },
  {
    title: "an unknown option",
    cell: "%memmap data = odd.bin --dtyp uint8",
    name: "MagicError",
    says: [/no option '--dtyp'/, /did you mean --dtype\?/],
  },
  {
    title: "a missing argument",
    cell: "%hist --bins 3",
    name: "MagicError",
    says: [/%hist needs a data/, /for example/],
  },
  {
    title: "a cell that throws",
    cell: 'const f = () => {\n  throw new RangeError("too far");\n};\nf();',
    name: "RangeError",
    says: [/too far/, /Cell In\[\d+\]:2:9/, /Cell In\[\d+\]:4:1/],
  },
  {
    title: "a type error",
    cell: 'const x = 1;\nconst wrong: number = "text";',
    name: "TypeScriptError",
    says: [/line 2, column 7/, /\^\^\^\^\^/, /Type 'string' is not assignable to type 'number'/],
  },
  {
    title: "a cell that was run before the cell it needs",
    cell: "await later.mean()",
    name: "TypeScriptError",
    says: [/Cannot find name 'later'\. If another cell declares it, run that cell first\./],
  },
  {
    title: "a magic that was run before the cell it needs",
    cell: "%hist later --bins 10",
    name: "TypeScriptError",
    says: [/Cannot find name 'later'\. If another cell declares it, run that cell first\./],
  },
  {
    title: "a type error inside a magic",
    cell: "%hist kept",
    name: "TypeScriptError",
    says: [/> 1 \| %hist kept/, /'number' is not assignable/],
  },
  {
    title: "an index beyond the end",
    cell: "bytes.at(5000)",
    name: "IndexError",
    says: [/index 5000 is out of bounds for axis 0 with size 1001/],
  },
];

let folder: string;
let outputs: Output[][];

before(() => {
  folder = mkdtempSync(join(tmpdir(), "bad input "));
  writeFileSync(join(folder, "odd.bin"), new Uint8Array(1001));
  const first = "%memmap bytes = odd.bin\nconst kept = 42;";
  outputs = executeCells(folder, [first, ...WRONG.flatMap(({ cell }) => [cell, "[kept, bytes.length]"])]);
});

after(() => rmSync(folder, { recursive: true, force: true }));

for (const [index, { title, name, says }] of WRONG.entries()) {
  test(`${title} is told once and clearly, and the kernel lives on`, () => {
    const errors = outputs[1 + 2 * index].filter(({ output_type }) => output_type === "error");
    assert.equal(errors.length, 1);
    const error = errorOf(outputs[1 + 2 * index]);
    assert.equal(error?.name, name);
    for (const words of says) assert.match(`${error?.message}\n${error?.text}`, words);
    assert.equal(dataOf(outputs[2 + 2 * index]), "[ 42, 1001 ]");
  });
}
