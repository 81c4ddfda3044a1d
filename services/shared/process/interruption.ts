/** Exit codes of processes that a signal ended, as shells report them. SIGHUP: the terminal was closed. */
export const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that stops a command or a service early. */
export type Interruption = keyof typeof EXIT_CODES;

const INTERRUPTIONS = Object.keys(EXIT_CODES) as Interruption[];

/** Calls `listener` for each interruption. Returns a function that removes the listener. */
export function onInterruption(listener: (signal: Interruption) => void): () => void {
  for (const signal of INTERRUPTIONS) process.on(signal, listener);
  return () => {
    for (const signal of INTERRUPTIONS) process.off(signal, listener);
  };
}
