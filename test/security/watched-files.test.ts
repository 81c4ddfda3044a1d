import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WatchedFiles } from '../../services/shared/security/watched-files.js';

const LARGE = 5 * 2 ** 20;
const missing = spawnSync('mkfifo', ['--version']).status === 0 ? '' : ' (skipped: no mkfifo)';
const makePipe = (path: string) => void spawnSync('mkfifo', [path]);

describe.skipIf(missing !== '')(`a watched file${missing}`, () => {
  let folder: string;
  let file: string;
  let watched: WatchedFiles<string> | undefined;
  let errors: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dezenas-watched-'));
    file = join(folder, 'secret');
    errors = [];
  });
  afterEach(async () => {
    watched?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const watch = () => new WatchedFiles([{ setting: 'SECRET_FILE', file }], ([content]) => content.toString());
  const log = { info: () => {}, error: (details: object) => errors.push((details as { cause: string }).cause) };

  it.each<[string, () => Promise<void>, string]>([
    ['a pipe that nobody writes to', async () => makePipe(file), 'not a regular file'],
    ['a folder', () => mkdir(file), 'not a regular file'],
    ['a file of 5 MiB', () => writeFile(file, Buffer.alloc(LARGE)), 'the file is larger than 4 MiB'],
    ['nothing', async () => {}, 'ENOENT'],
  ])('that is replaced by %s is reported once, and is reloaded when the file is valid again', async (_, replace, cause) => {
    await writeFile(file, 'old');
    watched = watch().start(1, log);
    await rm(file);
    await replace();
    await expect.poll(() => errors.at(-1)).toContain(cause);
    await rm(file, { recursive: true, force: true });
    await writeFile(file, 'new');
    await expect.poll(() => watched?.current).toBe('new');
    // The polls may also report the missing file, before and after.
    expect(errors.length).toBeLessThanOrEqual(3);
  });

  it('that is a pipe at the start is refused with the name of the setting', () => {
    makePipe(file);
    expect(watch).toThrow('SECRET_FILE: cannot be read: not a regular file');
  });
});
