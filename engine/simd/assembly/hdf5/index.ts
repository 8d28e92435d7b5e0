/**
 * Decoding of HDF5 chunks. Every function stays inside the ranges it is given plus SLACK bytes behind the
 * destination and the source, whatever the input; the caller reserves those. No static data: the module shares the
 * memory that batches live in.
 */
export { lz4 } from "./lz4";
export { blosclz } from "./blosclz";
export { planes1, planes2, planes4, planes8 } from "./planes";
export { pick, unshuffle } from "./rows";
export { swap2, swap4, swap8, seconds } from "./swap";
export { trim } from "./text";
export { fletcher32 } from "./fletcher32";
export { inflate } from "./inflate";
export { zstd } from "./zstd";
