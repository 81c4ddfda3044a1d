/**
 * Combines several abort signals into one. Code in services/ uses linkSignals instead of AbortSignal.any, which leaks memory: a long-lived
 * source, such as the signal of a job, keeps every signal that was derived from it (nodejs/node#54614, nodejs/node#55351; Node 20 has no
 * fix). The owner releases a linked signal, which removes its listeners from the sources.
 */

export interface LinkedSignal {
  signal: AbortSignal;
  /** Removes the listeners from the sources, then aborts the linked signal so that work that still uses the signal stops. */
  release(): void;
}

/** Creates a signal that aborts with the reason of the first source that aborts. The caller must release the signal. */
export function linkSignals(...sources: AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const release = () => {
    for (const source of sources) source.removeEventListener('abort', follow);
    controller.abort();
  };
  function follow(this: AbortSignal): void {
    controller.abort(this.reason);
    release();
  }
  for (const source of sources) {
    if (source.aborted) follow.call(source);
    else source.addEventListener('abort', follow);
  }
  return { signal: controller.signal, release };
}
