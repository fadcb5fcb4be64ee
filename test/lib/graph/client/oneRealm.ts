/**
 * Jest runs each test file in a realm of its own, with its own Error; `fetch` and AbortSignal throw
 * the errors of Node's realm. In production there is one realm, so `instanceof` is told here to
 * know an error of either.
 */
function bridge(type: ErrorConstructor | TypeErrorConstructor): void {
  const ordinary = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      return ordinary.call(this as typeof type, value) || (this === type && prototypeNames(value).includes(type.name));
    },
  });
}

function prototypeNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  const { name } = (prototype as { constructor?: { name?: string } } | null)?.constructor ?? {};
  return [...(name === undefined ? [] : [name]), ...prototypeNames(prototype)];
}

bridge(Error);
bridge(TypeError);
