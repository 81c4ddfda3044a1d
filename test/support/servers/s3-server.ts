import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface S3Server {
  endpoint: string;
  bucket: string;
  /** Paths of all stored files, including unfinished uploads. */
  files(): Promise<string[]>;
  /** Removes the bucket with all its objects. */
  removeBucket(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an S3 server in this process with one bucket, and sets its credentials in the environment, where S3 clients read them. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'dezenas-s3-'));
  const S3rver = createRequire(import.meta.url)('@20minutes/s3rver');
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory,
    silent: true,
    // s3rver signs requests to a bucket without the slash that clients send after the name of the bucket.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: 'workbooks' }],
  });
  const { port } = (await server.run()) as AddressInfo;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'workbooks',
    files: () => readdir(directory, { recursive: true }),
    removeBucket: () => rm(join(directory, 'workbooks'), { recursive: true }),
    stop: async () => {
      await server.close();
      setOrDelete({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function setOrDelete(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** Creates a bucket on a running server. */
export async function createBucket(endpoint: string, bucket: string): Promise<void> {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}
