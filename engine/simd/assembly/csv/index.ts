/**
 * Kernels over CSV text in linear memory; `engine/csv/kernels.ts` says what each does.
 */
export { countLines, scan } from "./scan";
export { isRegular, regroup } from "./rows";
export { parseFloats } from "./floats";
export { parseBooleans, parseIntegers } from "./integers";
export { copyTexts, encodeTexts, textBytes } from "./texts";
