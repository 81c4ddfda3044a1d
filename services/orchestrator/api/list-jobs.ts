import { EventLoopYielder } from '../../shared/async/event-loop-yield.js';
import { messageType } from '../../shared/grpc/definitions.js';
import type { Job as JobMessage } from '../../shared/grpc/generated/dezenas/v1/Job.js';
import type { ListJobsRequest__Output } from '../../shared/grpc/generated/dezenas/v1/ListJobsRequest.js';
import { Violations } from '../../shared/violations.js';
import type { JobEngine } from '../jobs/engine/job-engine.js';
import { JOB_STATES } from '../jobs/model/job.js';
import { toJobMessage } from '../jobs/model/job-messages.js';
import { type JobPlace, placeOf } from '../jobs/store/job-records.js';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;
/** The encoded size of a page. A message has at most 4 MiB, and the encoded job of the largest valid spec has nearly 100 KiB. */
const MAX_PAGE_BYTES = 3 * 1024 * 1024;
/** Jobs scanned for one page. A page may therefore be short or empty although later pages have jobs. */
const MAX_SCANNED = 5_000;
const ORDERS = ['create_time desc', 'create_time'];
const jobType = messageType('dezenas.v1.Job');
const TOKEN = /^(\d{1,15}) ([0-9a-f-]{36})$/;

export interface JobPage {
  jobs: JobMessage[];
  /** Empty on the last page. */
  nextPageToken: string;
}

/** Returns a page of the jobs that match. @throws DezenasError INVALID_ARGUMENT listing every wrong field. */
export async function listJobs(request: ListJobsRequest__Output, engine: JobEngine): Promise<JobPage> {
  const violations = new Violations();
  const states = request.states.map((state, i) => violations.checkEnum(`states[${i}]`, state, 'JOB_STATE_', JOB_STATES));
  const pageSize = request.pageSize === 0 ? DEFAULT_PAGE_SIZE : request.pageSize;
  violations.checkRange('page_size', pageSize, 1, MAX_PAGE_SIZE);
  const order = request.orderBy || ORDERS[0];
  if (!ORDERS.includes(order)) violations.add('order_by', `must be ${ORDERS.map((known) => `"${known}"`).join(' or ')}`);
  const after = request.pageToken === '' ? undefined : fromPageToken(request.pageToken);
  if (request.pageToken !== '' && !after) violations.add('page_token', 'must be the next_page_token of a response');
  violations.throwIfAny();

  const jobs: JobMessage[] = [];
  const yielder = new EventLoopYielder();
  let [scanned, bytes] = [0, 0];
  let last: JobPlace | undefined;
  for await (const job of engine.list({ newestFirst: order === ORDERS[0], after })) {
    await yielder.yieldIfDue();
    // This job comes after a full page, so a next page exists.
    if (last && (jobs.length === pageSize || scanned === MAX_SCANNED)) return { jobs, nextPageToken: toPageToken(last) };
    const matches = states.length === 0 || states.includes(job.state);
    if (matches && (request.lottery === '' || job.request.spec.lottery.id === request.lottery)) {
      const message = toJobMessage(job);
      bytes += jobType.serialize(message).length;
      if (last && jobs.length > 0 && bytes > MAX_PAGE_BYTES) return { jobs, nextPageToken: toPageToken(last) };
      jobs.push(message);
    }
    scanned++;
    last = placeOf(job);
  }
  return { jobs, nextPageToken: '' };
}

function toPageToken({ createMs, id }: JobPlace): string {
  return Buffer.from(`${createMs} ${id}`).toString('base64url');
}

function fromPageToken(token: string): JobPlace | undefined {
  const match = TOKEN.exec(Buffer.from(token.slice(0, 100), 'base64url').toString());
  return match ? { createMs: Number(match[1]), id: match[2] } : undefined;
}
