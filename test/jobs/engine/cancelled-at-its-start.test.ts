import { expect, it } from 'vitest';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

it('a job is cancelled promptly while it waits for the files of its earlier attempt to be removed', async () => {
  let removing = 0;
  let failRemoval = () => {};
  const { engine, stop } = await openEngine(
    {},
    {
      run: async () => {
        throw new Error('once');
      },
      // Simulates an excel-writer that hangs: the call ends only when it is cancelled or when the test rejects it.
      files: {
        removeEarlier: (_job, signal) => {
          removing++;
          return new Promise((_, reject) => {
            failRemoval = () => reject(new Error('late'));
            signal?.addEventListener('abort', failRemoval);
          });
        },
      },
    },
  );
  const { id } = await engine.create(await requestOf(5), { requestId: '', fingerprint: '' });
  await expect.poll(async () => (await engine.get(id)).state).toBe('FAILED');
  await engine.retry(id);
  await expect.poll(() => removing).toBe(1);
  let cancelled: unknown;
  void engine.cancel(id).then((job) => {
    cancelled = job;
  });
  try {
    await expect.poll(() => cancelled).toMatchObject({ state: 'CANCELLED', attempts: 2 });
  } finally {
    failRemoval();
    await stop();
  }
});
