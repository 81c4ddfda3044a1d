/**
 * A durable key-value store of small texts: a resolved `put` survives a crash of the process. `get` and `put` throw DezenasError UNAVAILABLE when
 * a remote store does not answer, and other errors when the store fails.
 */
export interface Values {
  get(key: string): Promise<string | undefined>;
  /** Stores all values in one transaction. */
  put(values: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}
