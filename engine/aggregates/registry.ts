/**
 * Kind of aggregate → its implementation. A flat list: a new aggregate adds its line.
 * @module
 */
import type { Aggregate } from "../../contract/index.js";
import { BIN_EXTREMES, binExtremesAggregate } from "../decimate/bin-extremes.js";
import { BLOCK_TABLE, blockTableAggregate } from "../decimate/block-table.js";
import { EDGE_ROWS, edgeRowsAggregate } from "../decimate/edge-rows.js";
import { FINITE_EXTREMES, finiteExtremesAggregate } from "../decimate/finite-extremes.js";
import { DENSITY, densityAggregate } from "../decimate/raster.js";
import { ROWS_IN_BOX, rowsInBoxAggregate } from "../decimate/rows-in-box.js";
import { didYouMean, EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";
import { countAggregate } from "./count.js";
import { ddsketchAggregate } from "./ddsketch.js";
import { distinctAggregate } from "./distinct.js";
import { extremesAggregate } from "./extremes.js";
import { gatherAggregate } from "./gather.js";
import { histogramAggregate } from "./histogram.js";
import { histogram2dAggregate } from "./histogram2d.js";
import { momentsAggregate } from "./moments.js";
import { pairwiseMeanAggregate, pairwiseSumAggregate } from "./pairwise.js";
import { productsAggregate } from "./products.js";
import { quantilesAggregate } from "./radix-quantiles.js";
import { reduceAggregate, reduceAnyOrderAggregate } from "./reduce.js";
import { sampleAggregate } from "./sample.js";
import type { AggregateFactory } from "./state.js";
import { meanAggregate, PAIRWISE, sumAggregate } from "./sum.js";
import { topKAggregate } from "./top-k.js";
import { writeAggregate } from "./write.js";

const FACTORIES: { readonly [kind: string]: AggregateFactory } = {
  count: countAggregate,
  sum: sumAggregate,
  mean: meanAggregate,
  [PAIRWISE.sum]: pairwiseSumAggregate,
  [PAIRWISE.mean]: pairwiseMeanAggregate,
  extremes: extremesAggregate,
  moments: momentsAggregate,
  histogram: histogramAggregate,
  quantiles: quantilesAggregate,
  products: productsAggregate,
  histogram2d: histogram2dAggregate,
  distinct: distinctAggregate,
  topK: topKAggregate,
  sample: sampleAggregate,
  gather: gatherAggregate,
  ddsketch: ddsketchAggregate,
  reduce: reduceAggregate,
  reduceAnyOrder: reduceAnyOrderAggregate,
  [BIN_EXTREMES]: binExtremesAggregate,
  [BLOCK_TABLE]: blockTableAggregate,
  [EDGE_ROWS]: edgeRowsAggregate,
  write: writeAggregate,
  [DENSITY]: densityAggregate,
  [FINITE_EXTREMES]: finiteExtremesAggregate,
  [ROWS_IN_BOX]: rowsInBoxAggregate,
};

/** The implementation of a kind over given kernels. @throws InvalidArgument for an unknown kind */
export function aggregateFor(kind: string, kernels: Kernels): Aggregate<unknown, unknown> {
  const factory = Object.hasOwn(FACTORIES, kind) ? FACTORIES[kind] : undefined;
  if (factory === undefined)
    throw new EngineError("InvalidArgument", `unknown aggregate '${kind}'${didYouMean(kind, Object.keys(FACTORIES))}`);
  return factory(kernels);
}
