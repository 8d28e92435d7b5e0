import type { EmittedPiece, MagicArgument, MagicCall, MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bindOrDisplay, LIBRARY, MagicError, operand, options } from "../emit.js";

/** What a verb takes by position, and the method it becomes. */
interface Verb {
  readonly method: string;
  /** Names of its arguments, in order; those with a question mark may be left out. */
  readonly takes: readonly string[];
  /** Positions of arguments that are numbers. */
  readonly numbers?: readonly number[];
}

const positional = (name: string, summary: string): MagicParameter => ({
  name,
  type: "path",
  summary,
  positional: true,
  completion: "paths",
});

const verbOf = (verbs: { readonly [name: string]: Verb }): MagicParameter => ({
  name: "verb",
  type: "string",
  summary: "what to do",
  positional: true,
  required: true,
  choices: Object.keys(verbs),
  completion: "choices",
});

const HDFS: { readonly [name: string]: Verb } = {
  ls: { method: "ls", takes: ["path?"] },
  mkdir: { method: "mkdir", takes: ["path"] },
  put: { method: "put", takes: ["files", "path"] },
  cat: { method: "cat", takes: ["path"] },
  get: { method: "get", takes: ["path", "file?"] },
  rm: { method: "rm", takes: ["path"] },
};

const place: readonly MagicParameter[] = [
  { name: "webhdfs", type: "string", summary: "the NameNode's web address", default: "from $HADOOP_CONF_DIR" },
  { name: "user", type: "string", summary: "user name in HDFS", default: "$HADOOP_USER_NAME, or your own" },
];

const hdfsParameters: readonly MagicParameter[] = [
  verbOf(HDFS),
  positional("first", "a path in HDFS; for put the local files, patterns too"),
  positional("second", "for put a path in HDFS, for get a local one"),
  { name: "recursive", type: "boolean", summary: "rm: folders too, with all that is in them", short: "r" },
  ...place,
];

const hdfs: MagicDeclaration = {
  name: "hdfs",
  kind: "line",
  family: "map-reduce",
  summary: "moves and shows files of a Hadoop cluster, over WebHDFS",
  parameters: hdfsParameters,
  target: "optional",
  example: "%hdfs rm -r results",
  emit(call) {
    const args = argumentsOf(call, HDFS);
    const { recursive, verb } = call.args;
    if (recursive && verb!.text !== "rm") throw new MagicError("only %hdfs rm takes --recursive", recursive.span);
    if (recursive) args.push({ text: args.length > 0 ? ", { recursive: true }" : "{ recursive: true }" });
    return invoked(call, "hdfs", place, HDFS, args);
  },
};

const EMR: { readonly [name: string]: Verb } = {
  create: { method: "create", takes: [] },
  describe: { method: "describe", takes: [] },
  clusters: { method: "clusters", takes: [] },
  steps: { method: "steps", takes: [] },
  add: { method: "addGroup", takes: [] },
  resize: { method: "resize", takes: ["group", "count"], numbers: [1] },
  upload: { method: "upload", takes: ["files", "folder?"] },
  copy: { method: "copyToHdfs", takes: ["from", "to"] },
  ssh: { method: "sshCommand", takes: [] },
  terminate: { method: "terminate", takes: [] },
};

const account: readonly MagicParameter[] = [
  { name: "cluster", type: "string", summary: "id of the cluster", default: "the one created here" },
  { name: "bucket", type: "string", summary: 'where scripts, uploads and results go: "s3://bucket/prefix"' },
  { name: "region", type: "string", summary: "AWS region", default: "from AWS's own settings" },
  { name: "key-file", type: "path", summary: "private key that `ssh` names", completion: "paths" },
];

const machines: readonly MagicParameter[] = [
  { name: "type", type: "string", summary: "create, add: instance type of the machines", default: "m5.xlarge" },
  { name: "count", type: "integer", summary: "create, add: number of machines besides the master", default: "2" },
];

const created: readonly MagicParameter[] = [
  { name: "name", type: "string", summary: "create: the cluster's name", default: "tslab-bigdata" },
  { name: "release", type: "string", summary: "create: EMR release", default: "emr-7.9.0" },
  { name: "key-name", type: "string", summary: "create: name of an EC2 key pair" },
];

const emrParameters: readonly MagicParameter[] = [
  verbOf(EMR),
  positional("first", "resize: a group's role or id; upload: files; copy: an s3:// address"),
  positional("second", "resize: number of machines; upload: folder in the bucket; copy: a path in HDFS"),
  ...account,
  ...created,
  ...machines,
];

const emr: MagicDeclaration = {
  name: "emr",
  kind: "line",
  family: "map-reduce",
  summary: "creates, shows, resizes and ends clusters on Amazon EMR; credentials come from AWS's own chain",
  parameters: emrParameters,
  target: "optional",
  example: "%emr describe --cluster j-2AXXXXXXGAPLF",
  emit(call) {
    const args = argumentsOf(call, EMR);
    const { type, count, verb } = call.args;
    const machine = `type: ${type?.code ?? '"m5.xlarge"'}, count: ${count?.code ?? "2"}`;
    if (verb!.text === "create") {
      const groups = `groups: [{ role: "MASTER", ${machine.replace(/count: .*/, "count: 1")} }, { role: "CORE", ${machine} }]`;
      const [first, ...rest] = options(call, created);
      if (first === undefined) args.push({ text: `{ ${groups} }` });
      else args.push({ ...first, text: first.text.replace(/^, \{ /, `{ ${groups}, `) }, ...rest);
    }
    if (verb!.text === "add") args.push({ text: `{ role: "TASK", ${machine} }` });
    return invoked(call, "emr", account, EMR, args);
  },
};

/** The positional arguments as code. @throws MagicError when one is missing or too many */
function argumentsOf(call: MagicCall, verbs: { readonly [name: string]: Verb }): EmittedPiece[] {
  const { verb, first, second } = call.args;
  const { takes, numbers = [] } = verbs[verb!.text]!;
  const given = [first, second].filter((argument): argument is MagicArgument => argument !== undefined);
  const missing = takes.slice(given.length).find((name) => !name.endsWith("?"));
  if (missing !== undefined)
    throw new MagicError(
      `%${call.name} ${verb!.text} needs ${takes.map((name) => name.replace("?", "")).join(" and ")}; ${missing} is missing`,
      call.span,
    );
  if (given.length > takes.length)
    throw new MagicError(
      `%${call.name} ${verb!.text} takes ${takes.length === 0 ? "no path" : takes.join(" and ")}`,
      given[takes.length]!.span,
    );
  return given.flatMap((argument, i) => [
    ...(i === 0 ? [] : [{ text: ", " }]),
    ...(numbers.includes(i) ? [{ text: numberOf(argument), span: argument.span }] : operand(argument)),
  ]);
}

function numberOf({ code, text, span }: MagicArgument): string {
  if (text.startsWith("{")) return code;
  if (/^\d+$/.test(text)) return text;
  throw new MagicError(`'${text}' is no whole number`, span);
}

/** `await $bigdata.hdfs({ … }).ls(…)`, bound or displayed; text is printed. */
function invoked(
  call: MagicCall,
  factory: string,
  where: readonly MagicParameter[],
  verbs: { readonly [name: string]: Verb },
  args: readonly EmittedPiece[],
): EmittedPiece[] {
  const { method } = verbs[call.args["verb"]!.text]!;
  const [first, ...rest] = options(call, where);
  const place = first === undefined ? [] : [{ ...first, text: first.text.replace(/^, /, "") }, ...rest];
  const pieces: EmittedPiece[] = [
    { text: `await ${LIBRARY}.${factory}(` },
    ...place,
    { text: `).${method}(` },
    ...args,
    { text: ")" },
  ];
  if (call.target) return bindOrDisplay(call, pieces);
  if (["mkdir", "rm", "copyToHdfs", "terminate"].includes(method)) return [...pieces, { text: ";" }];
  if (["cat", "sshCommand"].includes(method)) return [{ text: "console.log(" }, ...pieces, { text: ");" }];
  return bindOrDisplay(call, pieces);
}

/** Magics of clusters. */
export const clusterMagics: readonly MagicDeclaration[] = [hdfs, emr];
