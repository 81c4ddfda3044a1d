import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunnerChooser } from '../../services/orchestrator/generation/choose-runner.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { listen } from '../../services/shared/listen.js';
import { createLogger } from '../../services/shared/observability/logging.js';

describe('a generator that accepts connections and never answers', () => {
  let machine: Server;
  let client: GeneratorClient;
  beforeEach(async () => {
    machine = createServer((socket) => socket.on('error', () => {}));
    const port = await listen(machine, { host: '127.0.0.1', port: 0, settings: { host: 'HOST', port: 'PORT' } });
    client = new GeneratorClient(`127.0.0.1:${port}`);
  });
  afterEach(() => {
    client.close();
    machine.close();
  });

  it('does not delay the cancel of a job', async () => {
    const chooser = new RunnerChooser({ client, parallelMinQuantity: 1, concurrentCalls: 4, logger: createLogger('test', 'silent') });
    const ends: string[] = [];
    const known = client.isReachable({ timeoutMs: 1_000 }).then(() => ends.push('known'));
    const cancelling = new AbortController();
    const chosen = chooser.choose('AUTO', 100, cancelling.signal).finally(() => ends.push('cancelled'));
    setImmediate(() => cancelling.abort());
    await expect(chosen).rejects.toMatchObject({ code: 'CANCELLED' });
    await known;
    expect(ends).toEqual(['cancelled', 'known']);
  });
});
