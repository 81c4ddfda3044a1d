/** A service whose folder cannot be created exits with one line that names the setting and the cause. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-unusable-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['orchestrator', 'JOBS_DIR', /^orchestrator: JOBS_DIR \(by default in DATA_DIR\) cannot be used: not a directory\n$/],
  ['orchestrator', 'DATA_DIR', /^orchestrator: JOBS_DIR \(by default in DATA_DIR\) cannot be used: not a directory\n$/],
  ['excel-writer', 'WORKBOOK_DIR', /^excel-writer: WORKBOOK_DIR cannot be used: ENOTDIR: [^\n]*\n$/],
])('the %s exits with one line that names the cause when %s cannot be created', (service, setting, line) => {
  const main = fileURLToPath(new URL(`../../../services/${service}/main.js`, import.meta.url));
  const env = { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder, [setting]: join(folder, 'file', 'within') };
  const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect(stderr).toMatch(line);
  expect(status).toBe(1);
});
