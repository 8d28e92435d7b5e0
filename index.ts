export type { DTypeName } from "./contract/index.js";
