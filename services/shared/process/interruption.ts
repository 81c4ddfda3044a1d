/** Exit codes of what a signal ended, as shells report them. SIGHUP: the terminal is gone. */
export const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** What ends a command or a service before its time. */
export type Interruption = keyof typeof EXIT_CODES;

const INTERRUPTIONS = Object.keys(EXIT_CODES) as Interruption[];

/** Calls `listener` for each interrupting signal; returns how to stop that. */
export function onInterruption(listener: (signal: Interruption) => void): () => void {
  for (const signal of INTERRUPTIONS) process.on(signal, listener);
  return () => {
    for (const signal of INTERRUPTIONS) process.off(signal, listener);
  };
}
