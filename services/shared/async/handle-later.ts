/**
 * Returns the same promise, for an owner that awaits it later. Node.js ends the process when a promise rejects before a handler is attached.
 * The empty handler prevents that, and the owner still receives the error.
 */
export function handleLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
