import { Buffer } from "node:buffer";

/** Everything but ASCII, in bytes read as Latin-1. */
const FOREIGN = /[\x80-\xff]+/g;
const BACKSLASH = 0x5c;

/**
 * JavaScript source with escapes (`\u2019`) in place of everything but ASCII. V8 holds a text with a single character
 * beyond Latin-1 in two bytes for each, and a script's text for as long as the script lives: TypeScript's eight
 * megabytes, with a few typographic quotes in its comments, become sixteen.
 *
 * An escape means the same as its character in comments, strings, regular expressions and names, but not in
 * `String.raw` and in what a function's `toString` returns. Text that could change its meaning stays as it is: with a
 * backslash in front of such a character, or with one beyond the basic plane.
 *
 * @param text  the source in UTF-8
 */
export function oneByte(text: Buffer): string {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { 0: run, index } of text.toString("latin1").matchAll(FOREIGN)) {
    const end = index + run.length;
    const characters = text.toString("utf8", index, end);
    if (text[index - 1] === BACKSLASH || /[\ud800-\udfff\ufffd]/.test(characters)) return text.toString("utf8");
    pieces.push(text.subarray(from, index), Buffer.from(characters.replace(/./gsu, escaped)));
    from = end;
  }
  pieces.push(text.subarray(from));
  return Buffer.concat(pieces).toString("latin1");
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
