import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskFolder } from '../../../services/orchestrator/storage/lmdb/disk-folder.js';

const FAILED_COMMITS = new URL('../../../services/orchestrator/storage/lmdb/workarounds/failed-commits.js', import.meta.url).href;
const LMDB_DISK = new URL('../../../services/orchestrator/storage/lmdb/disk-folder.js', import.meta.url).href;

describe('an unhandled rejection', () => {
  /** Runs a process that has an unhandled rejection and ends 50 ms later. */
  const run = (error: string) => {
    const install = `import { handleFailedCommits } from ${JSON.stringify(FAILED_COMMITS)}; handleFailedCommits();`;
    const code = `${install} Promise.reject(${error}); setTimeout(() => console.log('lives'), 50);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code]);
    return { status, stdout: String(stdout), stderr: String(stderr) };
  };
  const lmdbError = (code: number) =>
    `Object.assign(new Error('Failed'), { code: ${code}, stack: 'Error: Failed at node_modules/lmdb/write.js:516:7' })`;

  it('does not end the process when LMDB reports a failed commit', () => {
    expect(run(lmdbError(27))).toEqual({ status: 0, stdout: 'lives\n', stderr: '' });
  });

  it('ends the process with one line when LMDB has abandoned a folder', () => {
    expect(run(lmdbError(-30_795))).toEqual({
      status: 1,
      stdout: '',
      stderr: 'a disk failed during a write, and LMDB has abandoned the folder; the process exits and must be restarted\n',
    });
  });

  it.each(["new Error('a defect')", "Object.assign(new Error('a defect'), { code: 'ENOENT' })"])(
    'ends the process when its cause is not LMDB: %s',
    (error) => {
      expect(run(error)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('a defect') });
    },
  );
});

describe('a folder that does not answer', () => {
  const folder = new DiskFolder('JOBS_DIR', tmpdir());
  const exit = vi.fn();
  let stderr = '';
  /** Makes calls in sequence, each of which times out. */
  const useWithoutAnswer = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const refused = expect(folder.use(() => new Promise(() => {}))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: 'JOBS_DIR cannot be used: no answer within 10 s',
      });
      await vi.advanceTimersByTimeAsync(10_000);
      await refused;
    }
  };
  beforeEach(async () => {
    vi.useFakeTimers();
    stderr = '';
    exit.mockReset();
    vi.spyOn(process, 'exit').mockImplementation(exit as never);
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += text;
      return true;
    });
    await folder.use(() => {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('ends the process after a minute, because only a new process can use the folder again', async () => {
    await useWithoutAnswer(5);
    expect(exit).not.toHaveBeenCalled();
    await useWithoutAnswer(1);
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(stderr).toBe('JOBS_DIR has not answered for 60 s; the process exits and must be restarted\n');
  });

  it('does not end the process when it answers in between, even with an error', async () => {
    await useWithoutAnswer(5);
    await expect(folder.use(() => Promise.reject(new Error('full')))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await useWithoutAnswer(5);
    expect(exit).not.toHaveBeenCalled();
  });

  it('counts many simultaneous timeouts, as after a pause of the process, as one', async () => {
    const all = Array.from({ length: 100 }, () => expect(folder.use(() => new Promise(() => {}))).rejects.toThrow());
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(exit).not.toHaveBeenCalled();
  });
});

const missing = spawnSync('prlimit', ['--version']).status === 0 ? '' : ' (skipped: no prlimit)';

it.skipIf(missing !== '')(`a write whose commit fails reports the cause, and later writes succeed${missing}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dezenas-lmdb-'));
  // The write spans many pages: for a failed write of one or two pages, LMDB's error text exceeds its own buffer.
  const code = `
    import { createInterface } from 'node:readline';
    import { open } from 'lmdb';
    import { DiskFolder, DURABLE } from ${JSON.stringify(LMDB_DISK)};
    import { handleFailedCommits } from ${JSON.stringify(FAILED_COMMITS)};
    handleFailedCommits();
    const folder = new DiskFolder('X', ${JSON.stringify(folder)});
    const root = await folder.use(() => open({ path: folder.path, ...DURABLE }));
    const write = () => root.batch(() => { for (let i = 0; i < 1_000; i++) root.put(i, 'a value of some length '.repeat(5)); });
    console.log('ready');
    for await (const _ of createInterface({ input: process.stdin })) {
      console.log(await folder.use(write).then(() => 'written', (error) => error.message));
    }
    await root.close();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value as string;
  const limitFiles = (bytes: number | 'unlimited') => execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`]);
  try {
    const answers = [await nextLine()];
    for (const limit of [1, 'unlimited'] as const) {
      limitFiles(limit);
      child.stdin.write('\n');
      answers.push(await nextLine());
    }
    expect(answers).toEqual(['ready', 'X cannot be used: file too large', 'written']);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
});
