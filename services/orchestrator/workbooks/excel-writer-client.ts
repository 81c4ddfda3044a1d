import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callBidiStream, callServerStream, callUnary } from '../../shared/grpc/client/calls.js';
import { createGrpcClient } from '../../shared/grpc/client/create-client.js';
import type { PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { ExcelWriterService } from '../../shared/grpc/definitions.js';
import type { ReadWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ReadWorkbookResponse.js';
import type { WriteWorkbookRequest } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';

export type { WriteWorkbookRequest };

/** Reasons of errors of a peer that is unreachable or hangs. */
const UNREACHABLE = new Set(['UNAVAILABLE', 'PEER_SILENT']);

/** Calls the excel-writer. */
export class ExcelWriterClient {
  readonly #client: InstanceType<typeof ExcelWriterService>;
  readonly #timeoutMs: number;

  /** @param timeoutMs longest silence of a running call. The excel-writer reports progress each second. */
  constructor(address: string, timeoutMs: number, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(ExcelWriterService, address, credentials);
    this.#timeoutMs = timeoutMs;
  }

  /** Sends the header, the batches and the summary. Yields the progress and each finished workbook. */
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

  /** Yields `length` bytes of a finished file from `offset`; length 0: to the end of the file. */
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

/** Converts errors of an unreachable excel-writer. Errors of the source of the games and the excel-writer's own errors stay as they are. */
function toWriterError(error: unknown, signal: AbortSignal | undefined): unknown {
  // The refused credential is the internal token, not the credential of the caller.
  if (error instanceof DezenasError && error.code === 'UNAUTHENTICATED') {
    return new DezenasError('UNAVAILABLE', 'the excel-writer refused the internal token', { reason: 'EXCEL_WRITER_REFUSED', cause: error });
  }
  if (!(error instanceof DezenasError) || !isUnreachable(error, signal)) return error;
  return new DezenasError('UNAVAILABLE', 'the excel-writer does not answer', {
    reason: 'EXCEL_WRITER_UNAVAILABLE',
    cause: error,
  });
}

/**
 * Returns whether the excel-writer is unreachable. A stopping excel-writer ends calls with CANCELLED, which is a cancellation only if the
 * signal fired.
 */
function isUnreachable({ code, reason }: DezenasError, signal: AbortSignal | undefined): boolean {
  return (
    (code === 'UNAVAILABLE' && UNREACHABLE.has(reason)) || ((code === 'CANCELLED' || code === 'DEADLINE_EXCEEDED') && !signal?.aborted)
  );
}
