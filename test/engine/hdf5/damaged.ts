/**
 * Damage to files, and readers that meet it.
 * @module
 */
import { H5Array } from "../../../engine/hdf5/array.js";
import type { H5File } from "../../../engine/hdf5/file.js";
import { Group } from "../../../engine/hdf5/group.js";
import { H5Table } from "../../../engine/hdf5/table.js";
import { H5VLArray } from "../../../engine/hdf5/vlarray.js";

/** Reads everything that a file says it has, up to a number of rows. */
export async function readAll(h5: H5File): Promise<void> {
  String(h5);
  h5.repr();
  const groups: Group[] = [h5.root];
  for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
    for (const node of await h5.listNodes(group)) {
      void node.attrs;
      if (node instanceof Group) groups.push(node);
      else if (node instanceof H5Table || node instanceof H5Array || node instanceof H5VLArray) {
        await node.read({ start: 0, stop: 70 });
        await node.read({ start: -3 });
      }
    }
  }
}

/** A generator of random 32-bit numbers (xorshift), so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A copy with a few wrong bytes, which follow from a seed. */
export function mutated(bytes: Buffer, seed: number): { readonly damaged: Buffer; readonly how: string } {
  const random = randomOf(seed);
  for (let k = 0; k < 5; k++) random(2);
  const damaged = Buffer.from(bytes);
  const at = random(damaged.length);
  const kind = random(4);
  if (kind === 0) damaged[at]! ^= 1 << random(8);
  else if (kind === 1) damaged[at] = random(256);
  else if (kind === 2) damaged.fill(random(2) === 0 ? 0xff : 0, at, Math.min(damaged.length, at + 1 + random(8)));
  else for (let k = at; k < Math.min(at + 4, damaged.length); k++) damaged[k] = random(256);
  return { damaged, how: `seed ${seed}, byte ${at}, kind ${kind}` };
}
