import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Survey } from '../../services/core/survey.js';
import { GeneratorClient } from '../../services/orchestrator/generation/generator-client.js';
import { programOf } from '../support/data/programs.js';
import { startTcpProxy } from '../support/servers/tcp-proxy.js';
import { type ServiceProcess, startServiceProcess } from '../support/services/service-process.js';

/** Longer than the work of the tests takes on any machine. */
const DRAIN_SECONDS = 600;
/** One thread works on these candidates for some seconds. */
const CANDIDATES = 20_000_000;

let generator: ServiceProcess | undefined;
afterEach(async () => {
  await generator?.kill();
});

async function start(settings: Record<string, string> = {}): Promise<ServiceProcess> {
  generator = await startServiceProcess('generator', { GENERATOR_THREADS: '1', DRAIN_SECONDS: String(DRAIN_SECONDS), ...settings });
  return generator;
}

describe('a service that receives SIGTERM', () => {
  it.each([
    ['new', {}, 1],
    ['older than its maximum age', { MAX_CONNECTION_AGE_SECONDS: '1' }, 2],
  ])('finishes a running call on a connection that is %s', async (_title, settings, connections) => {
    const { address, child } = await start(settings);
    const { program } = await programOf({ quantity: 100 });
    const proxy = await startTcpProxy(address);
    const client = new GeneratorClient(proxy.address);
    const answers = client.survey(program, 0n, CANDIDATES, {});
    let { value: last } = await answers.next();
    // A client opens a new connection with its next call after the server has closed the old connection to new calls.
    const reconnected = async () => {
      await client.isReachable();
      return proxy.connections();
    };
    await expect.poll(reconnected).toBeGreaterThanOrEqual(connections);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    for await (const answer of answers) last = answer;
    expect((last as Survey).candidates).toBe(CANDIDATES);
    expect(await exit).toEqual([0, null]);
    client.close();
    await proxy.close();
  });

  it('does not wait for connections without calls', async () => {
    const { address, child } = await start();
    const [host, port] = address.split(':');
    const idle = connect(Number(port), host).on('error', () => {});
    await once(idle, 'connect');
    const client = new GeneratorClient(address);
    expect(await client.isReachable({ timeoutMs: 10_000 })).toBe(true);
    const [began, exit] = [performance.now(), once(child, 'exit')];
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan((DRAIN_SECONDS * 1000) / 2);
    client.close();
    idle.destroy();
  });
});
