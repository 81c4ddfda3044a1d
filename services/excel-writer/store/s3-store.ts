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

/** A bucket of an S3-compatible service; credentials come the way they do for all of its clients (AWS_ACCESS_KEY_ID and so on). */
export interface S3Settings {
  bucket: string;
  /** Goes before the names of objects. */
  prefix: string;
  region: string;
  /** URL of the service; undefined: Amazon's. */
  endpoint: string | undefined;
  /** Milliseconds without a byte after which a request has failed. Default: 30,000. */
  silenceMs?: number;
}

/** Bytes of a piece of an upload, and pieces under way: a sink holds about as much. 10,000 pieces make 80 GiB. */
const PIECE_BYTES = 8 * 2 ** 20;
const PIECES_AT_ONCE = 2;
/** An upload that is older belongs to no living job: they end within an hour by default, and within a day at most. */
const ABANDONED_MS = 24 * 3600 * 1000;
const CONNECTION_TIMEOUT_MS = 3_000;
const SILENCE_MS = 30_000;
/** Nobody waits for a check any longer, and its connection is needed. */
const CHECK_TIMEOUT_MS = 2_000;
/** A download keeps one as long as its reader takes; a request that waits for a free one counts as one that does not connect. */
const MAX_CONNECTIONS = 1_000;

/** A bucket of files, <prefix><id>.<part>.<extension>. An upload shows only when it is complete. */
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
      // Checksums of newer clients are unknown to older servers; the connection and the file have theirs.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Not requestTimeout, which ends a large piece on a slow line, too, and without throwOnRequestTimeout only warns.
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        socketTimeout: silenceMs,
        httpAgent: { maxSockets: MAX_CONNECTIONS },
        httpsAgent: { maxSockets: MAX_CONNECTIONS },
      },
    });
  }

  /** Checks that the bucket is there, and removes uploads that writers abandoned long ago. */
  async prepare(): Promise<void> {
    const Bucket = this.#bucket;
    await guard(this.#client.send(new HeadBucketCommand({ Bucket })));
    // Not every server lists them; none of them shows them.
    const { Uploads = [] } = await this.#client
      .send(new ListMultipartUploadsCommand({ Bucket, Prefix: this.#prefix }))
      .catch(() => ({ Uploads: [] }));
    for (const { Key, UploadId, Initiated } of Uploads) {
      if (!Initiated || Date.now() - Initiated.getTime() < ABANDONED_MS) continue;
      await guard(this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
    }
  }

  /** Whether the bucket answers to these credentials; that it takes files only a file can tell. */
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
      queueSize: PIECES_AT_ONCE,
    });
    const uploaded = guard(upload.done());
    // A failed upload ends a write that waits for room in the body. The failure itself is thrown by the next write, commit or abort.
    uploaded.catch((error) => body.destroy(error));
    // The upload says why to those who write; there is nobody else.
    body.on('error', () => {});
    const digest = createHash('sha256');
    let bytesWritten = 0;
    return {
      get bytesWritten() {
        return bytesWritten;
      },
      write: async (bytes) => {
        digest.update(bytes);
        // An upload that fails may close its body without an error, and never calls back for what waits for room.
        const taken = await new Promise<boolean>((resolve) => {
          const lost = () => resolve(false);
          body.once('close', lost);
          body.write(bytes, (error) => {
            body.off('close', lost);
            resolve(!error);
          });
        });
        // It says why.
        if (!taken) await uploaded;
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
        // The reader was silent for as long, maybe, and the store is well: what follows is asked for again.
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

  /** A job has at most 100 files: one page. */
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
  NoSuchBucket: 'the bucket of the workbook store is gone',
  NotFound: 'the bucket of the workbook store is gone',
  NoSuchUpload: 'an upload to the workbook store is gone',
  AccessDenied: 'the workbook store denies access',
  Forbidden: 'the workbook store denies access',
  InvalidAccessKeyId: 'the workbook store does not know its access key',
  SignatureDoesNotMatch: 'the workbook store refuses its secret key',
  CredentialsProviderError: 'there are no credentials for the workbook store',
  QuotaExceeded: 'the quota of the workbook store is used up',
  XMinioStorageFull: 'the workbook store is full',
};

/** Says what is wrong with the bucket without its name. */
function storeError(error: unknown): DezenasError {
  if (error instanceof DezenasError) return error;
  const reason = 'WORKBOOK_STORE_FAILED';
  const { name = 'unknown', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  // A bare HEAD has a status and no name.
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
