import { DezenasError } from '../../shared/errors.js';
import { type CallOptions, callBidiStream, callServerStream, callUnary, createGrpcClient } from '../../shared/grpc/client/calls.js';
import type { PeerCredentials } from '../../shared/grpc/client/credentials.js';
import { ExcelWriterService } from '../../shared/grpc/definitions.js';
import type { ReadWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/ReadWorkbookResponse.js';
import type { WriteWorkbookRequest } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse__Output } from '../../shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';

export type { WriteWorkbookRequest };

/** What a peer that is gone, or hangs, ends a call with. */
const GONE = new Set(['UNAVAILABLE', 'PEER_SILENT']);

/** Calls the excel-writer. */
export class ExcelWriterClient {
  readonly #client: InstanceType<typeof ExcelWriterService>;
  readonly #timeoutMs: number;

  /** @param timeoutMs longest silence of an excel-writer at work; it says how far it is each second. */
  constructor(address: string, timeoutMs: number, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(ExcelWriterService, address, credentials);
    this.#timeoutMs = timeoutMs;
  }

  /** Sends header, batches and summary; yields progress and, last, the workbook. */
  async *write(requests: AsyncIterable<WriteWorkbookRequest>, options: CallOptions): AsyncGenerator<WriteWorkbookResponse__Output> {
    try {
      yield* callBidiStream<WriteWorkbookRequest, WriteWorkbookResponse__Output>(this.#client.WriteWorkbook.bind(this.#client), requests, {
        silenceMs: this.#timeoutMs,
        ...options,
      });
    } catch (error) {
      throw asWriterError(error, options.signal);
    }
  }

  /** Bytes of a finished file; length 0: to its end. */
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
      throw asWriterError(error, options.signal);
    }
  }

  async delete(workbookId: string, options: CallOptions = {}): Promise<void> {
    try {
      await callUnary(this.#client.DeleteWorkbook.bind(this.#client), { workbookId }, { timeoutMs: this.#timeoutMs, ...options });
    } catch (error) {
      throw asWriterError(error, options.signal);
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** A writer that is gone is named; errors of the games' source and the writer's own words pass. */
function asWriterError(error: unknown, signal: AbortSignal | undefined): unknown {
  // Not the caller's credential: this service's.
  if (error instanceof DezenasError && error.code === 'UNAUTHENTICATED') {
    return new DezenasError('UNAVAILABLE', 'the excel-writer refused the internal token', { reason: 'EXCEL_WRITER_REFUSED', cause: error });
  }
  if (!(error instanceof DezenasError) || !isGone(error, signal)) return error;
  return new DezenasError('UNAVAILABLE', 'the excel-writer does not answer or went away', {
    reason: 'EXCEL_WRITER_UNAVAILABLE',
    cause: error,
  });
}

/** Calls that a stopping writer could not finish in time end as cancelled, which is no wish of ours unless our signal fired. */
function isGone({ code, reason }: DezenasError, signal: AbortSignal | undefined): boolean {
  return (code === 'UNAVAILABLE' && GONE.has(reason)) || ((code === 'CANCELLED' || code === 'DEADLINE_EXCEEDED') && !signal?.aborted);
}
