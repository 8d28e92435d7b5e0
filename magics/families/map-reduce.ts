import type { EmittedPiece, MagicCall, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bindOrDisplay, LIBRARY, operand, options } from "../emit.js";
import { createLexer } from "../scan/lexer.js";

type Role = "mapper" | "combiner" | "reducer";

const named = (role: Role): MagicParameter => ({
  name: "name",
  type: "identifier",
  summary: `the variable that holds the ${role}`,
  positional: true,
  default: role,
});

const uses: MagicParameter = {
  name: "uses",
  type: "string",
  summary: "variables of the notebook that the code names, with commas between; copied along",
  completion: "variables",
};

const rows: MagicParameter = {
  name: "rows",
  type: "identifier",
  summary: "the table whose rows, or column whose elements, it takes instead of lines; the code names `row`",
  completion: "variables",
};

const taken: readonly MagicParameter[] = [
  {
    name: "after",
    type: "identifier",
    summary: "the mapper whose keys and values this one takes, for their types",
    completion: "variables",
  },
  { name: "key", type: "string", summary: "TypeScript type of the keys, without --after", default: "string" },
  { name: "value", type: "string", summary: "TypeScript type of the values, without --after", default: "number" },
];

const mapper: MagicDeclaration = {
  name: "mapper",
  kind: "cell",
  family: "map-reduce",
  summary:
    "declares a mapper: the code below runs for each `line`, or with --rows for each `row`, and yields `[key, value]` pairs",
  parameters: [named("mapper"), rows, uses],
  target: "none",
  example:
    '%%mapper temps\nconst [country, , , , , temp] = line.split(",");\nif (country !== "country") yield [country!, Number(temp)];',
  emit: (call) => declared(call, "mapper", `(${itemOf(call)}, context: ${LIBRARY}.LineContext)`),
};

const combiner: MagicDeclaration = {
  name: "combiner",
  kind: "cell",
  family: "map-reduce",
  summary: "declares a combiner: yields fewer values of a `key` from some of its `values`, where they were made",
  parameters: [named("combiner"), ...taken, uses],
  target: "none",
  example: "%%combiner total\nlet sum = 0;\nfor (const value of values) sum += value;\nyield [key, sum];",
  emit: (call) => declared(call, "combiner", keyAndValues(call)),
};

const reducer: MagicDeclaration = {
  name: "reducer",
  kind: "cell",
  family: "map-reduce",
  summary:
    "declares a reducer: the code below runs for each `key` with all its `values` and yields pairs of the result",
  parameters: [named("reducer"), ...taken, uses],
  target: "none",
  example:
    "%%reducer averages\nlet n = 0, sum = 0;\nfor (const value of values) { n++; sum += value; }\nyield [key, sum / n];",
  emit: (call) => declared(call, "reducer", keyAndValues(call)),
};

const ENGINES = ["local", "hadoop", "spark", "emr"];

const jobParameters: readonly MagicParameter[] = [
  {
    name: "input",
    type: "path",
    summary: "text files: a path or pattern, `'data/*.csv'`; or a table or column, `{tab}`",
    required: true,
    completion: "paths",
  },
  { name: "mapper", type: "identifier", summary: "the mapper", default: "mapper", completion: "variables" },
  { name: "combiner", type: "identifier", summary: "a combiner", completion: "variables" },
  { name: "reducer", type: "identifier", summary: "the reducer", default: "reducer", completion: "variables" },
  {
    name: "engine",
    type: "expression",
    summary: "where it runs: a name, or a variable that holds an engine with its options",
    default: "local",
    choices: ENGINES,
    open: true,
    completion: "choices",
  },
  { name: "output", type: "path", summary: "a new folder for the result's parts", completion: "paths" },
  { name: "reduces", type: "integer", summary: "number of reduce tasks", default: "1" },
  { name: "strict", type: "boolean", summary: "stop at the first line that the mapper throws at" },
];

const job: MagicDeclaration = {
  name: "mapreduce",
  kind: "line",
  family: "map-reduce",
  summary: "runs a mapper and a reducer over text files, here or on a cluster",
  parameters: jobParameters,
  target: "optional",
  example: "%mapreduce --input 'data/*.csv' --mapper temps --reducer averages",
  emit(call) {
    const args: MagicCall["args"] = {
      ...call.args,
      mapper: call.args["mapper"] ?? { code: "mapper", text: "mapper", span: call.span },
      reducer: call.args["reducer"] ?? { code: "reducer", text: "reducer", span: call.span },
    };
    const written = options({ ...call, args }, jobParameters, (argument, { name }) =>
      name === "engine" && ENGINES.includes(argument.text)
        ? [{ text: `${LIBRARY}.${argument.text}()`, span: argument.span }]
        : operand(argument),
    );
    const [first, ...rest] = written;
    const opened = first === undefined ? [] : [{ ...first, text: first.text.replace(/^, /, "") }];
    return bindOrDisplay(call, [{ text: `await ${LIBRARY}.mapReduce(` }, ...opened, ...rest, { text: ")" }]);
  },
};

/** `const name = $bigdata.mapper(function* (…) {` body `}, { name: "name", uses: { … } });` */
function declared(call: MagicCall, role: Role, parameters: string): EmittedPiece[] {
  const { name, uses: given } = call.args;
  const body = call.body?.code ?? "";
  const chosen = name === undefined ? { text: role } : { text: name.code, span: name.span };
  const names = given === undefined ? "" : usesOf(given.code);
  return [
    { text: "const " },
    chosen,
    { text: ` = ${LIBRARY}.${role}(${hasAwait(body) ? "async " : ""}function* ${parameters} {` },
    ...(call.body === undefined ? [] : [{ text: body, span: call.body.span }]),
    { text: `\n}, { name: "${chosen.text}"` },
    ...(given === undefined ? [] : [{ text: `, uses: { ${names} }`, span: given.span }]),
    { text: " });" },
  ];
}

function usesOf(code: string): string {
  return (JSON.parse(code) as string)
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .join(", ");
}

/** What the mapper takes: a line, or a row of a table. */
function itemOf({ args }: MagicCall): string {
  return args["rows"] === undefined ? "line: string" : `row: ${LIBRARY}.ItemOf<typeof ${args["rows"].code}>`;
}

function keyAndValues({ args }: MagicCall): string {
  const { after, key, value } = args;
  if (after !== undefined)
    return `(key: ${LIBRARY}.KeyOf<typeof ${after.code}>, values: Iterable<${LIBRARY}.ValueOf<typeof ${after.code}>>)`;
  return `(key: ${key?.text ?? "string"}, values: Iterable<${value?.text ?? "number"}>)`;
}

function hasAwait(code: string): boolean {
  const lexer = createLexer(code);
  for (let token = lexer.next(); token; token = lexer.next())
    if (token.kind === "word" && code.slice(token.start, token.end) === "await") return true;
  return false;
}

/** Magics of map and reduce. */
export const mapReduceMagics: readonly MagicDeclaration[] = [mapper, combiner, reducer, job];
