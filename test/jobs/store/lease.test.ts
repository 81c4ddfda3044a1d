/** The lease of an embedded engine's folder, on a simulated disk that fails, is slow or does not answer. */

import { hostname, tmpdir } from 'node:os';
import type { RootDatabase } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskFolder } from '../../../services/orchestrator/storage/lmdb/disk-folder.js';
import { Lease } from '../../../services/orchestrator/storage/lmdb/lease.js';
import type { DezenasError } from '../../../services/shared/errors.js';

const OTHER = { owner: 'other', host: 'elsewhere', pid: 1, time: Number.MAX_SAFE_INTEGER };
/** A process id that no process has. */
const UNUSED_PID = 2 ** 30;

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

  it('is reported as lost, once, when another process has taken it', async () => {
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual(['JOBS_TAKEN']);
    expect(held).toBe(OTHER);
  });

  it('stays valid while the disk fails, because no other process can write either', async () => {
    diskError = new Error('No space left on device');
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(lease.check()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'JOB_STORE_UNAVAILABLE' });
    diskError = undefined;
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(lease.check()).resolves.toBeUndefined();
    expect(reasons).toEqual([]);
  });

  it('stays valid, and can be released within the timeout, when the disk does not answer', async () => {
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

  it('is reported as lost when another process has taken it, even while writes fail', async () => {
    diskError = new Error('No space left on device');
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual(['JOBS_TAKEN']);
  });

  it('does not block the end of its process when the release fails', async () => {
    diskError = new Error('No space left on device');
    await expect(lease.release()).resolves.toBeUndefined();
  });

  it('is not reported as lost after its release', async () => {
    await lease.release();
    held = OTHER;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reasons).toEqual([]);
  });

  it.each([
    ['was last renewed by a process whose clock was ahead', OTHER],
    ['was last renewed long ago', { ...OTHER, time: 0 }],
    ['belongs to an earlier process with the same process id', { ...OTHER, host: hostname(), pid: process.pid }],
  ])('is taken over when it %s and is not renewed within its lifetime', async (_, other) => {
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

  it('is taken over when it is not renewed within its lifetime, even if the first read was slow', async () => {
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

  it('is refused while another process renews it, whatever the clock of that process shows', async () => {
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

  it('is taken over immediately when its owner was a process of this machine that no longer exists', async () => {
    await lease.release();
    held = { ...OTHER, host: hostname(), pid: UNUSED_PID };
    await createLease().take(() => {});
    expect(held).toMatchObject({ pid: process.pid });
  });
});
