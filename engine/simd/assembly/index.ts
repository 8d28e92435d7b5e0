/**
 * Kernels over linear memory; `engine/simd/kernels.ts` says what each does, `engine/simd/plain.ts` is its judge.
 */
export { widenI8, widenU8, widenI16, widenU16, widenI32, widenU32, widenF32, widenI64, widenU64 } from "./widen";
export { ascends, extremes, extremesI64, extremesU64, locate } from "./extremes";
export { exactSum, sumHalvesI64, sumHalvesU64 } from "./sum";
export { moments } from "./moments";
export { pairwiseSum } from "./pairwise";
export { histogram, byteCounts } from "./histogram";
export { collectDigit, leadingDigits } from "./radix";
export { groupCounts, groupSums } from "./groups";
export { groupDrain, groupFolds } from "./group-folds";
export {
  groupIdsI8, groupIdsU8, groupIdsI16, groupIdsU16, groupIdsI32, groupIdsU32, groupIdsI64, groupIdsU64,
} from "./group-ids";
export { rasterCounts } from "./raster";
export { bucketSums, widestTriangle } from "./triangles";
