import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const LMDB_DISK = new URL('../../services/orchestrator/values/lmdb-disk.js', import.meta.url).href;

/** A process that has an error which nobody hears of, and ends a moment later. */
function run(error: string) {
  const code = `import ${JSON.stringify(LMDB_DISK)}; Promise.reject(${error}); setTimeout(() => console.log('lives'), 50);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code]);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

it('an error of lmdb that nobody can hear of does not end the process', () => {
  const error =
    "Object.assign(new Error('File too large'), { code: 27, stack: 'Error: File too large at node_modules/lmdb/write.js:516:7' })";
  expect(run(error)).toEqual({ status: 0, stdout: 'lives\n', stderr: '' });
});

it.each(["new Error('a defect')", "Object.assign(new Error('a defect'), { code: 'ENOENT' })"])('any other does: %s', (error) => {
  expect(run(error)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('a defect') });
});
