import { inFreshTask } from "./fresh-task.js";

/** Takes the value that a cell declares by `using`, and returns it. */
export type Using = <T>(value: T, isAwaited: boolean) => T;

/**
 * Disposes of what a cell declares by `using` at its top level: in reverse order once the cell is done, each in a task
 * of its own, because methods of users may spin and be terminated.
 *
 * @param atCellEnd  takes what is to run when the cell is done and its result is shown
 * @returns what the declared values go through; null and undefined need no disposal, as in the language
 * @throws TypeError for a value that cannot be disposed of. Later: the error of a method, or an AggregateError
 */
export function createUsing(atCellEnd: (task: () => Promise<void>) => void): Using {
  const disposals: (() => unknown)[] = [];
  const disposeAll = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let dispose = disposals.pop(); dispose; dispose = disposals.pop()) {
      try {
        await inFreshTask(dispose);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 1)
      throw new AggregateError(errors, `${errors.length} values of \`using\` could not be disposed`);
    if (errors.length > 0) throw errors[0];
  };
  return (value, isAwaited) => {
    if (value === null || value === undefined) return value;
    const dispose = methodOf(value, isAwaited);
    if (disposals.length === 0) atCellEnd(disposeAll);
    disposals.push(() => {
      const returned = dispose.call(value);
      return isAwaited ? returned : undefined;
    });
    return value;
  };
}

type Dispose = (this: unknown) => unknown;

function methodOf(value: object | string | number | boolean | bigint | symbol, isAwaited: boolean): Dispose {
  const holder = Object(value) as { readonly [Symbol.dispose]?: unknown; readonly [Symbol.asyncDispose]?: unknown };
  const method = (isAwaited ? holder[Symbol.asyncDispose] : undefined) ?? holder[Symbol.dispose];
  if (typeof method === "function") return method as Dispose;
  const names = isAwaited ? "[Symbol.asyncDispose]() or [Symbol.dispose]()" : "[Symbol.dispose]()";
  throw new TypeError(`\`using\` needs a value with a method ${names}; found ${describe(value)}`);
}

const describe = (value: unknown): string =>
  typeof value === "object" ? `an object of ${value?.constructor?.name ?? "no class"}` : `a ${typeof value}`;
