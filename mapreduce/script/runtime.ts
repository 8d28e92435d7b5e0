/**
 * The entry of the runtime that the build bundles for scripts: `script.bundle.js`.
 * @module
 */
export { deserialize } from "node:v8";
export { runScript } from "./run.js";
