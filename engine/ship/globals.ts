/**
 * Names that every worker, and every shipped script, has without being given them: JavaScript's own and those of
 * Node. A fixed list, because a notebook's own variables are globals of its thread.
 * @module
 */

const LANGUAGE =
  "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError " +
  "FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON " +
  "Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String " +
  "Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet " +
  "WebAssembly decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN " +
  "parseFloat parseInt undefined unescape";

const NODE =
  "AbortController AbortSignal Blob Buffer CompressionStream DecompressionStream Event EventTarget Headers " +
  "MessageChannel Performance ReadableStream Request Response TextDecoder TextEncoder TransformStream URL " +
  "URLSearchParams WritableStream atob btoa clearImmediate clearInterval clearTimeout console crypto fetch global " +
  "performance process queueMicrotask setImmediate setInterval setTimeout structuredClone";

/** The names. */
export const WORKER_GLOBALS: ReadonlySet<string> = new Set(`${LANGUAGE} ${NODE}`.split(" "));
