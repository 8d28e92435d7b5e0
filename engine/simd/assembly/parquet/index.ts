/**
 * Decoding of Parquet pages. Every function stays inside the ranges it is given plus SLACK bytes behind the destination
 * and the source, whatever the input; the caller reserves those. No static data: the memory is the caller's.
 */
export { snappy } from "./snappy";
export { startRuns } from "./runs";
export { takeLevels } from "./levels";
export { takeCodes4, takeCodes8 } from "./codes";
export { spread1, spread4, spread8 } from "./spread";
export { days, millis, narrow1, narrow2, unpackBits } from "./widths";
export { gatherTexts, readTexts, spreadEnds } from "./texts";
