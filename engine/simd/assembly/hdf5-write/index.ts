/**
 * Kernels that make chunks of tables: columns into rows or into byte planes, compressors, checksum. They work on
 * addresses the caller gives and keep nothing between calls.
 */
export { interleave, planes } from "./rows";
export { lz4, lz4Deep } from "./lz4";
export { blosclz } from "./blosclz";
export { fletcher32 } from "./fletcher";
