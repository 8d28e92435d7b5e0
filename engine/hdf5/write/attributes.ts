/**
 * Attribute values as PyTables 3.11.1 stores them: text as UTF-8, numbers as NumPy's scalars, typed arrays as arrays,
 * everything else pickled (protocol 0).
 * @module
 */
import type { TypedArray } from "../../../contract/index.js";
import { dtypeOfArray, parseDType } from "../../dtype.js";
import { EngineError } from "../../errors.js";
import { datatype } from "./datatype.js";
import { valueBytes } from "./default-bytes.js";
import type { FieldDefault, FieldType } from "./fields.js";
import { attributeMessage, fixedSpace, MESSAGE, type Message, nullSpace } from "./messages.js";
import { type Picklable, pickle } from "./pickle.js";

/** What an attribute may be given. Integers become int64, other numbers float64. */
export type AttributeInput = string | number | bigint | boolean | TypedArray | Picklable;

const UTF8_STRING = (size: number): Uint8Array => Uint8Array.of(0x13, 0x10, 0, 0, size & 255, (size >> 8) & 255, 0, 0);
const BYTE_STRING = (size: number): Uint8Array => Uint8Array.of(0x13, 0, 0, 0, size & 255, (size >> 8) & 255, 0, 0);

/** A message that holds everything fits 64 KiB. */
const MOST_BYTES = 64_000;

/**
 * The message of an attribute.
 * @throws InvalidArgument for names with a slash, empty ones, and values that are too large or cannot be stored
 */
export function attribute(name: string, value: AttributeInput): Message {
  if (name === "" || name.includes("/") || name.includes("\0"))
    throw new EngineError("InvalidArgument", `attribute name ${JSON.stringify(name)} must not be empty or contain '/'`);
  const message = encode(name, value);
  if (message.body.length > MOST_BYTES)
    throw new EngineError(
      "InvalidArgument",
      `attribute '${name}' takes ${message.body.length} bytes, more than the ${MOST_BYTES} an object header holds; store it as an array`,
    );
  return message;
}

function encode(name: string, value: AttributeInput): Message {
  if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    if (text.length === 0) return attributeMessage(name, UTF8_STRING(1), nullSpace(), new Uint8Array());
    if (text.length > MOST_BYTES) return attributeMessage(name, new Uint8Array(), nullSpace(), text);
    return attributeMessage(name, UTF8_STRING(text.length), fixedSpace([]), text);
  }
  if (typeof value === "boolean") return scalarAttribute(name, { kind: "bool" }, value);
  if (typeof value === "bigint" || Number.isSafeInteger(value))
    return scalarAttribute(name, { kind: "int", size: 8 }, value as number | bigint);
  if (typeof value === "number") return scalarAttribute(name, { kind: "float", size: 8 }, value);
  if (ArrayBuffer.isView(value)) return arrayAttribute(name, value as TypedArray);
  const text = pickle(value as Picklable);
  if (text.length > MOST_BYTES) return attributeMessage(name, new Uint8Array(), nullSpace(), text);
  return attributeMessage(name, BYTE_STRING(text.length), fixedSpace([]), text);
}

function arrayAttribute(name: string, values: TypedArray): Message {
  const { kind, itemsize } = parseDType(dtypeOfArray(values));
  const type = { kind: kind === "f" ? "float" : kind === "u" ? "uint" : "int", size: itemsize } as FieldType;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return attributeMessage(name, datatype(type, [], "little"), fixedSpace([values.length]), bytes);
}

/** An attribute of one value of a given type: how PyTables keeps the default of a column, little-endian in any table. */
export function scalarAttribute(name: string, type: FieldType, value: FieldDefault | undefined): Message {
  const stored = plainType(type, value);
  const bytes = valueBytes(type.kind === "enum" ? type : stored, value, "little");
  // NumPy has no empty strings: they are one byte
  return attributeMessage(name, datatype(stored, [], "little"), fixedSpace([]), bytes);
}

/** PyTables keeps defaults as NumPy's scalars: times as numbers, enums as their values, texts as long as they are. */
function plainType(type: FieldType, value: FieldDefault | undefined): FieldType {
  if (type.kind === "enum") return type.base;
  if (type.kind === "string") return { kind: "string", size: Math.max(1, Buffer.byteLength(String(value ?? ""))) };
  if (type.kind !== "time") return type;
  return type.size === 4 ? { kind: "int", size: 4 } : { kind: "float", size: 8 };
}

/** The name of an attribute's message. */
export function attributeName({ type, body }: Message): string | undefined {
  if (type !== MESSAGE.attribute) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  // version 1 pads, 2 and 3 do not; 3 has one more byte
  const start = body[0] === 3 ? 9 : 8;
  return bytes.toString("utf8", start, start + bytes.readUInt16LE(2) - 1);
}
