/**
 * Building SVG text. Everything that comes from data passes {@link escapeXml}.
 * @module
 */

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe inside elements and quoted attributes; characters that XML 1.0 forbids are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A coordinate in pixels, two decimals, kept within what rasterisers take. */
export function px(value: number): string {
  const kept = Math.max(-1e6, Math.min(1e6, value));
  return String(Math.round(kept * 100) / 100);
}

/** Attribute values by name; undefined ones are left out. Numbers are written by {@link px}. */
export type Attributes = { readonly [name: string]: string | number | undefined };

function attributeText(attributes: Attributes): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) text += ` ${name}="${typeof value === "number" ? px(value) : escapeXml(value)}"`;
  }
  return text;
}

/** An element. `content` is SVG text and must be escaped already. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const opening = `<${name}${attributeText(attributes)}`;
  return content === "" ? `${opening}/>` : `${opening}>${content}</${name}>`;
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: Attributes): string {
  return element("path", { d: `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`, fill: "none", ...stroke });
}
