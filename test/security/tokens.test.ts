import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type DezenasClient } from '../../services/client/library/client.js';
import { checkHealth } from '../../services/shared/grpc/client/health.js';
import { startPrometheus } from '../../services/shared/observability/prometheus.js';
import { createToken, hashToken, type TokenEntry } from '../../services/shared/security/tokens.js';
import { COMMAND } from '../support/clients/command.js';
import { growth, parseScrape } from '../support/clients/scrape.js';
import { type OrchestratorProcess, startOrchestratorProcess } from '../support/services/orchestrator-process.js';
import { startServices } from '../support/services/services.js';
import { callStatus } from './call-status.js';

const REFUSED = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REQUIRED' };
const run = (parameters: string[], environment: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, [COMMAND, ...parameters], { env: { ...process.env, LC_ALL: 'C', ...environment } });

let folder: string;
let tokensFile: string;
let server: OrchestratorProcess | undefined;
let clients: DezenasClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-tokens-'));
  tokensFile = join(folder, 'tokens.json');
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await server?.stop();
  server = undefined;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a server with AUTH_TOKENS_FILE', () => {
  it('accepts a listed token until the token expires, and refuses all others', async () => {
    const [good, old, last] = [createToken(), createToken(), createToken()];
    await accept([entry('good', good), entry('old', old, { expires: day(0) }), entry('last', last, { expires: day(1) })]);
    server = await start();
    await expect(call(good).listLotteries()).resolves.toHaveLength(14);
    await expect(call(last).listLotteries()).resolves.toHaveLength(14);
    for (const wrong of [
      undefined,
      old,
      createToken(),
      good.slice(0, -1),
      `${good}x`,
      good.toUpperCase(),
      hashToken(good).toString('hex'),
    ]) {
      const client = call(wrong);
      await expect(client.listLotteries()).rejects.toMatchObject(REFUSED);
      await expect(client.getHistory()).rejects.toMatchObject(REFUSED);
      await expect(client.createJob({ spec: { quantity: 1 } })).rejects.toMatchObject(REFUSED);
      await expect(client.generateGames({ quantity: 1 })).rejects.toMatchObject(REFUSED);
    }
  });

  it('answers health checks of everybody, and reflection calls only with a token', async () => {
    const token = createToken();
    await accept([entry('good', token)]);
    server = await start();
    const { address } = server;
    // The server reports SERVING once its first readiness checks are done.
    await expect.poll(() => checkHealth(address, '', 60_000).then(() => 'well', String)).toBe('well');
    expect(await reflect()).toBe('16');
    expect(await reflect({ authorization: 'Basic Z29vZDpnb29k' })).toBe('16');
    expect(await reflect({ authorization: `Bearer ${token}` })).toBe('0');
  });

  it('serves no reflection with REFLECTION=false', async () => {
    server = await startOrchestratorProcess({ DATA_DIR: folder, REFLECTION: 'false' });
    expect(await reflect()).toBe('12');
  });

  it('reloads its tokens while it runs, and keeps the previous tokens when the file is invalid', async () => {
    const [first, second] = [createToken(), createToken()];
    await accept([entry('first', first)]);
    server = await start({ RELOAD_SECONDS: '1' });
    const client = call(first);
    await client.listLotteries();
    await accept([entry('second', second)]);
    await expect.poll(() => codeOf(client.listLotteries()), { timeout: 60_000 }).toBe('UNAUTHENTICATED');
    await expect(call(second).listLotteries()).resolves.toHaveLength(14);
    await writeFile(tokensFile, '[{');
    await expect.poll(() => server?.log(), { timeout: 60_000 }).toContain('the previous values stay in use');
    await expect(call(second).listLotteries()).resolves.toHaveLength(14);
  });

  it('limits the jobs that each caller creates in a minute, and reports when to try again', async () => {
    const [many, few] = [createToken(), createToken()];
    await accept([entry('many', many), entry('few', few, { createsPerMinute: 2 })]);
    server = await start();
    const attempts = async (client: DezenasClient, times: number) => {
      const codes: string[] = [];
      // The limit counts calls before it checks the request, so invalid requests count too.
      for (let i = 0; i < times; i++) codes.push(await codeOf(client.createJob({ spec: { quantity: 0 } })));
      return codes;
    };
    expect(await attempts(call(few), 3)).toEqual(['INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED']);
    expect(await attempts(call(many), 11)).toEqual([...Array(10).fill('INVALID_ARGUMENT'), 'RESOURCE_EXHAUSTED']);
    const refusal = await call(few)
      .createJob({ spec: { quantity: 0 } })
      .catch((error) => error);
    expect(refusal).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(60_000);
    await expect(call(few).listLotteries()).resolves.toHaveLength(14);
  });

  it('counts refused calls by their status code', async () => {
    const token = createToken();
    await accept([entry('few', token, { createsPerMinute: 1 })]);
    const metrics = startPrometheus();
    const services = await startServices({ AUTH_TOKENS_FILE: tokensFile }, undefined, { token });
    const stranger = createClient({ address: services.orchestrator.address });
    try {
      const before = parseScrape(await metrics.read());
      for (const { createJob } of [services.jobs.client, services.jobs.client, stranger])
        await createJob({ spec: { quantity: 0 } }).catch(() => {});
      const after = parseScrape(await metrics.read());
      const counts = (code: string) =>
        growth(before, after, `dezenas_grpc_requests_total{service="dezenas.v1.JobService",method="CreateJob",code="${code}"}`);
      expect(['INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED', 'UNAUTHENTICATED'].map(counts)).toEqual([1, 1, 1]);
    } finally {
      stranger.close();
      await services.stop();
    }
  });

  it('limits the games of a request by the token, and says that the limit is the limit of the caller', async () => {
    const token = createToken();
    await accept([entry('small', token, { maxQuantity: 10 })]);
    server = await start();
    const client = call(token);
    expect((await client.generateGames({ quantity: 10 })).games).toHaveLength(10);
    const words = expect.stringContaining('the limit of this caller');
    await expect(client.generateGames({ quantity: 11 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: words });
    await expect(client.createJob({ spec: { quantity: 11 } })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: words });
    const check = client.checkGames({ spec: { quantity: 11 }, result: { numbers: [1, 2, 3, 4, 5, 6] } });
    await expect(check).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: words });
  });

  it('limits best_of to ten times the games that the caller may request', async () => {
    const token = createToken();
    await accept([entry('small', token, { maxQuantity: 10 })]);
    server = await start();
    const client = call(token);
    expect((await client.generateGames({ quantity: 10, bestOf: 100 })).games).toHaveLength(10);
    const spec = { quantity: 10, bestOf: 101 };
    const description = 'must be 10 to 100, not 101: 10 times the limit of this caller';
    const refusal = { code: 'INVALID_ARGUMENT', violations: [{ field: 'spec.best_of', description }] };
    await expect(client.generateGames(spec)).rejects.toMatchObject(refusal);
    await expect(client.createJob({ spec })).rejects.toMatchObject(refusal);
    await expect(client.checkGames({ spec, result: { numbers: [1, 2, 3, 4, 5, 6] } })).rejects.toMatchObject(refusal);
  });

  it('refuses to generate a job again for a caller whose limit the job exceeds', async () => {
    const [large, small] = [createToken(), createToken()];
    await accept([entry('large', large), entry('small', small, { maxQuantity: 10 })]);
    server = await start({ JOB_TTL_SECONDS: '1' });
    for (const [spec, games, most, limit] of [
      [{ quantity: 11 }, 11, 10, 'the limit of this caller'],
      [{ quantity: 1, bestOf: 101 }, 101, 100, '10 times the limit of this caller'],
    ] as const) {
      const { id } = await call(large).createJob({ spec, workbook: { format: 'FILE_FORMAT_NONE' } });
      const description = `generates ${games} games, more than ${most}: ${limit}`;
      const refusal = (field: string) => ({ code: 'INVALID_ARGUMENT', violations: [{ field, description }] });
      const check = { jobId: id, result: { numbers: [1, 2, 3, 4, 5, 6] } };
      await expect(call(small).checkGames(check)).rejects.toMatchObject(refusal('header.job_id'));
      await expect(call(large).checkGames(check)).resolves.toMatchObject({ games: String(spec.quantity) });
      await expect.poll(async () => (await call(large).getJob(id)).state, { timeout: 60_000 }).toBe('JOB_STATE_EXPIRED');
      await expect(call(small).retryJob(id)).rejects.toMatchObject(refusal('id'));
      await expect(call(large).retryJob(id)).resolves.toMatchObject({ id });
    }
  });

  it('names callers in its log and never writes a token', async () => {
    const [good, wrong] = [createToken(), createToken()];
    await accept([entry('loja-1', good)]);
    server = await start({ LOG_LEVEL: 'trace' });
    await codeOf(call(good).createJob({ spec: { quantity: 0 } }));
    await codeOf(call(good).getJob(good));
    const { id } = await call(good).createJob({ spec: { quantity: 1 }, requestId: 'bolao-42' });
    await codeOf(call(wrong).listLotteries());
    await expect.poll(() => server?.log()).toContain('without a valid token');
    const [created] = server
      .log()
      .split('\n')
      .filter((line) => line.includes('"msg":"job created"'));
    expect(JSON.parse(created)).toMatchObject({ caller: 'loja-1', job: id, creation: 'bolao-42', requestId: expect.any(String) });
    for (const secret of [good, wrong, hashToken(good).toString('hex')]) expect(server.log()).not.toContain(secret);
  });

  it('ignores the caller name and limit that a caller sends in headers', async () => {
    server = await startOrchestratorProcess({ DATA_DIR: folder, LOG_LEVEL: 'trace' });
    await reflect({ 'x-dezenas-caller': 'forged' });
    const headers = { 'x-dezenas-caller': 'forged', 'x-dezenas-max-quantity': '1' };
    expect(await callStatus(server?.address ?? '', '/dezenas.v1.JobService/GetJob', Buffer.from([0, 0, 0, 0, 0]), headers)).toBe('5');
    await expect.poll(server.log).toContain('call refused');
    expect(server.log()).not.toContain('forged');
  });
});

describe('an invalid file of tokens', () => {
  it('keeps a server from starting', async () => {
    await writeFile(tokensFile, '[{"name":"a"}]');
    await expect(start()).rejects.toThrow('AUTH_TOKENS_FILE');
  });
});

describe('dezenas with tokens', () => {
  it('creates a token that a server with its entry accepts, from a file or from DEZENAS_TOKEN', async () => {
    const { token, entry: made } = JSON.parse((await run(['token', 'create', '--name', 'loja-1', '--expires', day(9), '--json'])).stdout);
    expect(token).toMatch(/^dzn_[\w-]{43}$/);
    await accept([made]);
    server = await start();
    await writeFile(join(folder, 'token'), `${token}\n`);
    const list = ['lotteries', '--json', '--address', server.address];
    expect(JSON.parse((await run([...list, '--token-file', join(folder, 'token')])).stdout)).toHaveLength(14);
    expect(JSON.parse((await run(list, { DEZENAS_TOKEN: token })).stdout)).toHaveLength(14);
    await expect(run(list)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('a valid token is needed') });
    await expect(run([...list, '--token-file', join(folder, 'none')])).rejects.toMatchObject({ code: 2 });
  });

  it('refuses to send a token to another machine without TLS', async () => {
    await expect(run(['lotteries', '--address', 'example.invalid:1'], { DEZENAS_TOKEN: createToken() })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the token would be sent to example.invalid:1 without encryption'),
    });
  });
});

function start(settings: Record<string, string> = {}): Promise<OrchestratorProcess> {
  return startOrchestratorProcess({ DATA_DIR: folder, AUTH_TOKENS_FILE: tokensFile, ...settings });
}

function accept(entries: TokenEntry[]): Promise<void> {
  return writeFile(tokensFile, JSON.stringify(entries));
}

function entry(name: string, token: string, more: Partial<TokenEntry> = {}): TokenEntry {
  return { name, sha256: hashToken(token).toString('hex'), ...more };
}

/** The date this many days from today. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

function call(token: string | undefined): DezenasClient {
  const client = createClient({ address: server?.address, token });
  clients.push(client);
  return client;
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'OK',
    (error) => error.code,
  );
}

/** Asks the reflection service for the list of services, and returns the status of the call. */
function reflect(headers: Record<string, string> = {}): Promise<string> {
  // ServerReflectionRequest { list_services: "" }
  return callStatus(
    server?.address ?? '',
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    Buffer.from([0, 0, 0, 0, 2, 0x3a, 0]),
    headers,
  );
}
