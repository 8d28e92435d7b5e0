/** The variables of all cells: the `exports` object of each of them. */
export interface Scope {
  /** Handed to emitted code as `exports`. */
  readonly exports: Record<string, unknown>;
  /** The variables as they are. */
  readonly values: { readonly [name: string]: unknown };
  /** Removes a variable and returns its value. */
  take(name: string): unknown;
  names(): string[];
  clear(): void;
}

/**
 * An empty scope. Emitted code defines imported names as getters; here they become plain values, so that a later
 * cell can assign to them or declare them again.
 */
export function createScope(): Scope {
  const values: Record<string, unknown> = {};
  const exports = new Proxy(values, {
    defineProperty(target, name, descriptor) {
      if (name === "__esModule") return true;
      const value = descriptor.get ? descriptor.get.call(target) : descriptor.value;
      return Reflect.set(target, name, value);
    },
  });
  return {
    exports,
    values,
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
