/** The lease of an embedded engine's folder, on a disk that does what the test says. */

import { hostname, tmpdir } from 'node:os';
import type { RootDatabase } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskFolder } from '../../../services/orchestrator/storage/lmdb/disk-folder.js';
import { Lease } from '../../../services/orchestrator/storage/lmdb/lease.js';
import type { DezenasError } from '../../../services/shared/errors.js';

const OTHER = { owner: 'other', host: 'elsewhere', pid: 1, time: Number.MAX_SAFE_INTEGER };
/** A process id that none has. */
const NOBODY = 2 ** 30;

describe('the lease of a folder of jobs', () => {
  let held: unknown;
  let diskError: Error | undefined;
  let isSilent: boolean;
  let slowMs: number;
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
      if (isSilent) await new Promise(() => {});
      const done = work();
      if (slowMs) await new Promise((resolve) => setTimeout(resolve, slowMs));
      return done;
    },
  };
  const createLease = () => new Lease(root as unknown as RootDatabase, new DiskFolder('JOBS_DIR', tmpdir()));
  beforeEach(async () => {
    vi.useFakeTimers();
    held = undefined;
    diskError = undefined;
    isSilent = false;
    slowMs = 0;
    reasons = [];
    lease = createLease();
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

  it('is kept however long the disk fails, as nobody else can write it either', async () => {
    diskError = new Error('No space left on device');
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(lease.check()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'JOB_STORE_UNAVAILABLE' });
    diskError = undefined;
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(lease.check()).resolves.toBeUndefined();
    expect(reasons).toEqual([]);
  });

  it('is kept, and can be released within the timeout, when the disk does not answer', async () => {
    isSilent = true;
    const checked = expect(lease.check()).rejects.toMatchObject({
      reason: 'JOB_STORE_UNAVAILABLE',
      message: expect.stringContaining('no answer within 10 s'),
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await checked;
    expect(reasons).toEqual([]);
    const released = lease.release();
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(released).resolves.toBeUndefined();
  });

  it('is lost when another process is seen to have it, also while the disk fails here', async () => {
    diskError = new Error('No space left on device');
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual(['JOBS_TAKEN']);
  });

  it('that cannot be given back lets its process end', async () => {
    diskError = new Error('No space left on device');
    await expect(lease.release()).resolves.toBeUndefined();
  });

  it('is not lost once it was given back', async () => {
    await lease.release();
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual([]);
  });

  it.each([
    ['was last renewed, by a clock that was ahead,', OTHER],
    ['was last renewed long ago', { ...OTHER, time: 0 }],
    ['of a process with the id of ours', { ...OTHER, host: hostname(), pid: process.pid }],
  ])('is taken when it %s and is not renewed for its life', async (_, other) => {
    await lease.release();
    held = other;
    const next = createLease();
    const taken = next.take(() => {});
    await vi.advanceTimersByTimeAsync(4_500);
    expect(held).toBe(other);
    await vi.advanceTimersByTimeAsync(1_000);
    await taken;
    expect(held).not.toBe(other);
  });

  it('is taken when it is not renewed for its life, also by one whose first look took long', async () => {
    await lease.release();
    held = OTHER;
    slowMs = 8_000;
    const next = createLease();
    const taken = next.take(() => {});
    await vi.advanceTimersByTimeAsync(7_000);
    slowMs = 0;
    await vi.advanceTimersByTimeAsync(8_000);
    await taken;
    expect(held).not.toBe(OTHER);
    await next.release();
  });

  it('is refused while another process renews it, whatever its clock says', async () => {
    await lease.release();
    let time = 0;
    const renewals = setInterval(() => {
      held = { ...OTHER, time: time++ };
    }, 1_000);
    held = { ...OTHER, time: -1 };
    const refused = expect(createLease().take(() => {})).rejects.toMatchObject({ reason: 'JOBS_TAKEN' });
    await vi.advanceTimersByTimeAsync(8_000);
    await refused;
    clearInterval(renewals);
  });

  it('is taken at once of a process of this machine that is gone', async () => {
    await lease.release();
    held = { ...OTHER, host: hostname(), pid: NOBODY };
    await createLease().take(() => {});
    expect(held).toMatchObject({ pid: process.pid });
  });
});
