/**
 * Kernels over CSV text in linear memory; `engine/csv/kernels.ts` says what each does.
 */
export { parseBooleans, parseFloats, parseIntegers } from "./columns";
export { countLines, scan } from "./scan";
export { isRegular, regroup } from "./rows";
export { copyTexts, encodeTexts, textBytes } from "./texts";
