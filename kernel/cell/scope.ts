/** The variables of all cells: the `exports` object of each of them. */
export interface Scope {
  /** Handed to emitted code as `exports`. */
  readonly values: Record<string, unknown>;
  /**
   * Handed to emitted code for `Object.defineProperty(exports, …)`. Imported names, which come as getters, become
   * plain values, so that a later cell can assign to them or declare them again.
   */
  define(target: object, name: string, descriptor: PropertyDescriptor): void;
  /** Removes a variable and returns its value. */
  take(name: string): unknown;
  names(): string[];
  clear(): void;
}

/** An empty scope. */
export function createScope(): Scope {
  const values: Record<string, unknown> = {};
  return {
    values,
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
