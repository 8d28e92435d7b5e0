/**
 * Rows of `test/fixtures/hdf5_layouts.py` that follow from their numbers, and what h5py finds of them.
 * @module
 */
import { python } from "../../../support/python.js";

/** Columns of the rows from `first` on, those of a table. */
export function numberedRows(
  names: readonly string[],
  first: number,
  count: number,
): { readonly [name: string]: ArrayLike<unknown> } {
  const each = <T>(make: (k: number) => T): T[] => Array.from({ length: count }, (_, i) => make(first + i));
  const all: { readonly [name: string]: () => ArrayLike<unknown> } = {
    k: () => BigInt64Array.from(each(BigInt)),
    x: () => Float64Array.from(each((k) => k / 8)),
    name: () => each((k) => `n${k % 1000}`),
    text: () => each((k) => `n${k % 1000}é`),
    ok: () => each((k) => k % 3 === 0),
    v: () => each((k) => [k, k + 1, k + 2]),
    z: () => each((k) => [k, -k]),
  };
  return Object.fromEntries(names.map((name) => [name, all[name]!()]));
}

/**
 * What h5py finds at `/g/t`: the rows' numbers as ranges `[first, stop)`, or what is wrong.
 * @param keys the numbers that the rows must have, as ranges
 */
export function judged(path: string, keys: readonly (readonly [number, number])[]): string {
  return python<string>(
    `
import h5py, hdf5plugin, numpy as np, sys, json
keys=np.concatenate([np.arange(a,b) for a,b in json.loads(sys.argv[2])])
def look():
    with h5py.File(sys.argv[1]) as f:
        t=f["g/t"]; r=t[:]
        if len(r)!=len(keys): return "%d rows"%len(r)
        if not (r["k"]==keys).all(): return "other numbers"
        for name in r.dtype.names:
            if name=="x": same=r[name]==keys/8
            elif name=="name": same=np.char.rstrip(r[name])==np.array([b"n%d"%(k%1000) for k in keys])
            elif name=="text": same=r[name]==np.array([("n%dé"%(k%1000)).encode() for k in keys],object)
            elif name=="ok": same=r[name]==(keys%3==0)
            elif name=="v": same=r[name]==(keys[:,None]+np.arange(3)).astype("f4")
            elif name=="z": same=r[name]==keys-1j*keys
            else: continue
            if not np.all(same): return "other "+name
        if f["g/t"].attrs.get("note","keep")!="keep" or (len(f["other"])!=10 if "other" in f else False): return "other nodes"
        return "same"
print(json.dumps(look()))`,
    path,
    JSON.stringify(keys),
  );
}
