/**
 * Small texts by key, kept durably: what has been put survives the death of the process. Both throw a DezenasError UNAVAILABLE
 * when a store that others run does not answer, and anything else when it fails.
 */
export interface Values {
  get(key: string): Promise<string | undefined>;
  /** All of them or none. */
  put(values: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}
