import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../services/client/library/client.js';
import { type EndedCommand, startCommand } from '../support/clients/command.js';
import { ENDLESS_OPTIONS } from '../support/data/endless.js';
import { startTcpProxy, type TcpProxy } from '../support/servers/tcp-proxy.js';
import { type Services, startServices } from '../support/services/services.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNKNOWN = '00000000-0000-0000-0000-000000000000';

let services: Services;
let proxy: TcpProxy;
let folder: string;
beforeAll(async () => {
  services = await startServices();
  proxy = await startTcpProxy(services.orchestrator.address);
});
afterAll(async () => {
  await proxy.close();
  await services.stop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (command: string, ...parameters: string[]) =>
  startCommand(folder, 'jobs', command, ...parameters, '--address', proxy.address);
const jobs = (command: string, ...parameters: string[]): Promise<EndedCommand> => start(command, ...parameters).ended;

async function createEndless(): Promise<string> {
  const { stdout } = await jobs('create', ...ENDLESS_OPTIONS);
  return stdout.trim();
}

describe('dezenas jobs', () => {
  it('creates, lists, shows, cancels, retries and deletes a job, as text and as JSON', async () => {
    const created = await jobs('create', ...ENDLESS_OPTIONS, '--format', 'none', '--priority', '7', '--request-id', 'bolao-42');
    expect(created).toMatchObject({ code: 0, stderr: '' });
    const id = created.stdout.trim();
    expect(id).toMatch(UUID);
    const again = await jobs('create', ...ENDLESS_OPTIONS, '--format', 'none', '--priority', '7', '--request-id', 'bolao-42', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ id, priority: 7, requestId: 'bolao-42', createTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      workbookOptions: { format: 'FILE_FORMAT_NONE' },
      spec: { quantity: 10_000_000, seed: '3' },
    });
    expect(again.stdout).not.toContain('"_');

    const { stdout } = await jobs('list', '--state', 'queued', 'running', '--lottery', 'mega-sena', '--locale', 'pt-BR');
    expect(stdout).toMatch(
      new RegExp(
        `^trabalho +situação +loteria +jogos +de +prioridade +criado em\n${id} +(gerando|na fila) +mega-sena +\\d+ +10\\.000\\.000 +7 +\\d`,
      ),
    );
    expect(await jobs('list', '--lottery', 'quina')).toMatchObject({ code: 0, stdout: 'no jobs\n' });

    const cancelled = await jobs('cancel', id, '--json');
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ id, state: 'JOB_STATE_CANCELLED' });
    expect(await jobs('cancel', id)).toMatchObject({ code: 1, stderr: expect.stringContaining('dezenas: ') });
    const retried = await jobs('retry', id);
    expect(retried).toMatchObject({ code: 0, stdout: `${id}\n` });
    expect(await jobs('delete', id)).toMatchObject({ code: 1, stderr: expect.stringContaining('cancel it first') });
    const inPortuguese = (await jobs('cancel', id, '--locale', 'pt-BR')).stdout;
    expect(inPortuguese).toMatch(/^Situação +cancelado$/m);
    expect(inPortuguese).toMatch(/^Criado em +\d\d\/\d\d\/\d{4}, [\d:]+$/m);
    // Notices are in the language of the workbook.
    expect(inPortuguese).toMatch(/^Aviso +Nenhum histórico de concursos da Mega-Sena foi usado/m);
    expect((await jobs('get', id)).stdout).toMatch(
      /^Note +the job has notices in the language of its workbook; --locale pt-BR shows them$/m,
    );
    expect(await jobs('delete', id.toUpperCase())).toMatchObject({ code: 0, stdout: `job ${id} deleted\n` });
    expect(await jobs('get', id)).toMatchObject({ code: 1, stderr: expect.stringContaining('no job has this id') });
    expect(await jobs('get', id, '--locale', 'pt-BR')).toMatchObject({
      code: 1,
      stderr: 'dezenas: não há trabalho com este id; os trabalhos são apagados algum tempo depois de terminar (JOB_NOT_FOUND)\n',
    });
  });

  it('list prints the token of the next page, and continues from such a token', async () => {
    for (const seed of [1, 2, 3]) {
      const job = await services.jobs.create({ spec: { lottery: 'quina', quantity: 1, seed }, workbook: { format: 'FILE_FORMAT_NONE' } });
      await services.jobs.end(job.id);
    }
    const options = ['--lottery', 'quina', '--oldest-first', '--limit', '2'];
    const first = JSON.parse((await jobs('list', ...options, '--json')).stdout);
    expect(first.jobs.map(({ spec }: Job) => spec?.seed)).toEqual(['1', '2']);
    expect((await jobs('list', ...options)).stdout).toContain(
      `more jobs match; show the next page with: --page-token ${first.nextPageToken}\n`,
    );
    const last = JSON.parse((await jobs('list', ...options, '--page-token', first.nextPageToken, '--json')).stdout);
    expect(last).toMatchObject({ jobs: [{ spec: { seed: '3' } }], nextPageToken: '' });
    expect(await jobs('list', '--limit', '0', '--page-token', '?')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/dezenas: --page-token: .*\n/),
    });
  });

  it('watch continues after a lost connection, and its exit code reports how the job ended', async () => {
    const id = await createEndless();
    const watch = start('watch', id);
    await expect.poll(watch.said).toContain('running');
    proxy.cut();
    await services.jobs.cancel(id);
    proxy.mend();
    expect(await watch.ended).toMatchObject({ code: 1, stdout: expect.stringMatching(/^State +cancelled$/m) });

    const completed = await jobs('create', '-n', '500', '--seed', '1', '--format', 'jsonl', '--watch', '--json', '--quiet');
    expect(completed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(completed.stdout)).toMatchObject({ state: 'JOB_STATE_COMPLETED', summary: { games: '500' } });
    const failed = await jobs('create', '-n', '100', '--pool', '1-6,11', '--watch', '--locale', 'pt-BR');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/^[0-9a-f-]{36}\nTrabalho +[0-9a-f-]{36}\nSituação +falhou$/m);
    expect(failed.stdout).toMatch(
      /^Falha +só \d jogos satisfazem estas regras: todos os 7 jogos possíveis foram examinados \(RULES_EXHAUSTED\)$/m,
    );
  });

  it('an interrupted watch leaves the job running', async () => {
    const id = await createEndless();
    const watch = start('watch', id);
    await expect.poll(watch.said).toContain('running');
    watch.child.kill('SIGINT');
    expect(await watch.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted: the job keeps running') });
    expect(await services.jobs.get(id)).toMatchObject({ state: 'JOB_STATE_RUNNING' });
    await services.jobs.cancel(id);
  });

  it.each([
    [['get', 'x'], 2, 'must be the id of a job'],
    [['cancel', '../../etc/passwd'], 2, 'must be the id of a job'],
    [['download', UNKNOWN], 1, 'no job has this id'],
    [['create'], 2, 'the number of games is missing'],
    [['create', '-n', '5', '--priority', '101', '--request-id', 'a b'], 2, 'dezenas: --priority: must be 0 to 100, not 101'],
    [['list', '--state', 'done'], 2, 'Allowed choices are queued, running'],
    [['watch', UNKNOWN, '--address', '127.0.0.1:1'], 1, 'no connection to the server'],
    [['watch', UNKNOWN, '--address', '127.0.0.1:1', '--locale', 'pt-BR'], 1, 'sem conexão com o servidor: connect ECONNREFUSED'],
  ])('the arguments %j exit with code %i and report: %s', async ([command, ...parameters], code, words) => {
    const at = parameters.includes('--address') ? [] : ['--address', proxy.address];
    expect(await startCommand(folder, 'jobs', command, ...parameters, ...at).ended).toMatchObject({
      code,
      stderr: expect.stringContaining(words),
    });
  });
});

describe('dezenas jobs download', () => {
  let job: Job;
  beforeAll(async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 120_000, seed: 5 }, workbook: { sheetGames: 50_000 } });
    job = await services.jobs.end(id);
  });

  const partialFile = (name: string, { sha256 }: { sha256: string }) => join(folder, `.${name}.${sha256.slice(0, 16)}.part`);

  it('downloads all files under the names that generate uses, and skips files that exist', async () => {
    const names = [1, 2, 3].map((part) => `jogos-part-0${part}-of-03.xlsx`);
    expect(await jobs('download', job.id)).toMatchObject({ code: 0, stdout: expect.stringContaining(`${names[2]} (`) });
    expect((await readdir(folder)).toSorted()).toEqual(names);
    await rm(join(folder, names[1]));
    const { files } = JSON.parse((await jobs('download', job.id, '--json')).stdout);
    expect(files.map(({ file, wasThere, part, firstGame }: Record<string, unknown>) => [file, wasThere, part, firstGame])).toEqual([
      [names[0], true, 1, 1],
      [names[1], false, 2, 50_001],
      [names[2], true, 3, 100_001],
    ]);
  });

  it('resumes an interrupted download, and refuses a damaged file', async () => {
    const [, second] = job.workbooks;
    const whole = await services.jobs.download(job.id, { part: 2 });
    await writeFile(partialFile('b.xlsx', second), whole.subarray(0, 100_000));
    expect(await jobs('download', job.id, '--part', '2', '--out', 'b.xlsx')).toMatchObject({ code: 0 });
    expect((await readFile(join(folder, 'b.xlsx'))).equals(whole)).toBe(true);
    expect(await readdir(folder)).toEqual(['b.xlsx']);

    // The client does not request stored bytes again, so wrong stored bytes give a wrong digest.
    await writeFile(partialFile('b.xlsx', second), whole.subarray(1, 100_001));
    await rm(join(folder, 'b.xlsx'));
    expect(await jobs('download', job.id, '--part', '2', '--out', 'b.xlsx')).toMatchObject({
      code: 1,
      stderr: 'dezenas: the downloaded file b.xlsx is damaged: its SHA-256 is wrong\n',
    });
    expect(await readdir(folder)).toEqual([]);
    await writeFile(partialFile('b.xlsx', second), Buffer.concat([whole, whole]));
    expect(await jobs('download', job.id, '--part', '2', '--out', 'b.xlsx')).toMatchObject({ code: 0 });
    expect((await readFile(join(folder, 'b.xlsx'))).equals(whole)).toBe(true);
  });

  it('continues after a lost connection, and stores the received bytes when it is interrupted', async () => {
    const [first] = job.workbooks;
    expect(await jobs('download', job.id, '--part', '1', '--out', `${'a'.repeat(240)}.xlsx`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out: the name is too long'),
    });
    proxy.cutAfter(Number(first.sizeBytes) / 2);
    expect(await jobs('download', job.id, '--part', '1', '--out', 'a.xlsx')).toMatchObject({ code: 0 });
    expect((await readFile(join(folder, 'a.xlsx'))).equals(await services.jobs.download(job.id, { part: 1 }))).toBe(true);

    proxy.cutAfter(Number(first.sizeBytes) / 2, true);
    const download = start('download', job.id, '--part', '1', '--out', 'c.xlsx');
    await expect.poll(proxy.isOpen).toBe(false);
    const storedFile = join(folder, `.c.xlsx.${first.sha256.slice(0, 16)}.part`);
    await expect
      .poll(() =>
        stat(storedFile).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      .toBeGreaterThan(0);
    download.child.kill('SIGTERM');
    expect(await download.ended).toMatchObject({ code: 143, stderr: expect.stringContaining('the bytes received so far are stored') });
    expect((await stat(storedFile)).size).toBeGreaterThan(0);
    proxy.mend();
  });

  it('follows no symbolic link beside its target, and reports why a job has no file', async () => {
    await writeFile(join(folder, 'mine'), 'mine');
    await symlink('mine', partialFile('d.xlsx', job.workbooks[0]));
    expect(await jobs('download', job.id, '--part', '1', '--out', 'd.xlsx')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('could not be written'),
    });
    expect(await readFile(join(folder, 'mine'), 'utf8')).toBe('mine');
    expect(await jobs('download', job.id, '--part', '4', '--locale', 'pt-BR')).toMatchObject({
      code: 1,
      stderr: 'dezenas: o trabalho não tem um arquivo 4 pronto (NO_WORKBOOK)\n',
    });
    const { id } = await services.jobs.create({ spec: { quantity: 1 }, workbook: { format: 'FILE_FORMAT_NONE' } });
    await services.jobs.end(id);
    expect(await jobs('download', id)).toMatchObject({ code: 1, stderr: 'dezenas: the job has no file: completed (NO_WORKBOOK)\n' });
  });

  it('leaves no partial file when the server sends no bytes', async () => {
    const others = await services.workbookFiles();
    const { id } = await services.jobs.create({ spec: { quantity: 100, seed: 6 } });
    await services.jobs.end(id);
    const before = await readdir(folder);
    for (const file of await services.workbookFiles()) if (!others.includes(file)) await rm(join(services.workbookDir, file));
    expect(await jobs('download', id, '--out', 'e.xlsx')).toMatchObject({
      code: 1,
      stderr: 'dezenas: no file has this id and part (WORKBOOK_NOT_FOUND)\n',
    });
    expect(await readdir(folder)).toEqual(before);
  });
});
