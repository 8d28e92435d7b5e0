import type { MagicDeclaration, MagicParameter } from "../../contract/index.js";
import { bind, callOf, LIBRARY, operand, options } from "../emit.js";

const dtype: MagicParameter = {
  name: "dtype",
  type: "string",
  summary: "type of the elements, in NumPy's words; `<`, `>` in front of a short name give the byte order",
  default: "uint8",
  choices:
    "float64 float32 float16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool f8 f4 f2 i8 i4 i2 i1 u8 u4 u2 u1".split(
      " ",
    ),
  open: true,
  completion: "choices",
};

const path: MagicParameter = {
  name: "path",
  type: "path",
  summary: "the file, relative to the notebook's folder",
  positional: true,
  required: true,
  completion: "paths",
};

const memmapParameters: readonly MagicParameter[] = [
  path,
  dtype,
  {
    name: "mode",
    type: "string",
    summary: "r reads; r+ also writes; w+ creates or overwrites; c keeps changes in memory",
    default: "r",
    choices: ["r", "r+", "w+", "c"],
    completion: "choices",
  },
  { name: "shape", type: "json", summary: "lengths of the axes, `1000,3`", default: "all elements of the file" },
  { name: "offset", type: "integer", summary: "bytes in front of the first element", default: "0" },
];

const memmap: MagicDeclaration = {
  name: "memmap",
  kind: "line",
  family: "arrays",
  summary: "opens a file of numbers as a typed array that stays on disk",
  parameters: memmapParameters,
  target: "required",
  example: "%memmap data = data/points.bin --dtype float64",
  emit: (call) =>
    bind(call.target!, [
      { text: `await ${LIBRARY}.memmap(` },
      ...operand(call.args["path"]!),
      ...options(call, memmapParameters),
      { text: ")" },
    ]),
};

const fromfileParameters: readonly MagicParameter[] = [
  path,
  { ...dtype, default: "float64" },
  { name: "count", type: "integer", summary: "elements to read", default: "all" },
  { name: "offset", type: "integer", summary: "bytes in front of the first element", default: "0" },
];

const fromfile: MagicDeclaration = {
  name: "fromfile",
  kind: "line",
  family: "arrays",
  summary: "reads a file of numbers into memory as a typed array",
  parameters: fromfileParameters,
  target: "required",
  example: "%fromfile head = data/points.bin --dtype float64 --count 1000",
  emit: (call) =>
    bind(call.target!, [
      { text: `await ${LIBRARY}.fromFile(` },
      ...operand(call.args["path"]!),
      ...options(call, fromfileParameters),
      { text: ")" },
    ]),
};

const tofile: MagicDeclaration = {
  name: "tofile",
  kind: "line",
  family: "arrays",
  summary: "writes the numbers of a column to a file, without a header",
  parameters: [
    {
      name: "column",
      type: "expression",
      summary: "what is written",
      positional: true,
      required: true,
      completion: "variables",
    },
    path,
  ],
  example: "%tofile data.slice(0, 1000) data/head.bin",
  emit: (call) => [
    { text: "await " },
    ...callOf("toFile", operand(call.args["column"]!), operand(call.args["path"]!)),
    { text: ";" },
  ],
};

/** Magics for arrays on disk. */
export const arrays: readonly MagicDeclaration[] = [memmap, fromfile, tofile];
