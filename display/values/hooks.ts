/** Bookkeeping of `node:async_hooks` and of its storage, kept as properties of promises and timers. */
const BOOKKEEPING = new Set([
  "async_id_symbol",
  "trigger_async_id_symbol",
  "asyncId",
  "triggerId",
  "kResourceStore",
  "resource_symbol",
]);

/** Runs a synchronous function while the bookkeeping of the given objects cannot be enumerated. */
export function withoutBookkeeping<T>(objects: Iterable<object>, body: () => T): T {
  const hidden: { readonly object: object; readonly key: symbol; readonly before: PropertyDescriptor }[] = [];
  for (const object of objects) {
    for (const key of Object.getOwnPropertySymbols(object)) {
      const before = Object.getOwnPropertyDescriptor(object, key);
      if (!before?.configurable || !before.enumerable || !isBookkeeping(key)) continue;
      Object.defineProperty(object, key, { ...before, enumerable: false });
      hidden.push({ object, key, before });
    }
  }
  try {
    return body();
  } finally {
    for (const { object, key, before } of hidden) Object.defineProperty(object, key, before);
  }
}

function isBookkeeping(key: symbol): boolean {
  return key.description !== undefined && BOOKKEEPING.has(key.description);
}
