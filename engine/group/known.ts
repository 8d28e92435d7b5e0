/**
 * Group numbers that were agreed on in an earlier pass.
 * @module
 */
import { EngineError } from "../errors.js";
import { keyAt, type PackedKeys } from "./packed-keys.js";
import { type KeyPart, keyText } from "./table.js";

/** Replaces a thread's own group numbers by the known ones. @param keys the thread's keys by its own numbers */
export type Renumber = (keys: readonly (readonly KeyPart[])[], ids: Uint32Array) => void;

/**
 * Makes the translation to known numbers; keys are looked up once each.
 * @throws SourceChanged, when used, for a key that the earlier pass did not meet
 */
export function renumberAs(known: PackedKeys): Renumber {
  const numbers = new Map(Array.from({ length: known.groups }, (_, number) => [keyText(keyAt(known, number)), number]));
  const map: number[] = [];
  return (keys, ids) => {
    for (const key of keys.slice(map.length)) {
      const number = numbers.get(keyText(key));
      if (number === undefined)
        throw new EngineError("SourceChanged", `group ${key.join(", ")} was not there in an earlier pass; scan again`);
      map.push(number);
    }
    for (let i = 0; i < ids.length; i++) ids[i] = map[ids[i]!] ?? 0;
  };
}
