import { expect, it } from 'vitest';
import { requestOf } from '../../support/engines/job-engines.js';
import { openEngine } from '../../support/engines/open-engine.js';

it('a job is cancelled that has not begun its work because the files of its earlier attempt cannot be removed', async () => {
  let removing = 0;
  let giveUp = () => {};
  const { engine, stop } = await openEngine(
    {},
    {
      run: async () => {
        throw new Error('once');
      },
      // An excel-writer that hangs: a call of it ends when its time is up, or when it is cancelled.
      files: {
        removeEarlier: (_job, signal) => {
          removing++;
          return new Promise((_, reject) => {
            giveUp = () => reject(new Error('late'));
            signal?.addEventListener('abort', giveUp);
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
    giveUp();
    await stop();
  }
});
