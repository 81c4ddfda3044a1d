/**
 * Returns a view of an object in which some members are replaced. The other methods are bound to the original object, because private fields
 * of a class cannot be read through a proxy.
 */
export function replaced<T extends object>(whole: T, by: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, key) => {
      const known = key as keyof T;
      const own = target[known];
      return by[known] ?? (typeof own === 'function' ? own.bind(target) : own);
    },
  });
}
