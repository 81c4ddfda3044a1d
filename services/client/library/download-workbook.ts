import { DezenasError } from '../../shared/errors.js';
import type { CallOptions } from '../../shared/grpc/client/calls.js';
import type { Workbook } from './messages.js';
import { Reconnection, type ReconnectOptions } from './reconnection.js';

export interface DownloadOptions extends CallOptions, ReconnectOptions {
  /** Which file of the job, from 1; may be left out when it has one. */
  part?: number;
  /** First byte wanted, from 0: where a download broke off. */
  offset?: number;
  /** Bytes wanted. Default 0: to the end. */
  length?: number;
  /** Fail with WORKBOOK_CHANGED unless this is the SHA-256 of the file: bytes of two files never mix. */
  sha256?: string;
}

export interface ByteRange {
  part: number;
  offset: number;
  /** 0: to the end. */
  length: number;
}

/** What a call answers: first the description of the file, then its bytes. */
export interface DownloadAnswer {
  workbook?: Workbook | null;
  data?: Buffer;
}

/** The bytes of a file in order; after a lost connection they go on where they were. */
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
          // A description alone is no progress: only the first one counts as an answer.
          if (!described) reconnection.answered();
          described = true;
          known ??= workbook.sha256;
          if (workbook.sha256 !== known) throw changed();
          wanted = Math.min(wanted, Number(workbook.sizeBytes) - offset);
        }
        if (!data) continue;
        reconnection.answered();
        received += data.length;
        yield data;
      }
      if (received >= wanted) return;
      throw new DezenasError('UNAVAILABLE', 'the server ended the file before its last byte');
    } catch (error) {
      // Only the end of the call was lost. Another one for the 0 bytes left would ask for all of the rest.
      if (described && received >= wanted) return;
      await reconnection.again(error);
    }
  }
}

/** A job that was retried wrote its file anew. */
function changed(): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', 'the file was written anew meanwhile: download it from its first byte', {
    reason: 'WORKBOOK_CHANGED',
  });
}
