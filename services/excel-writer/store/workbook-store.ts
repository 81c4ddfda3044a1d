/** Takes the bytes of a new file. Exactly one call of `commit` or `abort` ends it. */
export interface WorkbookSink {
  readonly bytesWritten: number;
  /** Resolves when the store can take more bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Stores the file durably under its id and part. */
  commit(): Promise<{ sizeBytes: number; sha256: string }>;
  /** Deletes what has been written. */
  abort(): Promise<void>;
}

/** A range of a file's bytes. */
export interface ByteRange {
  /** Index of the first byte, from 0. */
  offset: number;
  /** Number of bytes; 0 means up to the end of the file. */
  length: number;
}

/** Stores the finished files of jobs by id and part. Callers have checked that the id is a UUID and the part at least 1. */
export interface WorkbookStore {
  /** Prepares the store for use and deletes unfinished files of writers that have ended. */
  prepare(): Promise<void>;
  /** @throws DezenasError when the store cannot accept a file, as far as a check without writing can find out. */
  check(): Promise<void>;
  /**
   * `extension` is the file name extension of the format, without a dot.
   * @throws DezenasError when the store cannot accept a file.
   */
  create(id: string, part: number, extension: string): Promise<WorkbookSink>;
  /** @throws DezenasError NOT_FOUND when the file does not exist, INVALID_ARGUMENT when the range begins beyond its end. */
  read(id: string, part: number, range: ByteRange): AsyncIterable<Buffer>;
  /** Deletes all finished files of a job; succeeds when the job has none. */
  delete(id: string): Promise<void>;
  /** Closes connections. */
  close(): void;
}
