import assert from "node:assert/strict";
import { test } from "node:test";
import { uniformBins } from "../../../engine/aggregates/edges.js";
import { viewOf } from "../../../engine/dtype.js";
import { ARENA_BASE, DIGITS, type Kernels } from "../../../engine/simd/kernels.js";
import { createMemory } from "../../../engine/simd/memory.js";
import { plainKernels } from "../../../engine/simd/plain.js";
import { compileKernels, wasmKernels } from "../../../engine/simd/wasm.js";

const module = compileKernels();
const AT = ARENA_BASE;
const OUT = ARENA_BASE + 65_536;

/** Runs the same work on both implementations over the same bytes, and gives what both left at OUT. */
function twins(fill: (buffer: ArrayBufferLike) => void, work: (kernels: Kernels) => unknown, bytes: number): void {
  const left = [plainKernels, (memory: ReturnType<typeof createMemory>) => wasmKernels(module, memory)].map((make) => {
    const memory = createMemory(120, 200);
    fill(memory.buffer);
    const answer = work(make(memory));
    return { answer, bytes: Buffer.from(memory.buffer.slice(OUT, OUT + bytes)).toString("hex") };
  });
  assert.deepEqual(left[1], left[0]);
}

/** Deterministic noise in (0, 1). */
function noise(i: number): number {
  const x = Math.sin(i * 12.9898 + 1) * 43758.5453;
  return x - Math.floor(x);
}

const LENGTHS = [0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 33, 1000, 4095, 4096];
const KINDS: { readonly [kind: string]: (i: number) => number } = {
  uniform: noise,
  wide: (i) => (noise(i) - 0.5) * 10 ** (600 * noise(i + 7) - 300),
  subnormal: (i) => (noise(i) - 0.5) * 2 ** -1040,
  huge: (i) => (noise(i) - 0.5) * 2 ** 1023,
  integers: (i) => Math.floor(noise(i) * 100),
  nan: (i) => (i % 37 === 5 ? Number.NaN : noise(i)),
  infinite: (i) => (i % 91 === 5 ? (i % 2 === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY) : noise(i)),
  zeros: (i) => (i % 2 === 0 ? 0 : -0),
};

for (const [kind, value] of Object.entries(KINDS))
  test(`float64 kernels on ${kind} values give the bits of their JavaScript twins`, () => {
    for (const n of LENGTHS) {
      const fill = (buffer: ArrayBufferLike): void =>
        new Float64Array(buffer, AT, n).set(Array.from({ length: n }, (_, i) => value(i)));
      twins(fill, (k) => k.extremes(AT, n, OUT), 24);
      twins(
        fill,
        (k) => {
          const found = k.pairwiseSum(AT, n, OUT);
          return Number.isNaN(found) ? "NaN" : found;
        },
        0,
      );
      for (const wanted of [value(0), value(n - 1), 12.5, 0]) twins(fill, (k) => k.locate(AT, n, wanted), 0);
      twins(fill, (k) => k.ascends(AT, n), 0);
      const sorted = (buffer: ArrayBufferLike): void => {
        fill(buffer);
        new Float64Array(buffer, AT, n).sort();
      };
      twins(sorted, (k) => k.ascends(AT, n), 0);
      for (const xs of [0, AT]) {
        twins(fill, (k) => k.bucketSums(xs, AT, n, 17, OUT), 24);
        const corners = { fromX: 3, fromY: 0.25, acrossX: -2000, acrossY: 0.5 };
        twins(fill, (k) => k.widestTriangle(xs, AT, n, 17, corners), 0);
      }
      // what a refused block leaves is not used
      twins(
        fill,
        (k) => k.exactSum(AT, n, OUT, 0) || new Float64Array(k.memory.buffer, OUT, 3).fill(0) === undefined,
        24,
      );
      if (n > 0 && kind !== "nan" && kind !== "infinite" && kind !== "huge" && kind !== "wide")
        for (const order of [2, 4]) twins(fill, (k) => k.moments(AT, n, order, OUT), order === 2 ? 24 : 40);
      if (kind !== "huge" && kind !== "wide" && kind !== "infinite")
        twins(
          fill,
          (k) => k.exactSum(AT, n, OUT, 2 ** 60) || new Float64Array(k.memory.buffer, OUT, 3).fill(0) === undefined,
          24,
        );
      twins(fill, (k) => k.leadingDigits(AT, n, OUT), 0);
      for (const word of [0x3fe8, 0x0000, 0x4020]) {
        const clear = (k: Kernels, found: number): number => {
          new Float64Array(k.memory.buffer, OUT + found * 8, 4097 - found).fill(0);
          return found;
        };
        twins(fill, (k) => clear(k, k.collectDigit(AT, n, word, OUT)), 4097 * 8);
      }
      const ids = OUT + 60_000;
      const grouped = (buffer: ArrayBufferLike): void => {
        fill(buffer);
        new Uint32Array(buffer, ids, n).set(Array.from({ length: n }, (_, i) => (i * 7) % 5));
      };
      for (const squares of [0, OUT + 160])
        twins(grouped, (k) => k.groupSums(AT, ids, n, OUT, squares, OUT + 80_000), squares === 0 ? 160 : 320);
    }
  });

test("points are counted in the same cells, and those outside or NaN in none", () => {
  for (const n of LENGTHS) {
    const ys = AT + 40_000;
    const fill = (buffer: ArrayBufferLike): void => {
      const at = (i: number): number => (i % 53 === 7 ? Number.NaN : noise(i) * 1.2 - 0.1);
      new Float64Array(buffer, AT, n).set(Array.from({ length: n }, (_, i) => at(i)));
      new Float64Array(buffer, ys, n).set(Array.from({ length: n }, (_, i) => (i % 9 === 0 ? 1 : at(i + 5000))));
    };
    const axis = (cells: number): object => ({ low: 0, high: 1, scale: cells, cells });
    const layout = { x: axis(30), y: axis(7), counts: OUT + 40_000 } as Parameters<Kernels["rasterCounts"]>[3];
    const work = (k: Kernels): number[] => {
      k.rasterCounts(AT, ys, n, layout);
      return [...new Uint32Array(k.memory.buffer, layout.counts, 210)];
    };
    twins(fill, work, 0);
  }
});

test("counting kernels agree however they spread over their tables", () => {
  const n = 4099;
  const uniform = uniformBins(37, [0.1, 0.9], "float64", true);
  const counted = [plainKernels, (memory: ReturnType<typeof createMemory>) => wasmKernels(module, memory)].map(
    (make) => {
      const memory = createMemory(120, 200);
      const values = new Float64Array(memory.buffer, AT, n);
      for (let i = 0; i < n; i++)
        values[i] = i % 5 === 0 ? uniform.edges[i % 38]! : i % 7 === 0 ? Number.NaN : noise(i) * 1.2 - 0.1;
      const kernels = make(memory);
      const edges = OUT;
      new Float64Array(memory.buffer, edges, 38).set(uniform.edges);
      const tables = OUT + 1024;
      kernels.histogram(AT, n, { ...uniform, bins: 37, edges, tables });
      const bytes = tables + 4 * 38 * 4;
      kernels.byteCounts(AT, n * 8 - 3, bytes);
      const digits = bytes + 4096;
      kernels.leadingDigits(AT, n, digits);
      const folded = (at: number, slots: number, copies: number): number[] => {
        const all = new Uint32Array(memory.buffer, at, slots * copies);
        return Array.from({ length: slots }, (_, i) => {
          let sum = 0;
          for (let c = 0; c < copies; c++) sum += all[c * slots + i]!;
          return sum;
        });
      };
      return [folded(tables, 38, 4), folded(bytes, 256, 4), folded(digits, DIGITS, 2)];
    },
  );
  assert.deepEqual(counted[1], counted[0]);
  assert.equal(
    counted[0]![0]!.reduce((a, b) => a + b),
    n,
  );
  assert.equal(
    counted[0]![2]!.reduce((a, b) => a + b),
    n,
  );
});

test("widening and 64-bit kernels agree", () => {
  for (const type of [
    "bool",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "float32",
    "float64",
  ] as const)
    for (const n of [1, 2, 3, 17]) {
      const fill = (buffer: ArrayBufferLike): void => {
        const bytes = new Uint8Array(buffer, AT, n * 8);
        for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(noise(i) * 256);
        if (type === "float32") new Float32Array(buffer, AT, n).set(Array.from({ length: n }, (_, i) => noise(i)));
      };
      twins(fill, (k) => k.toFloat64(type, AT, n, OUT), n * 8);
      if (type !== "int64" && type !== "uint64") continue;
      twins(fill, (k) => k.wideExtremes(type, AT, n, OUT), 16);
      twins(fill, (k) => k.wideSum(type, AT, n, OUT), 16);
    }
});

test("sums by group on a grid agree, whatever the grid leaves, and move to the parts alike", () => {
  const kinds: typeof KINDS = { ...KINDS, tens: (i: number) => (noise(i) - 0.5) * 10 ** (40 * noise(i + 7) - 20) };
  for (const kind of ["uniform", "integers", "zeros", "subnormal", "tens"])
    for (const n of [1, 2, 3, 4095, 4096])
      for (const wide of [false, true]) {
        const ids = AT + 40_000;
        const fill = (buffer: ArrayBufferLike): void => {
          new Float64Array(buffer, AT, n).set(Array.from({ length: n }, (_, i) => kinds[kind]!(i)));
          new Uint32Array(buffer, ids, n).set(Array.from({ length: n }, (_, i) => (i % 9 === 0 ? 6 : (i * 7) % 5)));
        };
        // running sums, parts, parts of squares, and what neither holds
        const [running, sums, squares, spill] = [OUT, OUT + 336, OUT + 560, OUT + 1024] as const;
        const places = { running, sums, squares: wide ? squares : 0, spill };
        const drain = (k: Kernels, least: number): number => k.groupDrain(0, 7, least, 70, places);
        twins(fill, (k) => k.groupFolds(AT, ids, n, 70, places), 1024 + 4096);
        twins(fill, (k) => [k.groupFolds(AT, ids, n, 70, places), drain(k, 600), drain(k, 1)], 1024 + 4096);
      }
});

test("looking up and counting groups agree, and stop at the first key without a number", () => {
  const table = OUT + 16_384;
  for (const type of ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"] as const)
    for (const odd of [undefined, -1, 99, 65_536]) {
      const fill = (buffer: ArrayBufferLike): void => {
        const keys = viewOf(type, buffer, AT, 300);
        const wide = keys instanceof BigInt64Array || keys instanceof BigUint64Array;
        for (let i = 0; i < 300; i++) {
          const key = i === 211 && odd !== undefined ? odd : i % 50;
          keys[i] = (wide ? BigInt(key) : key) as never;
        }
        new Uint32Array(buffer, table, 50).set(Array.from({ length: 50 }, (_, key) => 50 - key));
      };
      const counts = OUT + 4096;
      twins(
        fill,
        (k) => {
          const found = k.groupIds(type, AT, 300, table, OUT);
          k.groupCounts(OUT, found, counts);
          // 65,536 as an integer of 8 or 16 bits is the key 0
          assert.equal(found, odd === undefined || (odd === 65_536 && /(8|16)$/.test(type)) ? 300 : 211);
          assert.equal(new BigUint64Array(k.memory.buffer, counts, 50)[7], BigInt(Math.ceil((found - 42) / 50)));
          return found;
        },
        4096 + 400,
      );
    }
});
