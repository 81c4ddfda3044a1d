/** The lease of an embedded engine's folder, on a disk that does what the test says. */

import type { RootDatabase } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lease } from '../../services/orchestrator/jobs/embedded/lease.js';
import type { DezenasError } from '../../services/shared/errors.js';

const OTHER = { owner: 'other', host: 'elsewhere', pid: 1, time: Number.MAX_SAFE_INTEGER };

describe('the lease of a folder of jobs', () => {
  let held: unknown;
  let diskError: Error | undefined;
  let reasons: string[];
  let lease: Lease;
  const root = {
    get: () => held,
    put: (_key: string, value: unknown) => {
      held = value;
    },
    remove: () => {
      held = undefined;
    },
    transaction: async (work: () => unknown) => {
      if (diskError) throw diskError;
      return work();
    },
  };
  beforeEach(async () => {
    vi.useFakeTimers();
    held = undefined;
    diskError = undefined;
    reasons = [];
    lease = new Lease(root as unknown as RootDatabase);
    await lease.take((why: DezenasError) => reasons.push(why.reason));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is lost once when another process has taken it', async () => {
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual(['JOBS_TAKEN']);
    expect(held).toBe(OTHER);
  });

  it('is not lost when the disk fails for less than its life', async () => {
    for (let round = 0; round < 3; round++) {
      diskError = new Error('No space left on device');
      await vi.advanceTimersByTimeAsync(4_000);
      diskError = undefined;
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(reasons).toEqual([]);
  });

  it('is lost once, for that reason, when the disk fails for longer', async () => {
    diskError = new Error('No space left on device');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reasons).toEqual(['JOB_STORE_UNAVAILABLE']);
  });

  it('is not lost once it was given back', async () => {
    await lease.release();
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual([]);
  });
});
