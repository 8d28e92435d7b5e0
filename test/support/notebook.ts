import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root } from "./repo.js";
import { type Finished, python, run, runAside } from "./run.js";

/** An output as nbformat keeps it. */
export interface Output {
  readonly output_type: string;
  /** Of a stream: `stdout` or `stderr`. */
  readonly name?: string;
  readonly data?: { readonly [mime: string]: unknown };
  readonly text?: string | readonly string[];
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
}

/** A code cell that has run. */
export interface ExecutedCell {
  readonly source: string;
  readonly outputs: Output[];
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
  const executed = executeNotebook(path, join(folder, "executed.ipynb"), { env, options: ["--allow-errors"] });
  return executed.map(({ outputs }) => outputs);
}

/** Environment and options of nbconvert. */
export interface ExecuteOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly options?: readonly string[];
}

/**
 * Executes a notebook by nbconvert and returns its code cells.
 *
 * @param path  the notebook; its cells run in its folder
 * @param out   absolute path of the executed copy
 * @throws Error with what nbconvert printed, when it fails
 */
export function executeNotebook(
  path: string,
  out: string,
  { env = {}, options = [] }: ExecuteOptions = {},
): ExecutedCell[] {
  return codeCells(out, run(python, nbconvertArguments(path, out, options), { cwd: dirname(out), env }));
}

/** As {@link executeNotebook}, while this process goes on: for notebooks whose servers run in it. */
export async function executeNotebookAside(
  path: string,
  out: string,
  { env = {}, options = [] }: ExecuteOptions = {},
): Promise<ExecutedCell[]> {
  return codeCells(out, await runAside(python, nbconvertArguments(path, out, options), { cwd: dirname(out), env }));
}

function nbconvertArguments(path: string, out: string, options: readonly string[]): string[] {
  return ["-m", "nbconvert", "--to", "notebook", "--execute", ...options, "--output", out, path];
}

function codeCells(out: string, { status, stderr }: Finished): ExecutedCell[] {
  if (status !== 0) throw new Error(stderr);
  const { cells }: { cells: { cell_type: string; source: string | string[]; outputs: Output[] }[] } = JSON.parse(
    readFileSync(out, "utf8"),
  );
  const code = cells.filter(({ cell_type }) => cell_type === "code");
  return code.map(({ source, outputs }) => ({ source: [source].flat().join(""), outputs }));
}

/** The error of a cell as a person reads it: name, message, and the traceback without colours. */
export function errorOf(outputs: readonly Output[]): { name: string; message: string; text: string } | undefined {
  const error = outputs.find(({ output_type }) => output_type === "error");
  if (!error) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const text = (error.traceback ?? []).join("\n").replace(/\x1b\[[0-9;]*m/g, "");
  return { name: error.ename ?? "", message: error.evalue ?? "", text };
}

/** The data of one MIME type of the last output of a cell that has any, as one text; nbformat keeps long texts as lists of lines. */
export function dataOf(outputs: readonly Output[], mime = "text/plain"): string {
  return [outputs.filter(({ data }) => data).at(-1)?.data?.[mime]].flat().join("");
}

/** Outputs of the one cell that contains a text. */
export function outputsOf(cells: readonly ExecutedCell[], text: string): Output[] {
  const found = cells.filter(({ source }) => source.includes(text));
  if (found.length !== 1) throw new Error(`${found.length} cells contain ${text}`);
  return found[0].outputs;
}

/** What a cell printed. */
export function printed(outputs: readonly Output[]): string {
  return outputs.flatMap(({ text }) => [text ?? []].flat()).join("");
}

/** Arrays by the names that figures give them. */
const STORED: { readonly [dtype: string]: new (buffer: ArrayBuffer) => ArrayLike<number> } = {
  f4: Float32Array,
  f8: Float64Array,
  i4: Int32Array,
  u4: Uint32Array,
};

/** Numbers of one axis of the first trace of the figure among a cell's outputs. */
export function plotted(outputs: readonly Output[], axis: "x" | "y" = "y"): number[] {
  const bundle = outputs.find(({ data }) => data?.["application/vnd.plotly.v1+json"])?.data ?? {};
  const figure = bundle["application/vnd.plotly.v1+json"] as {
    data: { [axis: string]: { bdata: string; dtype: string } | number[] }[];
  };
  const values = figure.data[0][axis];
  if (Array.isArray(values)) return values;
  const { buffer } = new Uint8Array(Buffer.from(values.bdata, "base64"));
  const Stored = STORED[values.dtype];
  if (Stored === undefined) throw new Error(`values of dtype ${values.dtype} are not expected`);
  return Array.from(new Stored(buffer));
}

/** Numbers in a cell's last output, in their order. */
export function numbersOf(outputs: readonly Output[]): number[] {
  return (dataOf(outputs).match(/-?\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []).map(Number);
}

/** Whether two numbers differ by no more than a share of the second. */
export function isClose(ours: number, theirs: number, relative = 1e-12): boolean {
  return Math.abs(ours - theirs) <= relative * Math.abs(theirs);
}

/** Copies a notebook and what its cells import into a folder of its own, so that its data is nobody else's. */
export function copyNotebook(name: string, folder: string): string {
  for (const file of [name, "data.ts"]) copyFileSync(join(root, "notebooks", file), join(folder, file));
  return join(folder, name);
}

/**
 * Executes one of our notebooks at a scale, in a folder of its own, and asks Python about the files that it left there.
 *
 * @param judge  a Python program that runs in that folder and prints one JSON value
 * @throws Error with what nbconvert or Python printed, when one of them fails
 */
export function executeAndJudge<J>(
  name: string,
  folder: string,
  { rows, judge }: { readonly rows: number; readonly judge: string },
): { cells: ExecutedCell[]; judged: J } {
  const env = { BIGDATA_SCALE: String(rows), PATH: `${dirname(python)}${delimiter}${process.env["PATH"]}` };
  const cells = executeNotebook(copyNotebook(name, folder), join(folder, "executed.ipynb"), { env });
  const done = run(python, ["-c", judge], { cwd: folder });
  if (done.status !== 0) throw new Error(done.stderr);
  return { cells, judged: JSON.parse(done.stdout) };
}

/** Fails unless each number differs from its counterpart by no more than a share of that. */
export function assertClose(ours: readonly number[], theirs: readonly number[], relative?: number): void {
  assert.equal(ours.length, theirs.length);
  for (const [i, value] of ours.entries())
    assert.ok(isClose(value, theirs[i], relative), `${i}: ${value}, not ${theirs[i]}`);
}
