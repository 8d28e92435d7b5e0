/**
 * States as versioned bytes.
 * @module
 */
import { DefaultSerializer, deserialize } from "node:v8";
import type { Aggregate, AggregateRequest } from "../../contract/index.js";
import { EngineError } from "../errors.js";
import type { Kernels } from "../simd/kernels.js";

/** Makes an aggregate over given kernels. `unknown` stands for any state and result: methods compare bivariantly. */
export type AggregateFactory = (kernels: Kernels) => Aggregate<unknown, unknown>;

/** The parts of an aggregate that do not follow from the shape of its state. */
export type Essentials<S, R> = Omit<Aggregate<S, R>, "encode" | "decode" | "byteSize" | "order" | "version"> &
  Partial<Pick<Aggregate<S, R>, "order" | "version" | "byteSize">> & {
    /** Brings what lies in linear memory into the state, before it becomes bytes. */
    readonly settle?: (states: S) => void;
  };

/** Completes an aggregate whose state is structured-cloneable: bytes are a version number and V8's serialisation. */
export function aggregateOf<S, R>(parts: Essentials<S, R>): Aggregate<S, R> {
  const version = parts.version ?? 1;
  return {
    order: "commutative",
    byteSize: sizeOf,
    ...parts,
    version,
    encode(states) {
      parts.settle?.(states);
      return encodeValue(version, states);
    },
    decode(request: AggregateRequest<R>, bytes: Uint8Array): S {
      checkVersion(request.kind, bytes[0], version);
      try {
        return deserialize(bytes.subarray(1)) as S;
      } catch (cause) {
        throw new EngineError("BadState", `state of '${request.kind}' cannot be read: ${bytes.length} bytes`, cause);
      }
    },
  };
}

/** A version number and V8's serialisation of a value. @param room bytes that are left free at the beginning */
export function encodeValue(version: number, value: unknown, room = 0): Uint8Array {
  const out = new DefaultSerializer();
  out.writeRawBytes(new Uint8Array(room));
  out.writeRawBytes(Uint8Array.of(version));
  out.writeHeader();
  out.writeValue(value);
  const { buffer, byteOffset, length } = out.releaseBuffer();
  return new Uint8Array(buffer, byteOffset, length);
}

/** @throws BadState when a state was written by another build */
export function checkVersion(kind: string, found: number | undefined, version: number): void {
  if (found !== version)
    throw new EngineError(
      "BadState",
      `state of '${kind}' has version ${found}, this build reads ${version}; run all parts with one build`,
    );
}

function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Map) return [...value].reduce((sum, [key, item]) => sum + sizeOf(key) + sizeOf(item), 0);
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sizeOf(item), 0);
  if (typeof value === "object" && value !== null)
    return Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 0);
  return 8;
}
