import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type TypeScript from "typescript";
import { root } from "../support/repo.js";

// tslab's compiler, a 5.0.4: other kernels and older projects read our declarations with it.
const ts: typeof TypeScript = createRequire(import.meta.url)("@tslab/typescript-for-tslab");

const HEAVY = /node_modules\/(apache-arrow|plotly\.js|danfojs|@tensorflow|h5wasm|@jupyterlab|@duckdb)/;

/** The program of one file that uses the package, as a cell would see it. */
function programOf(text: string): TypeScript.Program {
  const folder = mkdtempSync(join(tmpdir(), "declarations-"));
  try {
    const file = join(folder, "cell.ts");
    writeFileSync(file, text);
    return ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      baseUrl: root,
      paths: { "tslab-bigdata": ["dist/index.d.ts"] },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("our declarations compile under TypeScript 5.0.4 without skipLibCheck", () => {
  const program = programOf(
    `import * as bigdata from "tslab-bigdata"; export const surface: typeof bigdata = bigdata;`,
  );
  const ours = [
    ...program.getSemanticDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getGlobalDiagnostics(),
  ].filter(
    ({ file }) => file === undefined || file.fileName.startsWith(`${root}/dist/`) || file.fileName.endsWith("cell.ts"),
  );
  assert.deepEqual(
    ours.map((d) => `${d.file?.fileName}: ${ts.flattenDiagnosticMessageText(d.messageText, " ")}`),
    [],
  );
  assert.ok(program.getSourceFile(`${root}/dist/index.d.ts`), "the package was not resolved");
});

test("a cell that imports the package pulls in no heavy types", () => {
  const program = programOf(
    `import * as bigdata from "tslab-bigdata"; export const surface: typeof bigdata = bigdata;`,
  );
  const heavy = program
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .filter((name) => HEAVY.test(name));
  assert.deepEqual(heavy, []);
});
