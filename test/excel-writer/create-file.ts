import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { CreateJobRequest, Job } from '../../services/client/library/client.js';
import type { JobClient } from '../support/clients/job-client.js';

/** Creates a job of one file, waits for its end and downloads the file. The file must have the size and the digest that the job states. */
export async function createFile(jobs: JobClient, request: CreateJobRequest): Promise<{ job: Job; bytes: Buffer }> {
  const { id } = await jobs.create(request);
  const job = await jobs.end(id);
  expect(job.failure).toBeNull();
  const bytes = await jobs.download(id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.workbooks[0]?.sha256);
  expect(bytes.length.toString()).toBe(job.workbooks[0]?.sizeBytes);
  return { job, bytes };
}
