/**
 * Returns a promise that its owner awaits later. Node ends the process for a rejection that nobody handles by the time it happens; this
 * handler prevents that, and whoever awaits the promise still receives the error.
 */
export function handleLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
