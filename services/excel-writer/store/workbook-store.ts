/** Bytes of a file that is being written. Exactly one of commit and abort ends it. */
export interface WorkbookSink {
  readonly bytesWritten: number;
  /** Resolves when the store has taken the bytes, or holds few of them. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file appear under its id and part, durably. */
  commit(): Promise<{ sizeBytes: number; sha256: string }>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Which bytes of a file. */
export interface ByteRange {
  /** First byte, from 0. */
  offset: number;
  /** 0: to the end. */
  length: number;
}

/** Keeps the finished files of jobs by id and part. Ids are UUIDs and parts count from 1; a store may trust that. */
export interface WorkbookStore {
  /** Makes the store ready, and removes what writers that are gone left unfinished. */
  prepare(): Promise<void>;
  /** @throws DezenasError when the store would not take a file now, as far as can be told without writing one. */
  check(): Promise<void>;
  /** @throws DezenasError when the store cannot take a file now. `extension`: how files of its format end. */
  create(id: string, part: number, extension: string): Promise<WorkbookSink>;
  /** @throws DezenasError NOT_FOUND, or INVALID_ARGUMENT when the range begins after the end of the file. */
  read(id: string, part: number, range: ByteRange): AsyncIterable<Buffer>;
  /** Removes all files of a job. No error when there are none. */
  delete(id: string): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}
