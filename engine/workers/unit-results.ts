/**
 * Results of single units of work, as they cross threads: many small ones in few messages.
 * @module
 */

/** Results of one request. */
export interface UnitResults {
  /** Position of the request. */
  readonly request: number;
  /** Units of work. */
  readonly units: Float64Array;
  /** By unit. */
  readonly values: Float64Array | readonly unknown[];
}

/** Results that are not numbers go in messages of so many: whoever reads one is not held for long. */
const MESSAGE = 128;

/** Takes results in. */
export interface UnitCollector {
  add(request: number, unit: number, value: unknown): void;
  /** Whether there are as many results as a message holds. */
  readonly isFull: boolean;
  /** What there is; nothing is left. */
  take(): UnitResults[];
}

/** An empty collector. */
export function collectUnits(): UnitCollector {
  let found = new Map<number, { readonly units: number[]; readonly values: unknown[] }>();
  let objects = 0;
  return {
    add(request, unit, value) {
      const { units, values } = found.get(request) ?? { units: [], values: [] };
      found.set(request, { units, values });
      units.push(unit);
      values.push(value);
      if (typeof value !== "number") objects++;
    },
    get isFull() {
      return objects >= MESSAGE;
    },
    take() {
      const taken = Array.from(found, ([request, { units, values }]): UnitResults => {
        const isPlain = values.every((value) => typeof value === "number");
        return {
          request,
          units: Float64Array.from(units),
          values: isPlain ? Float64Array.from(values as readonly number[]) : values,
        };
      });
      found = new Map();
      objects = 0;
      return taken;
    },
  };
}

/** Memory of results that can change hands instead of being copied. */
export function buffersOfUnits(results: readonly UnitResults[]): ArrayBuffer[] {
  return results.flatMap(({ units, values }) =>
    [units, values].flatMap((each) =>
      each instanceof Float64Array && each.buffer instanceof ArrayBuffer ? [each.buffer] : [],
    ),
  );
}
