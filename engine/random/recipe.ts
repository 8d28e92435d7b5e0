import { EngineError } from "../errors.js";

/** Everything that makes a random sequence, as plain data: it crosses threads and is stored beside files. */
export type RandomRecipe = {
  readonly distribution: "burr" | "norm" | "uniform";
  /** Shape parameters in the distribution's order. */
  readonly shape: readonly number[];
  readonly loc: number;
  readonly scale: number;
  /** The generator's key: low and high 32 bits of the seed. */
  readonly key: readonly [low: number, high: number];
};

/** Whether the kernels can make variates of these shapes without leaving the range of normal numbers. */
export function isRandomRange(shape: readonly number[]): boolean {
  return shape.every((value) => value >= 1e-200 && value <= 1e200);
}

/**
 * The key of a seed.
 * @param seed an integer from 0 to 2^64 − 1; above 2^53 as a bigint
 * @throws InvalidArgument for anything else
 */
export function keyOf(seed: number | bigint): readonly [low: number, high: number] {
  const isInteger = typeof seed === "bigint" || Number.isSafeInteger(seed);
  const value = isInteger ? BigInt(seed) : -1n;
  if (value < 0n || value >= 1n << 64n) {
    throw new EngineError(
      "InvalidArgument",
      `seed ${String(seed)} must be an integer from 0 to 2^53 - 1, or a bigint below 2^64`,
    );
  }
  return [Number(value & 0xffffffffn), Number(value >> 32n)];
}

/** A seed for those who gave none: 53 random bits of the operating system. */
export function freshSeed(): number {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return (high! & 0x1fffff) * 2 ** 32 + low!;
}
