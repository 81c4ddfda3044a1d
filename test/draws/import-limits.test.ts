import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawsCsv, importDraws } from '../support/data/draws.js';
import { type Services, startServices } from '../support/services/services.js';

describe('imports that do not end', () => {
  let services: Services;
  const leave = new AbortController();
  beforeEach(async () => {
    services = await startServices();
  });
  afterEach(() => services.stop());

  it('are two at once: others are refused after a moment, and have their turn when one goes', async () => {
    const { client } = services.jobs;
    let sent = 0;
    const endless = async function* () {
      sent++;
      yield Buffer.from('concurso,data\n');
      await new Promise(() => {});
    };
    const held = [leave, new AbortController()].map(({ signal }) => client.importDraws(endless(), 'mega-sena', { signal }).catch(() => {}));
    await expect.poll(() => sent).toBe(2);
    await expect(importDraws(client, drawsCsv())).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_STREAMS' });
    leave.abort();
    await held[0];
    expect((await importDraws(client, drawsCsv())).history.draws).toBeGreaterThan(0);
  });
});
