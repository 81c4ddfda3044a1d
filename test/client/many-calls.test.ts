import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClient } from '../../services/client/library/client.js';
import { collectWarnings } from '../support/process/warnings.js';
import { type Services, startServices } from '../support/services/services.js';

const CALLS = 20;

let services: Services;
beforeEach(async () => {
  services = await startServices();
});
afterEach(() => services.stop());

it('any number of calls can share one signal without a warning', async () => {
  const warnings = collectWarnings();
  const { signal } = new AbortController();
  const { client } = services.jobs;
  await Promise.all(Array.from({ length: CALLS }, () => client.listLotteries('en', { signal })));
  await Promise.all(Array.from({ length: CALLS }, () => services.jobs.games({ quantity: 10 })));
  expect(warnings).toEqual([]);
});

it('a call of a closed client fails because the client is closed', async () => {
  const client = createClient({ address: services.orchestrator.address });
  client.close();
  await expect(client.listLotteries()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', message: 'the client is closed' });
  await expect(client.watchJob('1').next()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', message: 'the client is closed' });
});
