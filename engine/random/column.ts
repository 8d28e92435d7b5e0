import { Column } from "../column.js";
import { EngineError } from "../errors.js";
import { sliceIndices } from "../slice.js";
import { createGenerator, type RandomGenerator } from "./generator.js";
import { freshSeed, keyOf, type RandomRecipe } from "./recipe.js";
import { generatedSource, type SequencePart } from "./source.js";
import { type WriteOptions, writeSequence } from "./write.js";

/** Options of `rvs`. */
export interface RvsOptions {
  /** Number of variates; 1 unless told, as in SciPy. */
  readonly size?: number;
  /** An integer from 0 to 2^64 − 1 (above 2^53 a bigint); drawn from the operating system when left out. */
  readonly seed?: number | bigint;
  /** Location, 0 unless told. */
  readonly loc?: number;
  /** Scale > 0, 1 unless told. */
  readonly scale?: number;
}

/**
 * A column of random float64 values: nothing is made before it is asked for, nothing is kept, and statistics run over
 * it without a file. Every slice is a part of the same stream.
 */
export class RandomColumn extends Column<"float64"> {
  /** The seed that makes the same values again. */
  readonly seed: number | bigint;
  readonly #part: SequencePart;

  /** Made by `rvs` of a distribution, or a slice of one. */
  constructor(part: SequencePart, seed: number | bigint) {
    let generator: RandomGenerator | undefined;
    super({
      source: generatedSource(part),
      position: 0,
      element(row) {
        generator ??= createGenerator();
        return generator.elements(part.recipe, part.first + row, 1)[0]!;
      },
    });
    this.#part = part;
    this.seed = seed;
  }

  /** A lazy view of `[start:stop:step]`; with step 1 it is a random column again, with `toFile`. */
  override slice(start?: number, stop?: number, step?: 1): RandomColumn;
  override slice(start?: number, stop?: number, step?: number): Column<"float64">;
  override slice(start?: number, stop?: number, step?: number): Column<"float64"> {
    if (step !== undefined && step !== 1) return super.slice(start, stop, step);
    const rows = sliceIndices(this.length, start, stop);
    const first = this.#part.first + rows.start;
    return new RandomColumn({ recipe: this.#part.recipe, first, length: rows.length }, this.seed);
  }

  /**
   * Writes the elements as little-endian float64 without holding them, on all cores. The file appears under its name
   * when it is complete; a failed, aborted or interrupted run leaves an earlier file of that name as it was. Like
   * NumPy's `tofile` it does not wait for the disk: a power failure right after may lose the file.
   * @throws FileMissing, FileAccess when the folder cannot be written or has too little room, InvalidArgument, WorkerFailed
   */
  override toFile(path: string, options: WriteOptions = {}): Promise<void> {
    return writeSequence(this.#part, path, options);
  }
}

/**
 * The column of a recipe without its key.
 * @throws InvalidArgument for a bad size or seed
 */
export function randomColumn(recipe: Omit<RandomRecipe, "key">, options: RvsOptions): RandomColumn {
  const { size = 1, seed = freshSeed() } = options;
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new EngineError("InvalidArgument", `size ${String(size)} must be an integer from 0 to 2^53 - 1`);
  }
  return new RandomColumn({ recipe: { ...recipe, key: keyOf(seed) }, first: 0, length: size }, seed);
}
