import { DezenasError } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';
import type { Workbook } from './messages.js';
import { Reconnection, type ReconnectOptions } from './reconnection.js';

export interface DownloadOptions extends CallOptions, ReconnectOptions {
  /** The file of the job, from 1. Optional when the job has one file. */
  part?: number;
  /** The first byte to fetch, from 0. A resumed download starts at the size of its partial file. */
  offset?: number;
  /** The number of bytes to fetch. Default 0: up to the end of the file. */
  length?: number;
  /** The expected SHA-256 of the file. Another digest fails with WORKBOOK_CHANGED, so that bytes of two files never mix. */
  sha256?: string;
}

export interface ByteRange {
  part: number;
  offset: number;
  /** 0 means up to the end of the file. */
  length: number;
}

/** One message of a download: first the description of the file, then its bytes. */
export interface DownloadAnswer {
  workbook?: Workbook | null;
  data?: Buffer;
}

/** Yields the bytes of a file in order. After a lost connection the download resumes at the next byte. */
export async function* downloadWorkbook(
  download: (range: ByteRange, options: CallOptions) => AsyncIterable<DownloadAnswer>,
  { part = 0, offset = 0, length = 0, sha256, ...options }: DownloadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const reconnection = new Reconnection(options);
  let known = sha256;
  let received = 0;
  let described = false;
  let wanted = length || Number.POSITIVE_INFINITY;
  for (;;) {
    try {
      const range = { part, offset: offset + received, length: length && length - received };
      for await (const { workbook, data } of download(range, reconnection.callOptions)) {
        if (workbook) {
          // Only the first description counts as an answer: a server that sends descriptions but no bytes makes no progress.
          if (!described) reconnection.markAnswered();
          described = true;
          known ??= workbook.sha256;
          if (workbook.sha256 !== known) throw createChangedError();
          wanted = Math.min(wanted, Number(workbook.sizeBytes) - offset);
        }
        if (!data) continue;
        reconnection.markAnswered();
        received += data.length;
        yield data;
      }
      if (received >= wanted) return;
      throw new DezenasError('UNAVAILABLE', 'the server ended the file before its last byte');
    } catch (error) {
      // All bytes arrived and only the end of the call was lost. A retry with 0 bytes left would mean "up to the end" and fetch bytes again.
      if (described && received >= wanted) return;
      await reconnection.waitForRetry(error);
    }
  }
}

/** A retried job has written its file again. */
function createChangedError(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'the file was written again during the download: download it from its first byte', {
    reason: 'WORKBOOK_CHANGED',
  });
}
