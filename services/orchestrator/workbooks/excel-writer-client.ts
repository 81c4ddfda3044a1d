import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callBidiStream, callServerStream, callUnary } from '../../shared/grpc/client/calls.js';
import { createGrpcClient } from '../../shared/grpc/client/create-client.js';
import type { PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { ExcelWriterService } from '../../shared/grpc/definitions.js';
import type { ReadWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ReadWorkbookResponse.js';
import type { WriteWorkbookRequest } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';

export type { WriteWorkbookRequest };

/** The reasons of UNAVAILABLE errors that mean that the peer is gone or hangs. */
const GONE_REASONS = new Set(['UNAVAILABLE', 'PEER_SILENT']);

/** Calls the excel-writer. */
export class ExcelWriterClient {
  readonly #client: InstanceType<typeof ExcelWriterService>;
  readonly #timeoutMs: number;

  /** @param timeoutMs the longest silence in a call. A running excel-writer reports its progress every second. */
  constructor(address: string, timeoutMs: number, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(ExcelWriterService, address, credentials);
    this.#timeoutMs = timeoutMs;
  }

  /** Sends header, batches and summary. Yields progress and, last, the workbook. */
  async *write(requests: AsyncIterable<WriteWorkbookRequest>, options: CallOptions): AsyncGenerator<WriteWorkbookResponse__Output> {
    try {
      yield* callBidiStream<WriteWorkbookRequest, WriteWorkbookResponse__Output>(this.#client.WriteWorkbook.bind(this.#client), requests, {
        silenceMs: this.#timeoutMs,
        ...options,
      });
    } catch (error) {
      throw toWriterError(error, options.signal);
    }
  }

  /** Yields the bytes of a finished file. Length 0 reads to the end of the file. */
  async *read(
    workbookId: string,
    { part, offset, length }: { part: number; offset: number; length: number },
    options: CallOptions,
  ): AsyncGenerator<Buffer> {
    const call = callServerStream<object, ReadWorkbookResponse__Output>(
      this.#client.ReadWorkbook.bind(this.#client),
      { workbookId, part, offset, length },
      { silenceMs: this.#timeoutMs, ...options },
    );
    try {
      for await (const { data } of call) yield data;
    } catch (error) {
      throw toWriterError(error, options.signal);
    }
  }

  async delete(workbookId: string, options: CallOptions = {}): Promise<void> {
    try {
      await callUnary(this.#client.DeleteWorkbook.bind(this.#client), { workbookId }, { timeoutMs: this.#timeoutMs, ...options });
    } catch (error) {
      throw toWriterError(error, options.signal);
    }
  }

  close(): void {
    this.#client.close();
  }
}

/**
 * Converts the errors of an unavailable excel-writer. Errors of the games' source and errors that the excel-writer reports are
 * returned unchanged.
 */
function toWriterError(error: unknown, signal: AbortSignal | undefined): unknown {
  // The refused credential is the internal token of this service. The caller's credential was accepted.
  if (error instanceof DezenasError && error.code === 'UNAUTHENTICATED') {
    return new DezenasError('UNAVAILABLE', 'the excel-writer refused the internal token', { reason: 'EXCEL_WRITER_REFUSED', cause: error });
  }
  if (!(error instanceof DezenasError) || !isGone(error, signal)) return error;
  return new DezenasError('UNAVAILABLE', 'the excel-writer does not answer', {
    reason: 'EXCEL_WRITER_UNAVAILABLE',
    cause: error,
  });
}

/**
 * Determines whether the excel-writer is gone. A stopping excel-writer cancels its running calls, so only an aborted signal proves
 * that the caller cancelled.
 */
function isGone({ code, reason }: DezenasError, signal: AbortSignal | undefined): boolean {
  return (
    (code === 'UNAVAILABLE' && GONE_REASONS.has(reason)) || ((code === 'CANCELLED' || code === 'DEADLINE_EXCEEDED') && !signal?.aborted)
  );
}
