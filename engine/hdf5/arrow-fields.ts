/**
 * Arrow schemas as descriptions of tables, by what they have: the package itself is not needed.
 * @module
 */
import { EngineError } from "../errors.js";
import type { Field, FieldType } from "./write/fields.js";

/** An Arrow schema, as far as it is read. */
export interface ArrowSchema {
  readonly fields: readonly { readonly name: string; readonly type: object }[];
}

const INT = 2;
const FLOAT = 3;
const BINARY = 4;
const UTF8 = 5;
const BOOL = 6;
const TIMESTAMP = 10;
const STRUCT = 13;
const FIXED_BINARY = 15;
const FIXED_LIST = 16;

/** Fields of Arrow's types (numbers of Schema.fbs); texts of any length have none. @throws InvalidArgument */
export function arrowFields({ fields }: ArrowSchema): Field[] {
  return fields.map(({ name, type }) => ({ name, ...fieldOf(name, type) }));
}

function fieldOf(name: string, type: object): { readonly type: FieldType; readonly shape: readonly number[] } {
  const { typeId, bitWidth, isSigned, precision, byteWidth, listSize, children } = type as {
    readonly [key: string]: unknown;
  };
  const scalar = (of: FieldType): { type: FieldType; shape: readonly number[] } => ({ type: of, shape: [] });
  switch (typeId) {
    case INT:
      return scalar({ kind: isSigned ? "int" : "uint", size: (Number(bitWidth) / 8) as 1 | 2 | 4 | 8 });
    case FLOAT:
      return scalar({ kind: "float", size: ([2, 4, 8] as const)[Number(precision)]! });
    case BOOL:
      return scalar({ kind: "bool" });
    case TIMESTAMP:
      return scalar({ kind: "int", size: 8 });
    case FIXED_BINARY:
      return scalar({ kind: "string", size: Number(byteWidth) });
    case STRUCT:
      return scalar({ kind: "compound", fields: arrowFields({ fields: children as ArrowSchema["fields"] }) });
    case FIXED_LIST: {
      const inner = fieldOf(name, (children as ArrowSchema["fields"])[0]!.type);
      return { type: inner.type, shape: [Number(listSize), ...inner.shape] };
    }
    default: {
      const text = typeId === UTF8 || typeId === BINARY || typeId === -1;
      const hint = text ? "; texts have a fixed length of bytes: describe it as 'S16' or so" : "";
      throw new EngineError(
        "InvalidArgument",
        `column '${name}': Arrow's ${String(type)} is no type of a table${hint}`,
      );
    }
  }
}
