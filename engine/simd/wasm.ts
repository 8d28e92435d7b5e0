/**
 * The kernels in WebAssembly SIMD, compiled once per thread and instantiated over a memory.
 * @module
 */
import { readFileSync } from "node:fs";
import type { DTypeName } from "../../contract/index.js";
import { type IntegerType, type Kernels, keeper } from "./kernels.js";
import { type CompiledModule, compile, instantiate, type LinearMemory } from "./memory.js";

const WIDEN: { readonly [D in Exclude<DTypeName, "float64">]: string } = {
  bool: "widenU8",
  int8: "widenI8",
  uint8: "widenU8",
  int16: "widenI16",
  uint16: "widenU16",
  int32: "widenI32",
  uint32: "widenU32",
  int64: "widenI64",
  uint64: "widenU64",
  float16: "widenF32",
  float32: "widenF32",
};

const FIND: { readonly [D in IntegerType]: string } = {
  int8: "groupIdsI8",
  uint8: "groupIdsU8",
  int16: "groupIdsI16",
  uint16: "groupIdsU16",
  int32: "groupIdsI32",
  uint32: "groupIdsU32",
  int64: "groupIdsI64",
  uint64: "groupIdsU64",
};

/** Reads and compiles the kernels; about a millisecond. */
export function compileKernels(): CompiledModule {
  return compile(readFileSync(new URL("./kernels.wasm", import.meta.url)));
}

/** Kernels of a compiled module over a memory. */
export function wasmKernels(module: CompiledModule, memory: LinearMemory): Kernels {
  const call = instantiate(module, memory);
  return {
    name: "wasm",
    memory,
    ...keeper(memory),
    toFloat64(type, from, n, to) {
      if (type === "float64") new Uint8Array(memory.buffer).copyWithin(to, from, from + n * 8);
      else call[WIDEN[type]]!(from, n, to);
    },
    extremes: (from, n, out) => void call["extremes"]!(from, n, out),
    locate: (from, n, value) => call["locate"]!(from, n, value),
    ascends: (from, n) => call["ascends"]!(from, n) === 1,
    bucketSums: (xs, ys, n, first, out) => void call["bucketSums"]!(xs, ys, n, first, out),
    widestTriangle: (xs, ys, n, first, { fromX, fromY, acrossX, acrossY }) =>
      call["widestTriangle"]!(xs, ys, n, first, fromX, fromY, acrossX, acrossY),
    rasterCounts: (xs, ys, n, { x, y, counts }) =>
      void call["rasterCounts"]!(xs, ys, n, x.low, x.high, x.scale, x.cells, y.low, y.high, y.scale, y.cells, counts),
    wideExtremes: (type, from, n, out) => void call[type === "int64" ? "extremesI64" : "extremesU64"]!(from, n, out),
    exactSum: (from, n, out, bound) => call["exactSum"]!(from, n, out, bound) === 1,
    wideSum: (type, from, n, out) => void call[type === "int64" ? "sumHalvesI64" : "sumHalvesU64"]!(from, n, out),
    pairwiseSum: (from, n, scratch) => call["pairwiseSum"]!(from, n, scratch),
    moments: (from, n, order, out) => void call["moments"]!(from, n, order, out),
    histogram(from, n, { first, last, scale, doubt, bins, edges, tables }) {
      call["histogram"]!(from, n, first, last, scale, doubt, bins, edges, tables);
    },
    byteCounts: (from, n, tables) => void call["byteCounts"]!(from, n, tables),
    collectDigit: (from, n, word, to) => call["collectDigit"]!(from, n, word, to),
    groupSums: (values, ids, n, sums, squares, spill) => call["groupSums"]!(values, ids, n, sums, squares, spill),
    groupFolds: (values, ids, n, top, { running, sums, squares, spill }) =>
      call["groupFolds"]!(values, ids, n, top, running, sums, squares, spill),
    groupDrain: (first, groups, least, top, { running, sums, squares, spill }) =>
      call["groupDrain"]!(first, groups, least, top, running, sums, squares, spill),
    groupCounts: (ids, n, counts) => void call["groupCounts"]!(ids, n, counts),
    groupIds: (type, keys, n, table, ids) => call[FIND[type]]!(keys, n, table, ids),
    leadingDigits: (from, n, tables) => void call["leadingDigits"]!(from, n, tables),
  };
}
