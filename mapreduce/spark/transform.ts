/**
 * A job as one Spark SQL query: the scripts run on the executors through TRANSFORM.
 * @module
 */
import { gzipSync } from "node:zlib";

/** Linux takes 128 KiB for one argument of a program; a little is left for the shell around. */
export const ARGUMENT_BYTES: number = 120 << 10;

/**
 * A command that runs a script whose text is inside the command; undefined when it is too long for that.
 * @param script text of an ES module
 * @param environment words in front: `NAME=value`
 */
export function inlineCommand(script: string, node: string, environment = ""): string | undefined {
  const packed = gzipSync(script, { level: 9 }).toString("base64");
  const unpack = `import{gunzipSync as g}from"node:zlib";await import("data:text/javascript;base64,"+g(Buffer.from("${packed}","base64")).toString("base64"))`;
  const command = `${environment}${node} --input-type=module -e '${unpack}'`;
  return command.length <= ARGUMENT_BYTES ? command : undefined;
}

/** What the query is made of. */
export interface TransformParts {
  /** Paths and URLs of text files, as Spark takes them. */
  readonly input: readonly string[];
  /** Commands of the scripts. */
  readonly mapper: string;
  readonly reducer: string;
  /** Number of reduce tasks. */
  readonly reduces: number;
}

/**
 * The query. Every ROW FORMAT is said: without it Spark separates by `\u0001` and gives NULLs. `repartition` fixes the
 * number of reduce tasks, and rows are sorted within each.
 */
export function transformQuery({ input, mapper, reducer, reduces }: TransformParts): string {
  const format = `row format delimited fields terminated by '\\t' lines terminated by '\\n'`;
  const lines = input.map((path) => `select value as line from text.${quotedName(path)}`).join(" union all ");
  const transform = (columns: string, command: string): string =>
    `select transform(${columns}) ${format} using ${literal(command)} as (k string, v string) ${format}`;
  const hint = `/*+ repartition(${reduces}, k) */`;
  return [
    `${transform("k, v", reducer)} from (`,
    `  select ${hint} k, v from (${transform("line", mapper)} from (${lines}))`,
    "  sort by k",
    ")",
  ].join("\n");
}

/** Text as a SQL literal; Spark reads backslashes in it. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}

function quotedName(path: string): string {
  return `\`${path.replace(/`/g, "``")}\``;
}
