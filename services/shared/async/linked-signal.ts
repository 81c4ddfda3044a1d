export interface LinkedSignal {
  signal: AbortSignal;
  /** Takes it from its sources; fires what is left of it. */
  release(): void;
}

/** Fires with the first of its sources. `AbortSignal.any` is no choice where one of them lives long: in Node 20 that one keeps all that was made of it. */
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
