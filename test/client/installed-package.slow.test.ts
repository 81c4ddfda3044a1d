import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** npm, without the settings that a surrounding npm passes to its scripts. */
function npm(args: string[], cwd: string, settings: Record<string, string> = {}) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return run('npm', args, { cwd, maxBuffer: 2 ** 25, env: { ...environment, ...settings } });
}

const canInstall = await run('npm', ['view', 'commander', 'version', '--fetch-retries=0'], { timeout: 20_000 }).then(
  () => true,
  () => false,
);

describe.skipIf(!canInstall)(`the packed package${canInstall ? '' : ' (skipped: the npm registry cannot be reached)'}`, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    // A copy, because npm adds the command to package.json while it packs, and other tests use this checkout.
    const copy = join(folder, 'dezenas');
    for (const name of ['package.json', 'proto', 'dist/assembly', 'dist/services']) {
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
    }
    const before = await readFile(join(copy, 'package.json'), 'utf8');
    await npm(['run', 'prepack'], copy);
    const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], copy);
    await npm(['run', 'postpack'], copy);
    expect(await readFile(join(copy, 'package.json'), 'utf8')).toBe(before);
    await rm(copy, { recursive: true });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await writeFile(join(folder, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }');
    await npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`], folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the command, which writes a workbook without any development dependency', async () => {
    const { stdout } = await npm(['exec', '--no', '--', 'dezenas', 'generate', '-n', '10', '--seed', '1', '--out', 'jogos.xlsx'], folder);
    expect(stdout).toMatch(/^Games +10 games in /);
    expect((await readFile(join(folder, 'jogos.xlsx'))).subarray(0, 2).toString()).toBe('PK');
    const installed = JSON.parse((await npm(['ls', '--all', '--json'], folder)).stdout);
    expect(Object.keys(installed.dependencies)).toEqual(['dezenas']);
    expect(installed.dependencies.dezenas.dependencies).not.toHaveProperty('assemblyscript');
  });

  it('has the client library', async () => {
    await writeFile(join(folder, 'use.js'), "import { createClient } from 'dezenas/client';\nconsole.log(typeof createClient);\n");
    expect((await run(process.execPath, ['use.js'], { cwd: folder })).stdout).toBe('function\n');
    const types = await readFile(join(folder, 'node_modules/dezenas/dist/services/client/library/client.d.ts'), 'utf8');
    expect(types).toContain('createClient');
  });
});

describe('npm ci without the development dependencies', () => {
  let folder: string;
  const prepare = () => npm(['run', 'prepare', '--silent'], folder, { NODE_ENV: 'production' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
    await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await cp(join(ROOT, 'deploy/prepare.mjs'), join(folder, 'deploy/prepare.mjs'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('says which packages the build needs and how to install them', async () => {
    await expect(prepare()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not installed: assemblyscript, .*\n.*NODE_ENV=production.*npm ci --include=dev/),
    });
  });

  it('keeps a build that exists', async () => {
    await cp(join(ROOT, 'dist/services/client/main.js'), join(folder, 'dist/services/client/main.js'));
    expect((await prepare()).stdout).toContain('using the existing build');
  });

  it('never installs another package of that name with npx --no', async () => {
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    // Nothing listens on port 1, so that the test does not depend on what the registry has.
    const settings = { npm_config_registry: 'http://127.0.0.1:1/', npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'cache') };
    const failure = await npm(['exec', '--no', '--', 'dezenas', '--version'], folder, settings).catch((error) => error);
    expect(failure.code).not.toBe(0);
    expect(failure.stdout).toBe('');
  });
});
