/**
 * Values to MIME bundles.
 * @module
 */
export { toBundle } from "./bundle.js";
