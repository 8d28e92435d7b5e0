/**
 * Kernels that make chunks of tables: columns into rows or into byte planes, compressors, checksums. They work on
 * addresses the caller gives and keep nothing between calls.
 */
export { interleave, planes } from "./rows";
export { lz4, lz4Deep } from "./lz4";
export { blosclz } from "./blosclz";
export { denseBlocks } from "./dense";
export { adler32 } from "./adler";
export { fletcher32 } from "./fletcher";
