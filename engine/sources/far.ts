/**
 * Typed arrays of one thread, read by others: a worker asks for a stretch, the owner copies it into a window of shared
 * memory. Neither a second copy of the array is made nor the owner held for longer than a window takes to fill.
 * @module
 */
import type { SourceDescriptor, TypedArray } from "../../contract/index.js";
import { dtypeOfArray, memoryWidth, viewOf } from "../dtype.js";
import { EngineError } from "../errors.js";

/** A typed array that another thread owns, as it stands in a descriptor in the array's place. */
export type FarArray = {
  readonly far: "array";
  readonly index: number;
  readonly dtype: ReturnType<typeof dtypeOfArray>;
  readonly length: number;
  readonly wire: SharedArrayBuffer;
  readonly window: SharedArrayBuffer;
};

/** Reads a stretch of an array, near or far. The result is valid until the next call. */
export type Stretch = (start: number, stop: number) => TypedArray;

/** Bytes of a window. */
const WINDOW_BYTES = 512 << 10;

/** Smaller arrays are copied to each thread. */
const LEAST_BYTES = 64 << 10;

/** Kinds of sources whose readers take far arrays. */
const KINDS: readonly string[] = ["memory", "rows"];

const IDLE = 0;
const ASKED = 1;
const ENDED = 2;

/** What two threads say to each other: whether something is asked or ended, whether it is there, and what is wanted. */
interface Wire {
  readonly buffer: SharedArrayBuffer;
  /** [asked or ended, answered] */
  readonly state: Int32Array;
  /** [array, first element, number of elements] */
  readonly wanted: Float64Array;
}

function wireOver(buffer: SharedArrayBuffer): Wire {
  return { buffer, state: new Int32Array(buffer, 0, 2), wanted: new Float64Array(buffer, 8, 3) };
}

/** Arrays offered to one thread. */
export interface Offer {
  /** The descriptor for that thread, with far arrays in place of large ones. */
  readonly descriptor: SourceDescriptor;
  /** Answers until {@link Offer.end}; settles then. */
  serve(): Promise<void>;
  end(): void;
}

/** Offers the large private arrays of a descriptor to another thread. Arrays in shared memory are passed as they are. */
export function offer(descriptor: SourceDescriptor): Offer {
  const wire = wireOver(new SharedArrayBuffer(32));
  const arrays: { readonly array: TypedArray; readonly window: SharedArrayBuffer }[] = [];
  const far = (array: TypedArray): TypedArray | FarArray => {
    if (array.buffer instanceof SharedArrayBuffer || array.byteLength < LEAST_BYTES) return array;
    const window = new SharedArrayBuffer(Math.min(WINDOW_BYTES, array.byteLength));
    arrays.push({ array, window });
    const index = arrays.length - 1;
    return { far: "array", index, dtype: dtypeOfArray(array), length: array.length, wire: wire.buffer, window };
  };
  const offered = replaceArrays(descriptor, false, far) as SourceDescriptor;
  return {
    descriptor: offered,
    async serve() {
      while (arrays.length > 0) {
        await changeOf(wire.state);
        if (Atomics.load(wire.state, 0) === ENDED) return;
        const [index, start, count] = wire.wanted as unknown as [number, number, number];
        const { array, window } = arrays[index]!;
        const target = viewOf(dtypeOfArray(array), window, 0, count);
        (target as Uint8Array).set(array.subarray(start, start + count) as Uint8Array);
        Atomics.compareExchange(wire.state, 0, ASKED, IDLE);
        Atomics.store(wire.state, 1, 1);
        Atomics.notify(wire.state, 1);
      }
    },
    end() {
      Atomics.store(wire.state, 0, ENDED);
      Atomics.notify(wire.state, 0);
    },
  };
}

/** Reads an array wherever it is; a far one is read ahead. Blocks this thread while the owner is busy. */
export function stretchesOf(array: TypedArray | FarArray): Stretch {
  if (!isFar(array)) return (start, stop) => array.subarray(start, stop);
  const wire = wireOver(array.wire);
  const width = memoryWidth(array.dtype);
  const room = Math.floor(array.window.byteLength / width);
  let [from, to] = [0, 0];
  const window = viewOf(array.dtype, array.window, 0, room);
  const fetch = (start: number): void => {
    const count = Math.min(room, array.length - start);
    wire.wanted.set([array.index, start, count]);
    Atomics.store(wire.state, 1, 0);
    if (Atomics.compareExchange(wire.state, 0, IDLE, ASKED) === ENDED)
      throw new EngineError("WorkerFailed", "the scan that offered these values is over; run it again");
    Atomics.notify(wire.state, 0);
    Atomics.wait(wire.state, 1, 0);
    [from, to] = [start, start + count];
  };
  return (start, stop) => {
    if (stop - start <= room) {
      if (start < from || stop > to) fetch(start);
      return window.subarray(start - from, stop - from);
    }
    const whole = viewOf(array.dtype, new ArrayBuffer((stop - start) * width), 0, stop - start);
    for (let at = start; at < stop; at = to) {
      fetch(at);
      (whole as Uint8Array).set(window.subarray(0, Math.min(to, stop) - at) as Uint8Array, at - start);
    }
    return whole;
  };
}

function isFar(array: TypedArray | FarArray): array is FarArray {
  return "far" in array;
}

/** Copies plain data with its typed arrays replaced, those of sources that can do with it. */
function replaceArrays(value: unknown, isInside: boolean, far: (array: TypedArray) => unknown): unknown {
  if (ArrayBuffer.isView(value)) return isInside && !(value instanceof DataView) ? far(value as TypedArray) : value;
  if (Array.isArray(value))
    return typeof value[0] === "object" ? value.map((item) => replaceArrays(item, isInside, far)) : value;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const kind = "kind" in value && "options" in value ? value.kind : undefined;
  const inside = kind === undefined ? isInside : KINDS.includes(String(kind));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceArrays(item, inside, far)]));
}

/** `Atomics.waitAsync`, which Node has and ES2022 has not. */
type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { readonly async: true; readonly value: Promise<string> } | { readonly async: false };

/** Settles, in a later turn, when the first word is no longer idle. */
async function changeOf(state: Int32Array): Promise<void> {
  const { waitAsync } = Atomics as typeof Atomics & { readonly waitAsync: WaitAsync };
  const waiting = waitAsync(state, 0, IDLE);
  if (waiting.async) await waiting.value;
  else await new Promise((resolve) => setImmediate(resolve));
}
