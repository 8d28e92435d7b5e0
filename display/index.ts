/**
 * Values to MIME bundles, and what library code and cells show and ask through the running cell.
 * @module
 */
export { liveBundle, liveOf, toBundle } from "./bundle.js";
export { comms } from "./comms.js";
export { type Memory, memory, memoryCell } from "./memory.js";
export { bundle, display, type Fragment, html, image, md, svg } from "./notebook.js";
export { type Progress, type ProgressSink, progress, progressBundle, progressSink, progressText } from "./progress.js";
export { prompt } from "./prompt.js";
export { environment } from "./session/environment.js";
export { changeDirectory, directory, loadCell, writeText } from "./session/files.js";
export { npm } from "./session/npm.js";
export { session } from "./session/session.js";
export { CommandFailed, shell } from "./session/shell.js";
export { type TimeitResult, time, timeCell, timeit } from "./session/time.js";
export { who } from "./session/who.js";
