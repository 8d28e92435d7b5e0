import type { MagicDeclaration } from "../contract/index.js";
import { findMagic } from "./find.js";
import { plainOf } from "./plain.js";
import { describe, helpOf, signatureOf } from "./reference.js";

/** A description of what stands at a position. */
export interface MagicInspection {
  readonly markdown: string;
  readonly plain: string;
}

/**
 * Describes the option or the magic at a position, also half-typed or unknown to be complete.
 *
 * @returns undefined in code, in expressions, and at unknown names
 */
export function inspectWith(
  cell: string,
  position: number,
  declarations: readonly MagicDeclaration[],
): MagicInspection | undefined {
  // The word around the position counts as a whole.
  const behind = /^[\w-]*/.exec(cell.slice(position))?.[0].length ?? 0;
  const found = findMagic(cell, position + behind, declarations);
  const declaration = found?.parsed.declaration;
  if (!found || !declaration || position > found.text.text.end) return undefined;
  const start = position - (/[\w-]*$/.exec(cell.slice(found.text.span.start, position))?.[0].length ?? 0);
  const word = cell.slice(start, position + behind);
  const named = declaration.parameters.find(({ name, short }) => word === `--${name}` || word === `-${short}`);
  if (named) {
    const markdown = `**--${named.name}**\n\n${describe(named)}\n\n\`${signatureOf(declaration)}\`\n`;
    return { markdown, plain: plainOf(markdown) };
  }
  const { slot } = found.parsed;
  if (start > found.parsed.name.end && slot.kind === "value" && slot.parameter?.type === "expression") return undefined;
  const markdown = helpOf(declaration);
  return { markdown, plain: plainOf(markdown) };
}
