import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Services, startServices } from '../support/services/services.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** PYTHON names the Python of a virtual environment, where the requirements are not installed for all users. */
const PYTHON = process.env.PYTHON ?? 'python3';
const run = promisify(execFile);

let services: Services;
let folder: string;
beforeAll(async () => {
  services = await startServices();
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterAll(async () => {
  await services.stop();
  await rm(folder, { recursive: true, force: true });
});

it('the Python example creates, watches and downloads a job, and decodes streamed games', async ({ skip }) => {
  const ready = await run(PYTHON, ['-c', 'import grpc, grpc_tools']).then(
    () => true,
    () => false,
  );
  if (!ready) skip(`${PYTHON} has no grpcio and grpcio-tools (examples/python/requirements.txt); PYTHON names another one`);

  const generated = join(folder, 'generated');
  await mkdir(generated);
  const output = [`--python_out=${generated}`, `--grpc_python_out=${generated}`];
  const protos = ['dezenas/v1/games.proto', 'dezenas/v1/job_service.proto'];
  await run(PYTHON, ['-m', 'grpc_tools.protoc', '-I', join(ROOT, 'proto'), ...output, ...protos]);

  const client = join(ROOT, 'examples/python/client.py');
  const options = ['--address', services.orchestrator.address, '--lottery', 'mais-milionaria', '--quantity', '7000', '--seed', '5'];
  const { stdout } = await run(PYTHON, [client, ...options, '--out', 'py.xlsx'], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: generated, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const { games, extras, summary } = await services.jobs.client.generateGames({ lottery: 'mais-milionaria', quantity: 7_000, seed: 5 });
  const digest = createHash('sha256')
    .update(await readFile(join(folder, 'py.xlsx')))
    .digest('hex');
  expect(stdout).toContain(`SHA-256 ${digest}\n${games[0].join(' ')} + ${extras[0].join(' ')} `);
  expect(stdout).toMatch(new RegExp(`LEVEL_STRICT\n7000 games, SHA-256 ${summary.gamesSha256}\n$`));
});
