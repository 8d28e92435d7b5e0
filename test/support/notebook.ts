import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { python, run } from "./run.js";

/** An output as nbformat keeps it. */
export interface Output {
  readonly output_type: string;
  readonly data?: { readonly [mime: string]: unknown };
  readonly text?: string | readonly string[];
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** A notebook of code cells for our kernel, as nbformat 4 JSON. */
export function notebookOf(sources: readonly string[]): string {
  const kernelspec = { name: "tslab-bigdata", display_name: "TypeScript (Big Data)", language: "typescript" };
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}

/** Executes cells by nbconvert in a folder and returns the outputs of each; errors are outputs, not failures. */
export function executeCells(folder: string, sources: readonly string[], env: NodeJS.ProcessEnv = {}): Output[][] {
  const path = join(folder, "cells.ipynb");
  writeFileSync(path, notebookOf(sources));
  const args = [
    "-m",
    "nbconvert",
    "--to",
    "notebook",
    "--execute",
    "--allow-errors",
    "--output",
    "executed.ipynb",
    path,
  ];
  const done = run(python, args, { cwd: folder, env });
  if (done.status !== 0) throw new Error(done.stderr);
  const executed: { cells: { outputs: Output[] }[] } = JSON.parse(readFileSync(join(folder, "executed.ipynb"), "utf8"));
  return executed.cells.map(({ outputs }) => outputs);
}

/** The error of a cell as a person reads it: name, message, and the traceback without colours. */
export function errorOf(outputs: readonly Output[]): { name: string; message: string; text: string } | undefined {
  const error = outputs.find(({ output_type }) => output_type === "error");
  if (!error) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const text = (error.traceback ?? []).join("\n").replace(/\x1b\[[0-9;]*m/g, "");
  return { name: error.ename ?? "", message: error.evalue ?? "", text };
}

/** The data of one MIME type of a cell's last output, as one text; nbformat keeps long texts as lists of lines. */
export function dataOf(outputs: readonly Output[], mime = "text/plain"): string {
  return [outputs.at(-1)?.data?.[mime]].flat().join("");
}
