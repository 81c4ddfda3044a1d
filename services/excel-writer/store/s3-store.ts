import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { DezenasError } from '../../shared/errors.js';
import { checkRange, codeOf, notFound } from './store-errors.js';
import type { ByteRange, WorkbookSink, WorkbookStore } from './workbook-store.js';

/** A bucket of an S3-compatible service. The AWS client reads the credentials itself (AWS_ACCESS_KEY_ID and so on). */
export interface S3Settings {
  bucket: string;
  /** Prefix of the object names. */
  prefix: string;
  region: string;
  /** URL of the service; undefined means Amazon's. */
  endpoint: string | undefined;
  /** Milliseconds without a byte after which a request fails. Default: 30,000. */
  silenceMs?: number;
}

/** Size of an upload's pieces. S3 allows 10,000 of them, which bounds a file to 80 GiB. */
const PIECE_BYTES = 8 * 2 ** 20;
/** Pieces sent concurrently; a sink holds about this many in memory. */
const CONCURRENT_PIECES = 2;
/** An older upload is abandoned: a job ends within an hour by default, and within a day at most. */
const ABANDONED_MS = 24 * 3600 * 1000;
const CONNECTION_TIMEOUT_MS = 3_000;
const SILENCE_MS = 30_000;
/** A readiness check that takes longer is useless, and its connection is needed for files. */
const CHECK_TIMEOUT_MS = 2_000;
/** A download holds a connection until its reader is done. A request that waits for a free connection fails after CONNECTION_TIMEOUT_MS. */
const MAX_CONNECTIONS = 1_000;

/** A bucket of files named <prefix><id>.<part>.<extension>. An object appears only when its upload is complete. */
export class S3WorkbookStore implements WorkbookStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, region, endpoint, silenceMs = SILENCE_MS }: S3Settings) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = new S3Client({
      region,
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      // Older S3-compatible servers reject the newer checksum headers. TLS and the file's SHA-256 detect damage.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // requestTimeout would also end a large piece on a slow line, and only warns unless throwOnRequestTimeout is set.
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        socketTimeout: silenceMs,
        httpAgent: { maxSockets: MAX_CONNECTIONS },
        httpsAgent: { maxSockets: MAX_CONNECTIONS },
      },
    });
  }

  /** Checks that the bucket exists and deletes abandoned uploads. */
  async prepare(): Promise<void> {
    const Bucket = this.#bucket;
    await guard(this.#client.send(new HeadBucketCommand({ Bucket })));
    // Some servers cannot list uploads. Unfinished uploads are invisible to readers, so they may stay.
    const { Uploads = [] } = await this.#client
      .send(new ListMultipartUploadsCommand({ Bucket, Prefix: this.#prefix }))
      .catch(() => ({ Uploads: [] }));
    for (const { Key, UploadId, Initiated } of Uploads) {
      if (!Initiated || Date.now() - Initiated.getTime() < ABANDONED_MS) continue;
      await guard(this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
    }
  }

  /** Checks that the bucket exists and accepts the credentials. Only an upload could show that it accepts files. */
  async check(): Promise<void> {
    const abortSignal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    await guard(this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }), { abortSignal }));
  }

  async create(id: string, part: number, extension: string): Promise<WorkbookSink> {
    const body = new PassThrough({ highWaterMark: PIECE_BYTES });
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: `${this.#prefix}${id}.${part}.${extension}`, Body: body },
      partSize: PIECE_BYTES,
      queueSize: CONCURRENT_PIECES,
    });
    const uploaded = guard(upload.done());
    // A failed upload ends a write that waits for room in the body. The failure itself is thrown by the next write, commit or abort.
    uploaded.catch((error) => body.destroy(error));
    // `write` and `commit` take the error from the upload.
    body.on('error', () => {});
    const digest = createHash('sha256');
    let bytesWritten = 0;
    return {
      get bytesWritten() {
        return bytesWritten;
      },
      write: async (bytes) => {
        digest.update(bytes);
        // A failed upload may close its body without an error and without calling the callback of a write that waits for room.
        const accepted = await new Promise<boolean>((resolve) => {
          const onClose = () => resolve(false);
          body.once('close', onClose);
          body.write(bytes, (error) => {
            body.off('close', onClose);
            resolve(!error);
          });
        });
        // Rejects with the reason of the failure.
        if (!accepted) await uploaded;
        bytesWritten += bytes.length;
      },
      commit: async () => {
        body.end();
        await uploaded;
        return { sizeBytes: bytesWritten, sha256: digest.digest('hex') };
      },
      abort: async () => {
        await upload.abort();
        body.destroy();
        await uploaded.catch(() => {});
      },
    };
  }

  async *read(id: string, part: number, { offset, length }: ByteRange): AsyncGenerator<Buffer> {
    const [file] = await this.#list(`${id}.${part}.`);
    if (!file) throw notFound();
    checkRange(offset, file.size);
    const end = length === 0 ? file.size : Math.min(file.size, offset + length);
    let at = offset;
    while (at < end) {
      const from = at;
      const body = await this.#open(file.key, from, end);
      try {
        for await (const piece of body) {
          at += piece.length;
          yield piece;
        }
        return;
      } catch (error) {
        // A slow reader also causes a timeout. When some bytes have arrived, the rest is requested again.
        if (at === from || !isTimeout(error)) throw storeError(error);
      }
    }
  }

  async delete(id: string): Promise<void> {
    const files = await this.#list(`${id}.`);
    if (files.length === 0) return;
    const Objects = files.map(({ key }) => ({ Key: key }));
    const request = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await guard(this.#client.send(request));
    if (Errors.length > 0) throw storeError({ name: Errors[0].Code });
  }

  close(): void {
    this.#client.destroy();
  }

  async #open(key: string, from: number, end: number): Promise<AsyncIterable<Buffer>> {
    const range = { Bucket: this.#bucket, Key: key, Range: `bytes=${from}-${end - 1}` };
    const { Body } = await guard(this.#client.send(new GetObjectCommand(range)));
    if (!Body) throw notFound();
    return Body as AsyncIterable<Buffer>;
  }

  /** Lists one page of objects, which is enough: a job has at most 100 files. */
  async #list(name: string): Promise<{ key: string; size: number }[]> {
    const request = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix + name });
    const { Contents = [] } = await guard(this.#client.send(request));
    return Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, size: Size }));
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

async function guard<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storeError(error);
  }
}

const REASONS: Record<string, string> = {
  NoSuchBucket: 'the bucket of the workbook store does not exist',
  NotFound: 'the bucket of the workbook store does not exist',
  NoSuchUpload: 'an upload to the workbook store no longer exists',
  AccessDenied: 'the workbook store denies access',
  Forbidden: 'the workbook store denies access',
  InvalidAccessKeyId: 'the workbook store does not accept the access key',
  SignatureDoesNotMatch: 'the workbook store rejects the secret key',
  CredentialsProviderError: 'the workbook store has no credentials',
  QuotaExceeded: 'the quota of the workbook store is used up',
  XMinioStorageFull: 'the workbook store is full',
};

/** Converts an error of the S3 client to one that does not name the bucket. */
function storeError(error: unknown): DezenasError {
  if (error instanceof DezenasError) return error;
  const reason = 'WORKBOOK_STORE_FAILED';
  const { name = 'unknown', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  // The answer to a HEAD request has a status but no error name.
  const known = REASONS[name] ?? { 403: REASONS.AccessDenied, 404: REASONS.NoSuchBucket }[$metadata?.httpStatusCode ?? 0];
  if (known) return new DezenasError('FAILED_PRECONDITION', known, { reason, cause: error });
  if ($metadata?.httpStatusCode === undefined) {
    const code = codeOf(error);
    return new DezenasError('UNAVAILABLE', `the workbook store cannot be reached (${code === 'unknown' ? name : code})`, {
      reason,
      cause: error,
    });
  }
  return new DezenasError('FAILED_PRECONDITION', `the workbook store failed (${name})`, { reason, cause: error });
}
