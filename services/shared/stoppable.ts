/** Something that was started and can be stopped once. */
export interface Stoppable {
  stop(): Promise<void>;
}
