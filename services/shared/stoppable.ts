/** A started service that can be stopped once. */
export interface Stoppable {
  stop(): Promise<void>;
}
