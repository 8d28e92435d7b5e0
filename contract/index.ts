/**
 * What rooms say to each other: types, registered symbols, comm and MIME schemas. No behaviour.
 * @module
 */
export type * from "./aggregate.js";
export { BLOCK_ROWS } from "./aggregate.js";
export type * from "./comm.js";
export type * from "./context.js";
export { ambient, CONTEXT, DYNAMIC_IMPORT } from "./context.js";
export type * from "./display.js";
export { JUPYTER_DISPLAY, MIME } from "./display.js";
export type * from "./dtype.js";
export type * from "./figure.js";
export type * from "./files.js";
export type * from "./json.js";
export type * from "./kernel.js";
export type * from "./line-engine.js";
export type * from "./live.js";
export { LIVE, LIVE_COMM_TARGET, NOTE_NAME, PROGRESS_COMM_TARGET } from "./live.js";
export type * from "./magic.js";
export type * from "./plotly-arrays.js";
export { PLOTLY_ARRAYS } from "./plotly-arrays.js";
export type * from "./restart.js";
export { RESTART_COMM_TARGET } from "./restart.js";
export type * from "./rows.js";
export type * from "./source.js";
