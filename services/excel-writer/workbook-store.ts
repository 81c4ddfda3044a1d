/** Bytes of a workbook that is being written. Exactly one of commit and abort ends it. */
export interface WorkbookSink {
  readonly bytesWritten: number;
  /** Resolves when the store has taken the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the workbook appear under its id, durably. */
  commit(): Promise<{ sizeBytes: number; sha256: string }>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/** Keeps finished workbooks by id. Ids are UUIDs; a store may trust that. */
export interface WorkbookStore {
  /** @throws DezenasError when the store cannot take a workbook now. `extension`: how files of its format end. */
  create(id: string, extension: string): Promise<WorkbookSink>;
  /** @throws DezenasError NOT_FOUND */
  read(id: string): AsyncIterable<Buffer>;
  /** No error when there is none. */
  delete(id: string): Promise<void>;
}
