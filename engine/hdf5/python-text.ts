/**
 * Values as Python and NumPy 2 print them: PyTables' text forms are made of such.
 * @module
 */

/** Python's `repr` of a text. */
export function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === "\\" || character === quote) body += `\\${character}`;
    else if (character === "\n") body += "\\n";
    else if (character === "\r") body += "\\r";
    else if (character === "\t") body += "\\t";
    else if (code < 32 || (code >= 127 && code < 161) || code === 173)
      body += `\\x${code.toString(16).padStart(2, "0")}`;
    else body += character;
  }
  return quote + body + quote;
}

/** Python's `repr` of bytes. */
export function pythonBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\'"\n\r\t]|[^\x20-\x7e]/g, (c) => {
    if (c === "\\" || c === quote) return `\\${c}`;
    if (c === "'" || c === '"') return c;
    if (c === "\n") return "\\n";
    if (c === "\r") return "\\r";
    if (c === "\t") return "\\t";
    return `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `b${quote}${body}${quote}`;
}

/** A tuple of what is printed already. */
export function pythonTuple(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

/** The tuple of a shape; NumPy 2 says of each extent that PyTables made it a NumPy integer. */
export function shapeText(shape: readonly number[]): string {
  return pythonTuple(shape.map((n) => `np.int64(${n})`));
}

/** Python's `True` and `False`. */
export function pythonBoolean(value: boolean): string {
  return value ? "True" : "False";
}
