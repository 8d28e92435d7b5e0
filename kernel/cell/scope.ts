/** The variables of all cells: the `exports` object of each of them. */
export interface Scope {
  /** Handed to emitted code as `exports`. */
  readonly values: Record<string, unknown>;
  /**
   * Handed to emitted code for `Object.defineProperty(exports, …)`. Imported names, which come as getters, become
   * plain values, so that a later cell can assign to them or declare them again.
   */
  define(target: object, name: string, descriptor: PropertyDescriptor): void;
  /** A cell begins that declares these names: their values are kept until {@link settle} or {@link restore}. */
  begin(names: readonly string[]): void;
  /** The cell came to its end: what its names held before is forgotten. */
  settle(): void;
  /**
   * The cell stopped early: names that have no value yet get back what they held before.
   * @returns these names
   */
  restore(): string[];
  /** Removes a variable and returns its value. */
  take(name: string): unknown;
  names(): string[];
  clear(): void;
}

/** An empty scope. */
export function createScope(): Scope {
  const values: Record<string, unknown> = {};
  let before = new Map<string, unknown>();
  return {
    values,
    begin(names) {
      before = new Map(names.map((name) => [name, values[name]]));
    },
    settle: () => before.clear(),
    restore() {
      const missing = [...before.keys()].filter((name) => values[name] === undefined);
      for (const name of missing) {
        const value = before.get(name);
        if (value === undefined) delete values[name];
        else values[name] = value;
      }
      before.clear();
      return missing;
    },
    define(_target, name, descriptor) {
      if (name !== "__esModule") values[name] = descriptor.get ? descriptor.get.call(values) : descriptor.value;
    },
    take(name) {
      const value = values[name];
      delete values[name];
      return value;
    },
    names: () => Object.keys(values),
    clear() {
      for (const name of Object.keys(values)) delete values[name];
    },
  };
}
