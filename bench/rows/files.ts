import { join } from "node:path";
import { type MemmapArray, memmap, norm, uniform } from "tslab-bigdata";

/** Distinct keys of the group-by. */
export const KEYS = 1000;

/** The option for a number of threads. */
export function threads(workers: number | undefined): { readonly workers?: number } {
  return workers === undefined ? {} : { workers };
}

/** A path as Python writes it. */
export function quoted(folder: string, name: string): string {
  return JSON.stringify(join(folder, name));
}

/** Normal variates in the file `x`. */
export async function normals(folder: string, size: number): Promise<MemmapArray<"float64">> {
  const path = join(folder, "x");
  await norm.rvs({ size, seed: 1 }).toFile(path);
  return memmap(path, { dtype: "float64" });
}

/** Whole numbers from 0 to {@link KEYS} − 1 in the file `k`. */
export async function keys(folder: string, size: number): Promise<MemmapArray<"int32">> {
  const k = await memmap(join(folder, "k"), { dtype: "int32", mode: "w+", shape: size });
  await k.assign(uniform.rvs({ size, seed: 3, scale: KEYS }));
  return k;
}

/** Bytes in the file `u`. */
export async function bytes(folder: string, size: number): Promise<MemmapArray<"uint8">> {
  const u = await memmap(join(folder, "u"), { mode: "w+", shape: size });
  await u.assign(uniform.rvs({ size, seed: 2, scale: 256 }));
  return u;
}
