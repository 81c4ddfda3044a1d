import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../support/services/services.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

const CONSUMER = `import { createClient, DezenasError, type GeneratedGame, type Job } from 'dezenas/client';

const client = createClient({ address: '127.0.0.1:1' });
export async function use(signal: AbortSignal): Promise<[Job, GeneratedGame[], number]> {
  const stream = client.streamGames({ quantity: 5, constraints: { fixedNumbers: [7] } }, { signal, timeoutMs: 1_000 });
  const games: GeneratedGame[] = [];
  for await (const game of stream) games.push(game);
  let bytes = 0;
  for await (const { numbers } of client.streamBatches({ quantity: 5 })) bytes += numbers.length;
  let job = await client.createJob({ spec: { quantity: 5 }, workbook: { format: 'FILE_FORMAT_NONE' }, priority: 3 });
  for await (job of client.watchJob(job.id, { reconnectMs: 0 })) if (job.state === 'JOB_STATE_FAILED') break;
  console.log(stream.summary.gamesSha256, job.spec?.lottery);
  return [job, games, bytes];
}
// @ts-expect-error a quantity is a number
export const wrongCall = () => client.generateGames({ quantity: 'five' });
// @ts-expect-error DONE is not a state
export const wrong = (job: Job) => job.state === 'DONE';
client.getJob('x').catch((error: unknown) => {
  if (error instanceof DezenasError) console.log(error.code);
  client.close();
});
`;

describe('a project that depends on dezenas', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    await mkdir(join(folder, 'node_modules'));
    // npm installs a folder as a symbolic link.
    await symlink(ROOT, join(folder, 'node_modules', 'dezenas'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'consumer.ts'), CONSUMER);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('compiles with --strict and without skipLibCheck, and runs', async () => {
    const options = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--typeRoots', join(ROOT, 'node_modules/@types')];
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, '--types', 'node', 'consumer.ts'], {
      cwd: folder,
    }).catch(({ stdout }) => expect.fail(stdout));
    expect((await run(process.execPath, ['consumer.js'], { cwd: folder })).stdout).toBe('UNAVAILABLE\n');
  });
});

it('the package contains the files that the client needs, and no tests', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, maxBuffer: 2 ** 25 });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/services/client/library/client.js',
      'dist/services/client/library/client.d.ts',
      'dist/services/shared/grpc/generated/dezenas/v1/Job.d.ts',
      'proto/dezenas/v1/job_service.proto',
    ]),
  );
  expect(paths.filter((path) => path.startsWith('dist/test'))).toEqual([]);
});

describe('the TypeScript example ten-lines', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it('streams games, watches a job and saves its workbook', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    const example = join(ROOT, 'dist/examples/typescript/ten-lines.js');
    const child = spawn(process.execPath, [example, services.orchestrator.address], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stdout).toMatch(/^(\d+ \d+ \d+ \d+ \d+ \d+ [\d.]+\n){10}JOB_STATE_/);
    expect(stdout).toMatch(/JOB_STATE_COMPLETED 1000000\n$/);
    expect((await readFile(join(folder, 'jogos.xlsx'))).subarray(0, 2).toString()).toBe('PK');
    await rm(folder, { recursive: true });
  });
});
