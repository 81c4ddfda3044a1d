/**
 * One signal that follows several. Everything in services/ that combines signals uses linkSignals, because AbortSignal.any leaks: a source
 * that lives long, such as the signal of a job or of a watched server, keeps every signal that was derived from it (nodejs/node#54614,
 * nodejs/node#55351; Node 20 has no fix). A linked signal is released by its owner and leaves no reference in its sources.
 */

export interface LinkedSignal {
  signal: AbortSignal;
  /** Removes the linked signal from its sources, then aborts it so that work which still listens to it stops. */
  release(): void;
}

/** The linked signal aborts with the reason of the first source that aborts. The caller must release it. */
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
