/**
 * Kernels of the random sequences: uniforms of a counter-based generator, turned into variates in place.
 * Every result is a function of the seed and the element's index alone, computed by the same operations in every lane,
 * so any split of the work gives the same bits.
 */
export { philoxBlocks, uniforms } from "./philox";
export { burrInPlace } from "./burr";
export { normInPlace } from "./norm";
export { affineInPlace } from "./affine";
