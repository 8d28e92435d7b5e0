/**
 * A table of every column kind, its rows, and the same in Python.
 * @module
 */
import type { RowsColumn, RowsParts } from "../../../../contract/index.js";
import type { Field, FieldType } from "../../../../engine/hdf5/write/fields.js";

const scalar = (name: string, type: FieldType, rest: Partial<Field> = {}): Field => ({
  name,
  type,
  shape: [],
  ...rest,
});

const int = (size: 1 | 2 | 4 | 8): FieldType => ({ kind: "int", size });
const uint = (size: 1 | 2 | 4 | 8): FieldType => ({ kind: "uint", size });
const float = (size: 2 | 4 | 8): FieldType => ({ kind: "float", size });

/** Every kind of column; defaults that are not zero among them. */
export const EVERY_FIELD: readonly Field[] = [
  scalar("b", { kind: "bool" }),
  scalar("i1", int(1)),
  scalar("i2", int(2)),
  scalar("i4", int(4)),
  scalar("i8", int(8), { default: -7 }),
  scalar("u1", uint(1)),
  scalar("u2", uint(2)),
  scalar("u4", uint(4)),
  scalar("u8", uint(8)),
  scalar("f2", float(2)),
  scalar("f4", float(4)),
  scalar("f8", float(8), { default: 2.5 }),
  scalar("c8", { kind: "complex", size: 8 }),
  scalar("c16", { kind: "complex", size: 16 }),
  scalar("s", { kind: "string", size: 5 }, { default: "xy" }),
  scalar("v", float(8), { shape: [3] }),
  scalar("m", int(4), { shape: [2, 3] }),
  scalar(
    "e",
    {
      kind: "enum",
      base: { kind: "uint", size: 1 },
      members: [
        { name: "red", value: 1 },
        { name: "green", value: 2 },
      ],
    },
    { default: "green" },
  ),
  scalar("t4", { kind: "time", size: 4 }),
  scalar("t8", { kind: "time", size: 8 }),
  scalar("n", {
    kind: "compound",
    fields: [
      scalar("x", float(8)),
      scalar("y", { kind: "compound", fields: [scalar("z", int(2)), scalar("w", { kind: "string", size: 3 })] }),
    ],
  }),
];

/** The same description in PyTables' words. */
export const EVERY_FIELD_PYTHON = `
import tables, numpy as np
class Every(tables.IsDescription):
    b=tables.BoolCol(pos=0); i1=tables.Int8Col(pos=1); i2=tables.Int16Col(pos=2); i4=tables.Int32Col(pos=3)
    i8=tables.Int64Col(dflt=-7,pos=4)
    u1=tables.UInt8Col(pos=5); u2=tables.UInt16Col(pos=6); u4=tables.UInt32Col(pos=7); u8=tables.UInt64Col(pos=8)
    f2=tables.Float16Col(pos=9); f4=tables.Float32Col(pos=10); f8=tables.Float64Col(dflt=2.5,pos=11)
    c8=tables.ComplexCol(itemsize=8,pos=12); c16=tables.ComplexCol(itemsize=16,pos=13)
    s=tables.StringCol(5,dflt=b"xy",pos=14); v=tables.Float64Col(shape=(3,),pos=15); m=tables.Int32Col(shape=(2,3),pos=16)
    e=tables.EnumCol(tables.Enum({"red":1,"green":2}),"green",base="uint8",pos=17)
    t4=tables.Time32Col(pos=18); t8=tables.Time64Col(pos=19)
    class n(tables.IsDescription):
        _v_pos=20
        x=tables.Float64Col(pos=0)
        class y(tables.IsDescription):
            _v_pos=1
            z=tables.Int16Col(pos=0); w=tables.StringCol(3,pos=1)
def rows(n, first=0):
    i=np.arange(first,first+n); r=np.zeros(n,tables.description.dtype_from_descr(Every))
    r["b"]=i%2; r["i1"]=i%100-50; r["i2"]=-i%30000; r["i4"]=-i; r["i8"]=i*10**12; r["u1"]=i%256; r["u2"]=i; r["u4"]=i*1000; r["u8"]=i*10**15
    r["f2"]=i/4; r["f4"]=i/3; r["f8"]=i/7; r["c8"]=i+1j*(i/2); r["c16"]=i/3-1j*i
    r["s"]=np.array([b"s%d"%(k%1000) for k in i]); r["v"]=np.stack([i/2,i/4,i/8],1); r["m"]=i[:,None,None]+np.arange(6).reshape(2,3)
    r["e"]=np.where(i%3==0,2,1); r["t4"]=i; r["t8"]=i+.25
    r["n"]["x"]=2*i; r["n"]["y"]["z"]=i%1000; r["n"]["y"]["w"]=np.array([b"w%d"%(k%10) for k in i])
    return r
`;

/** Rows of {@link EVERY_FIELD}, the same as `rows(n, first)` in Python. */
export function everyRows(length: number, first = 0): RowsParts {
  const at = <T>(value: (i: number) => T): T[] => Array.from({ length }, (_, k) => value(first + k));
  const wide = (width: number, value: (i: number, k: number) => number): number[] =>
    at((i) => Array.from({ length: width }, (_, k) => value(i, k))).flat();
  const numbers = (name: string, type: RowsColumn["type"], values: RowsColumn["values"], shape: number[] = []) => ({
    name,
    type,
    values,
    shape,
  });
  const columns: RowsColumn[] = [
    numbers("b", "bool", Uint8Array.from(at((i) => i % 2))),
    numbers("i1", "int8", Int8Array.from(at((i) => (i % 100) - 50))),
    numbers("i2", "int16", Int16Array.from(at((i) => (30_000 - (i % 30_000)) % 30_000))),
    numbers("i4", "int32", Int32Array.from(at((i) => -i))),
    numbers("i8", "int64", BigInt64Array.from(at((i) => BigInt(i) * 10n ** 12n))),
    numbers("u1", "uint8", Uint8Array.from(at((i) => i % 256))),
    numbers("u2", "uint16", Uint16Array.from(at((i) => i))),
    numbers("u4", "uint32", Uint32Array.from(at((i) => i * 1000))),
    numbers("u8", "uint64", BigUint64Array.from(at((i) => BigInt(i) * 10n ** 15n))),
    numbers("f2", "float16", Float32Array.from(at((i) => i / 4))),
    numbers("f4", "float32", Float32Array.from(at((i) => i / 3))),
    numbers("f8", "float64", Float64Array.from(at((i) => i / 7))),
    numbers("c8", "float32", Float32Array.from(wide(2, (i, k) => (k === 0 ? i : i / 2))), [2]),
    numbers("c16", "float64", Float64Array.from(wide(2, (i, k) => (k === 0 ? i / 3 : -i))), [2]),
    textColumn(
      "s",
      at((i) => `s${i % 1000}`),
    ),
    numbers("v", "float64", Float64Array.from(wide(3, (i, k) => i / 2 ** (k + 1))), [3]),
    numbers("m", "int32", Int32Array.from(wide(6, (i, k) => i + k)), [2, 3]),
    textColumn(
      "e",
      at((i) => (i % 3 === 0 ? "green" : "red")),
    ),
    numbers("t4", "int32", Int32Array.from(at((i) => i))),
    numbers("t8", "float64", Float64Array.from(at((i) => i + 0.25))),
    numbers("n/x", "float64", Float64Array.from(at((i) => 2 * i))),
    numbers("n/y/z", "int16", Int16Array.from(at((i) => i % 1000))),
    textColumn(
      "n/y/w",
      at((i) => `w${i % 10}`),
    ),
  ];
  return { length, columns };
}

/** A column of texts. */
export function textColumn(name: string, values: readonly string[]): RowsColumn {
  const parts = values.map((text) => Buffer.from(text));
  const offsets = new Int32Array(values.length + 1);
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i]! + part.length;
  });
  return { name, type: "string", shape: [], values: new Uint8Array(Buffer.concat(parts)), offsets };
}

/** A small table with one text and one number. */
export const PAIR: readonly Field[] = [
  { name: "k", type: { kind: "int", size: 4 }, shape: [] },
  { name: "name", type: { kind: "string", size: 4 }, shape: [] },
];

/** Rows of {@link PAIR}. */
export const pairs = (k: ArrayLike<number>, names: readonly string[]): RowsParts => ({
  length: names.length,
  columns: [{ name: "k", type: "int32", shape: [], values: Int32Array.from(k) }, textColumn("name", names)],
});
