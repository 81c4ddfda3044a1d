/** A started service. Its owner calls `stop` once. */
export interface Stoppable {
  /** Stops the service. Resolves when the running work has ended and the sockets are closed. */
  stop(): Promise<void>;
}
