/** The same object with some of its members replaced. Methods of a class have their state in themselves: only what is not replaced goes there. */
export function replaced<T extends object>(whole: T, by: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, key) => {
      const known = key as keyof T;
      const own = target[known];
      return by[known] ?? (typeof own === 'function' ? own.bind(target) : own);
    },
  });
}
