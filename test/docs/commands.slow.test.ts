/** The shell commands of the README and the tutorials run as printed, in order, in one shell for each page. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawsCsv } from '../support/data/draws.js';
import { freePort } from '../support/servers/free-port.js';
import { codeBlocks, ROOT } from './markdown-pages.js';

const PAGES = [
  'README.md',
  'docs/tutorials/first-workbook.md',
  'docs/tutorials/first-job.md',
  'docs/tutorials/first-cluster.md',
  'docs/how-to/write-rules.md',
  'docs/how-to/custom-lottery.md',
];

const hasGrpcurl = spawnSync('grpcurl', ['-version']).error === undefined;

/** Lines that the tests skip, each with the reason. */
const SKIPPED: { line: RegExp; because: string }[] = [
  { line: /^npm (ci|test)\b/, because: 'would replace the packages and the build that the tests use' },
  { line: /docker compose/, because: 'npm run test:compose runs the cluster' },
  { line: /^npx --no dezenas draws sync/, because: 'needs the network' },
  ...(hasGrpcurl ? [] : [{ line: /^grpcurl /, because: 'grpcurl is not installed' }]),
];

/** The documented ports. Other programs of this machine may use these, so a test replaces each with a free one. */
const PORTS = ['50051', '50052', '50062', '50053'];
const DEFAULT_PORTS: Record<string, string> = { orchestrator: '50051', generator: '50052', 'excel-writer': '50053' };

let folder: string;
let shell: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-docs-'));
  await mkdir(join(folder, 'clone'));
  // The folder contains what a clone has after `npm ci`, so that the commands write no files into the project.
  for (const name of ['package.json', 'node_modules', 'dist', 'proto']) await symlink(join(ROOT, name), join(folder, 'clone', name));
  // The format is recognised by the content of the file.
  await writeFile(join(folder, 'clone', 'Mega-Sena.xlsx'), drawsCsv());
});
afterEach(async () => {
  if (shell?.exitCode === null && shell.kill()) await once(shell, 'close');
  await rm(folder, { recursive: true, force: true });
});

/** The commands with free ports; commands that use a default port name the free one. */
async function withFreePorts(script: string): Promise<string> {
  const free = new Map<string, number>();
  for (const port of PORTS) free.set(port, await freePort());
  const portOf = (service: string) => free.get(DEFAULT_PORTS[service]);
  const named = script
    .replaceAll(/\b500(?:5[123]|62)\b/g, (port) => `${free.get(port)}`)
    .replaceAll(/^npx --no dezenas serve/gm, `PORT=${portOf('orchestrator')} $&`)
    .replaceAll(/(?<!PORT=\d+ )node dist\/services\/([a-z-]+)\/main/g, (text, service) => `PORT=${portOf(service)} ${text}`)
    .replaceAll(/npx --no dezenas (?:health|top|jobs \w+)(?![^;&|)\n]* --address)/g, `$& --address 127.0.0.1:${portOf('orchestrator')}`);
  return `export EXCEL_WRITER_ADDRESS=127.0.0.1:${portOf('excel-writer')}\n${named}`;
}

/** Runs commands like an interactive shell, up to the first one that fails. */
async function run(commands: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  // Jobs are process groups, as in an interactive shell: `kill %1` reaches the server behind npx.
  const head = `set -em\ntrap 'for job in $(jobs -p); do kill -KILL -- -$job; done 2> /dev/null' EXIT\n`;
  const environment = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, LANG: 'C', TZ: 'UTC' };
  shell = spawn('bash', ['-c', head + commands], { cwd: join(folder, 'clone'), env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  shell.stdout?.on('data', (data) => {
    stdout += data;
  });
  shell.stderr?.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(shell, 'close');
  return { code, stdout, stderr };
}

describe.each(PAGES)('%s', (path) => {
  it('has commands that run as printed, in order, and print the documented digests', async () => {
    const page = await readFile(join(ROOT, path), 'utf8');
    const lines = codeBlocks(page, 'sh').join('').split('\n');
    const commands = lines.filter((line) => !SKIPPED.some(({ line: skipped }) => skipped.test(line)));
    const draws = path.includes('how-to') ? 'npx --no dezenas draws import Mega-Sena.xlsx\n' : '';
    const { code, stdout, stderr } = await run(draws + (await withFreePorts(commands.join('\n'))));
    expect(code, stderr).toBe(0);
    const digests = [...page.matchAll(/^SHA-256 of the games +([0-9a-f]{64})$/gm)].map(([, digest]) => digest);
    for (const digest of digests) expect(stdout).toContain(digest);
  });
});

describe('the shell of these tests', () => {
  it('stops at a command that fails', async () => {
    const { code, stdout } = await run('npx --no dezenas generate --quantity 0\necho reached');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('the README', () => {
  it('shows the code of the TypeScript example unchanged', async () => {
    const [shown] = codeBlocks(await readFile(join(ROOT, 'README.md'), 'utf8'), 'ts');
    const example = await readFile(join(ROOT, 'examples/typescript/ten-lines.ts'), 'utf8');
    expect(example).toContain(shown);
  });
});
