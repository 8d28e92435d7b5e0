/**
 * Group numbers that were agreed on in an earlier pass.
 * @module
 */
import { EngineError } from "../errors.js";
import { numberKeys } from "./numbers.js";
import { keyAt, type PackedKeys } from "./packed-keys.js";
import type { KeyPart } from "./table.js";

/** Replaces a thread's own group numbers by the known ones. @param keys parts of the thread's keys, by key column and its own numbers */
export type Renumber = (keys: readonly (readonly KeyPart[])[], ids: Uint32Array) => void;

/**
 * Makes the translation to known numbers; keys are looked up once each.
 * @throws SourceChanged, when used, for a key that the earlier pass did not meet
 */
export function renumberAs(known: PackedKeys): Renumber {
  const numberOf = numberKeys(() => {});
  for (let group = 0; group < known.groups; group++) numberOf(keyAt(known, group));
  const map: number[] = [];
  return (keys, ids) => {
    for (let i = map.length; i < (keys[0]?.length ?? 0); i++) {
      const key = keys.map((parts) => parts[i]!);
      const number = numberOf(key);
      if (number >= known.groups)
        throw new EngineError("SourceChanged", `group ${key.join(", ")} was not there in an earlier pass; scan again`);
      map.push(number);
    }
    for (let i = 0; i < ids.length; i++) ids[i] = map[ids[i]!] ?? 0;
  };
}
