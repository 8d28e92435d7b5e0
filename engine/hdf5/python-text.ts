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

/** Python's `repr` of a float: the shortest digits that give it back, as a float32 where `single`. */
export function pythonFloat(value: number, single: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const digits = single ? shortSingle(value) : value;
  const [mantissa, power] = digits.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const plain =
    exponent < 0 ? digits.toFixed(Math.max(0, mantissa.replace(/[-.]/g, "").length - 1 - exponent)) : String(digits);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** The decimal number of fewest digits that is nearest to a float32. */
function shortSingle(value: number): number {
  for (let n = 1; n <= 9; n++) {
    const digits = Number(value.toPrecision(n));
    if (Math.fround(digits) === value) return digits;
  }
  return value;
}
