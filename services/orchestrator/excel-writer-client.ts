import { DezenasError } from '../shared/errors.js';
import { type CallOptions, callBidiStream, callServerStream, callUnary, createGrpcClient } from '../shared/grpc/calls.js';
import type { PeerCredentials } from '../shared/grpc/credentials.js';
import { ExcelWriterService } from '../shared/grpc/definitions.js';
import type { ReadWorkbookResponse__Output } from '../shared/grpc/generated/dezenas/v1/ReadWorkbookResponse.js';
import type { WriteWorkbookRequest } from '../shared/grpc/generated/dezenas/v1/WriteWorkbookRequest.js';
import type { WriteWorkbookResponse__Output } from '../shared/grpc/generated/dezenas/v1/WriteWorkbookResponse.js';

/** Calls the excel-writer. */
export class ExcelWriterClient {
  readonly #client: InstanceType<typeof ExcelWriterService>;

  constructor(address: string, credentials?: PeerCredentials) {
    this.#client = createGrpcClient(ExcelWriterService, address, credentials);
  }

  /** Sends header, batches and summary; yields progress and, last, the workbook. */
  async *write(requests: AsyncIterable<WriteWorkbookRequest>, options: CallOptions): AsyncGenerator<WriteWorkbookResponse__Output> {
    try {
      yield* callBidiStream<WriteWorkbookRequest, WriteWorkbookResponse__Output>(
        this.#client.WriteWorkbook.bind(this.#client),
        requests,
        options,
      );
    } catch (error) {
      throw asWriterError(error);
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
      options,
    );
    try {
      for await (const { data } of call) yield data;
    } catch (error) {
      throw asWriterError(error);
    }
  }

  async delete(workbookId: string, options: CallOptions = {}): Promise<void> {
    await callUnary(this.#client.DeleteWorkbook.bind(this.#client), { workbookId }, options);
  }

  close(): void {
    this.#client.close();
  }
}

/** A writer that is gone is named; errors of the games' source and the writer's own words pass. */
function asWriterError(error: unknown): unknown {
  // Not the caller's credential: this service's.
  if (error instanceof DezenasError && error.code === 'UNAUTHENTICATED') {
    return new DezenasError('UNAVAILABLE', 'the excel-writer refused the internal token', { reason: 'EXCEL_WRITER_REFUSED', cause: error });
  }
  if (!(error instanceof DezenasError) || error.code !== 'UNAVAILABLE' || error.reason !== 'UNAVAILABLE') return error;
  return new DezenasError('UNAVAILABLE', 'the excel-writer does not answer or went away', {
    reason: 'EXCEL_WRITER_UNAVAILABLE',
    cause: error,
  });
}
