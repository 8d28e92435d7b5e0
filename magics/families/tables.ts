import type { EmittedPiece, MagicArgument, MagicCall, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bind, bindOrDisplay, LIBRARY, MagicError, operand, options, value } from "../emit.js";
import { readSql } from "../sql-text.js";
import { readSubscript, type Stretch } from "../subscript.js";

const hdf5: MagicDeclaration = {
  name: "hdf5",
  kind: "line",
  family: "tables",
  summary: "opens a table of an HDF5 file, `file:/table`, or the file itself",
  parameters: [
    {
      name: "path",
      type: "path",
      summary: "the file, relative to the notebook's folder, and behind a colon the table's place in it",
      positional: true,
      required: true,
      completion: "paths",
    },
  ],
  target: "required",
  example: "%hdf5 tab = data/weather.h5t:/weather",
  emit(call) {
    const path = call.args["path"]!;
    const [file, node] = splitNode(path);
    const opened: EmittedPiece[] =
      node === undefined
        ? [{ text: `await ${LIBRARY}.openFile(` }, ...operand(path), { text: ")" }]
        : [{ text: `await ${LIBRARY}.openTable(` }, { text: file, span: path.span }, { text: `, ${node})` }];
    return bind(call.target!, opened);
  },
};

/** `"file:/node"` as `"file"` and `"/node"`, also in a template; no node where none is written. */
function splitNode({ code }: MagicArgument): readonly [file: string, node: string | undefined] {
  const found = /^(["`])(.+):(\/[^$]*)\1$/s.exec(code);
  if (found === null) return [code, undefined];
  const [, quote, file, node] = found;
  return [`${quote}${file}${quote}`, `${quote}${node}${quote}`];
}

const slice: MagicDeclaration = {
  name: "slice",
  kind: "line",
  family: "tables",
  summary: "reads rows of a table, `tab[start:stop:step]`, or columns of them, as NumPy slices",
  parameters: [
    {
      name: "what",
      type: "expression",
      summary: 'a table, and in brackets rows, `[100:110]`, `[::2880]`, `[-5:]`, and columns, `["temp"]`',
      positional: true,
      required: true,
      rest: true,
      completion: "variables",
    },
  ],
  target: "optional",
  example: "%slice rows = tab[100000:100010]",
  emit: (call) => bindOrDisplay(call, sliced(call.args["what"]!)),
};

function sliced(what: MagicArgument): EmittedPiece[] {
  const { base, range, index, columns } = readSubscript(what.code);
  if (range === undefined && index === undefined && columns === undefined)
    throw new MagicError(
      `'${what.text}' has no brackets; expected rows or columns of a table, as in tab[100:110], tab[::2880] or tab["temp"]`,
      what.span,
    );
  if (range !== undefined && range.length > 3)
    throw new MagicError("a slice is [start:stop:step]; there are more colons", what.span);
  const part = (stretch: Stretch): MagicArgument => {
    const code = what.code.slice(stretch.start, stretch.end);
    const start = what.span.start + stretch.start;
    return { code, text: code, span: { start, end: start + code.length } };
  };
  const behindRows = part({ start: base.end, end: what.code.trimEnd().length });
  if (readSubscript(what.code.slice(0, base.end)).range !== undefined)
    throw new MagicError(
      `behind rows only columns may stand, their names in quotes, as in ["temp"]; got ${behindRows.text}`,
      behindRows.span,
    );
  const table = operand(part(base));
  if (index !== undefined) {
    const row: EmittedPiece[] = [{ text: "await " }, ...table, { text: ".at(" }, value(part(index)), { text: ")" }];
    if (columns === undefined) return row;
    if (columns.length > 1) throw new MagicError("one row has one column at a time; write rows as [5:6]", what.span);
    return [{ text: "(" }, ...row, { text: `)[${JSON.stringify(columns[0])}]` }];
  }
  const bounds = (range ?? []).flatMap((stretch, i) =>
    stretch.end === stretch.start ? [] : [{ name: ["start", "stop", "step"][i]!, code: value(part(stretch)) }],
  );
  const object: EmittedPiece[] = bounds.flatMap(({ name, code }, i) => [
    { text: `${i === 0 ? "" : ", "}${name}: ` },
    code,
  ]);
  const rows: EmittedPiece[] = object.length === 0 ? [{ text: "{}" }] : [{ text: "{ " }, ...object, { text: " }" }];
  const names = columns === undefined ? "" : `, ${JSON.stringify(columns.length === 1 ? columns[0] : columns)}`;
  return [{ text: `await ${LIBRARY}.slice(` }, ...table, { text: ", " }, ...rows, { text: `${names})` }];
}

const sqlParameters: readonly MagicParameter[] = [
  {
    name: "name",
    type: "identifier",
    summary: "the variable that holds the rows; they are displayed without it",
    positional: true,
  },
  {
    name: "database",
    type: "path",
    summary: "a DuckDB file that lasts, made when it is not there",
    default: "in memory, kept with the session",
    completion: "paths",
  },
  { name: "read-only", type: "boolean", summary: "opens the database file for reading only" },
];

const sql: MagicDeclaration = {
  name: "sql",
  kind: "cell",
  family: "tables",
  summary:
    "runs SQL in DuckDB over CSV, Parquet and JSON files in quotes, and over the notebook's tables, rows, columns and Arrow tables by name; `{expr}` is a value, never text",
  parameters: sqlParameters,
  target: "none",
  example: "%%sql top\nSELECT range AS i, range * {1 + 1} AS twice FROM range(10) ORDER BY i DESC LIMIT 3",
  emit(call) {
    const { sql: text, expressions } = bodyOf(call);
    const named = call.args["name"];
    const pieces: EmittedPiece[] = [
      { text: `await ${LIBRARY}.sql(${JSON.stringify(text)}` },
      ...sqlOptions(call, expressions),
      { text: ")" },
    ];
    return bindOrDisplay(named === undefined ? call : { ...call, target: named }, pieces);
  },
};

type Values = readonly { readonly code: string; readonly span: { readonly start: number; readonly end: number } }[];

function bodyOf(call: MagicCall): { readonly sql: string; readonly expressions: Values } {
  const { body } = call;
  if (body === undefined || body.code.trim() === "")
    throw new MagicError("%%sql needs a query in the lines below, for example SELECT 1 AS one", call.span);
  const found = readSql(body.code, { start: 0, end: body.code.length });
  const expressions = found.expressions.map(({ start, end }) => {
    const span = { start: body.span.start + start, end: body.span.start + end };
    return { code: body.code.slice(start, end), span };
  });
  const empty = expressions.find(({ code }) => code === "");
  if (empty !== undefined) throw new MagicError("an expression is missing between the braces", empty.span);
  return { sql: found.sql.replace(/\r\n/g, "\n").trimEnd(), expressions };
}

function sqlOptions(call: MagicCall, expressions: Values): EmittedPiece[] {
  const fields: EmittedPiece[][] = [];
  const { database, "read-only": readOnly } = call.args;
  if (database !== undefined) fields.push([{ text: "database: " }, ...operand(database)]);
  if (readOnly !== undefined) fields.push([{ text: "readOnly: " }, ...operand(readOnly)]);
  if (expressions.length > 0) {
    const values = expressions.flatMap(({ code, span }, i): EmittedPiece[] => [
      { text: `${i === 0 ? "" : ", "}p${i + 1}: (` },
      { text: code, span },
      { text: ")" },
    ]);
    fields.push([{ text: "parameters: { " }, ...values, { text: " }" }]);
  }
  if (fields.length === 0) return [];
  return [
    { text: ", { " },
    ...fields.flatMap((field, i) => (i === 0 ? field : [{ text: ", " }, ...field])),
    { text: " }" },
  ];
}

const ingestParameters: readonly MagicParameter[] = [
  {
    name: "files",
    type: "path",
    summary: "CSV files: a path or a pattern, `data/*.csv`, in natural order of their names",
    positional: true,
    required: true,
    completion: "paths",
  },
  { name: "to", type: "string", summary: "the word `to`", positional: true, required: true, choices: ["to"] },
  {
    name: "table",
    type: "path",
    summary: "an HDF5 file, and behind a colon the table's place in it; made when it is not there, else added to",
    positional: true,
    required: true,
    completion: "paths",
  },
  { name: "chunk", type: "integer", summary: "rows of a chunk of a new table", default: "PyTables' rule" },
  {
    name: "filters",
    type: "string",
    summary: "compression of a new table and its level",
    default: "blosc:lz4",
    choices: "none lz4 blosc:5 zlib:1 zstd".split(" "),
    open: true,
    completion: "choices",
  },
  {
    name: "on-error",
    type: "string",
    summary: "what becomes of bad rows: the whole file is refused, they are left out, or their bad values are null",
    default: "stop",
    choices: ["stop", "skip", "null"],
    completion: "choices",
  },
  {
    name: "order",
    type: "string",
    summary: "order of the files: of the numbers in their names, or of their last change",
    default: "natural",
    choices: ["natural", "time"],
    completion: "choices",
  },
  { name: "header", type: "boolean", summary: "the first line holds names", default: "found out" },
  { name: "delimiter", type: "string", summary: "the character between fields", default: "found out" },
  { name: "title", type: "string", summary: "title of a new table" },
  { name: "durable", type: "boolean", summary: "each file's rows are on the disk before the next file is begun" },
  { name: "workers", type: "integer", summary: "threads", default: "all cores" },
];

const ingest: MagicDeclaration = {
  name: "ingest",
  kind: "line",
  family: "tables",
  summary: "reads CSV files into a table of an HDF5 file, all or nothing for each file; what was interrupted goes on",
  parameters: ingestParameters,
  target: "optional",
  example: "%ingest data/*.csv to data/weather.h5t:/weather --chunk 10000 --filters blosc:5",
  emit: (call) =>
    bindOrDisplay(call, [
      { text: `await ${LIBRARY}.ingest(` },
      ...operand(call.args["files"]!),
      { text: ", " },
      ...operand(call.args["table"]!),
      ...options(call, ingestParameters),
      { text: ")" },
    ]),
};

/** Magics for tables. */
export const tables: readonly MagicDeclaration[] = [hdf5, slice, ingest, sql];
