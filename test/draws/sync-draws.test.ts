import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLottery } from '../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../services/domain/lotteries/lottery.js';
import { readDrawsFile } from '../../services/orchestrator/draws/reading/read-draws-file.js';
import { CaixaApi } from '../../services/orchestrator/draws/sync/caixa-api.js';
import { importDraws, syncDraws } from '../support/data/draws.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { answersOf, type CaixaApiServer, startCaixaApiServer } from '../support/servers/caixa-api-server.js';
import { type Services, startServices } from '../support/services/services.js';

const HEADER = 'concurso,data,bola1,bola2,bola3,bola4,bola5,bola6';
const csv = (draws: number) =>
  Buffer.from([HEADER, ...Array.from({ length: draws }, (_, i) => `${i + 1},2020-01-01,1,2,3,4,5,${6 + (i % 55)}`)].join('\n'));
const prizes = (draws: number) =>
  Buffer.from(
    [
      'concurso,especial,arrecadacao,ganhadores_6,ganhadores_4',
      ...Array.from({ length: draws }, (_, i) => `${i + 1},${i % 9 === 0 ? 1 : 0},90000000,0,2000`),
    ].join('\n'),
  );
const megaAnswers = (draws: number) => answersOf('mega-sena', csv(draws), prizes(draws));

/** Of expect.poll: whatever it takes on a busy machine. */
const WAIT = { timeout: 60_000 };

let api: CaixaApiServer;
let services: Services;
beforeEach(async () => {
  api = await startCaixaApiServer({ megasena: megaAnswers(30) });
  services = await startServices({ CAIXA_API_URL: api.url });
});
afterEach(async () => {
  await services.stop();
  await api.stop();
});

const sync = (lottery?: string) => syncDraws(services.jobs.client, lottery);
const importFile = (file: Buffer, lottery?: string) => importDraws(services.jobs.client, file, lottery);

const kept = async () => (await services.jobs.client.getHistory().catch(() => undefined))?.draws ?? 0;

/** The fault for some paths, so many times. */
function failing(paths: RegExp, fail: (response: ServerResponse) => void, times = Number.POSITIVE_INFINITY): void {
  const left = new Map<string, number>();
  api.fault = (path, response) => {
    const before = left.get(path) ?? times;
    if (!paths.test(path) || before === 0) return false;
    left.set(path, before - 1);
    fail(response);
    return true;
  };
}

const answer =
  (status: number, headers: Record<string, string> = {}, body = '{}') =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

describe('a sync', () => {
  it('of a lottery without draws fetches all draws, oldest first, a few at a time, and reports its progress', async () => {
    const held = new Map<string, ServerResponse>();
    api.fault = (path, response) => /\/[1-4]$/.test(path) && held.set(path, response).size > 0;
    const synced = sync();
    await expect.poll(() => held.size, WAIT).toBe(4);
    expect(api.underWay).toBe(4);
    api.fault = () => false;
    // The last first: they come in order all the same.
    for (const number of [4, 3, 2, 1]) held.get(`megasena/${number}`)?.end(JSON.stringify(api.answers.megasena[number - 1]));
    const { steps, last } = await synced;
    expect(steps.slice(0, -1).map(({ fetched, total }) => [fetched, total])).toEqual(Array.from({ length: 30 }, (_, i) => [i, 30]));
    expect(last).toMatchObject({ fetched: 30, total: 30, warnings: [], popularity: null });
    expect(api.asked).toHaveLength(30);
    expect(api.asked[0]).toBe('megasena');
    expect(new Set(api.asked.slice(1))).toEqual(new Set(Array.from({ length: 29 }, (_, i) => `megasena/${i + 1}`)));
    expect(api.mostUnderWay).toBe(4);
    expect(last.history).toEqual(await services.jobs.client.getHistory());
    expect((await importFile(csv(30))).history).toEqual(last.history);
  });

  it('fetches only what is missing, and nothing when nothing is', async () => {
    await importFile(Buffer.from(csv(30).toString().split('\n').toSpliced(11, 2).slice(0, 27).join('\n')));
    const { last } = await sync();
    // The newest stored draw has no winnings yet, so the sync fetches it again.
    expect(api.asked.toSorted()).toEqual(['megasena', ...[11, 12, 28, 29].map((number) => `megasena/${number}`)]);
    expect(last.history?.draws).toBe(30);
    api.asked.length = 0;
    expect((await sync()).last).toMatchObject({ fetched: 0, total: 0, history: { version: last.history?.version } });
    expect(api.asked).toEqual(['megasena']);
  });

  it('takes winners, revenue and special draws, and fits popularity as an import does', async () => {
    await importFile(csv(400));
    api.answers.megasena = megaAnswers(401);
    expect((await sync()).last.popularity).toBeNull();
    await importFile(csv(1));
    const { last } = await sync();
    // One in nine is special.
    expect(last.popularity).toMatchObject({ hits: 4, draws: 401 - 45, historyVersion: last.history?.version });
    expect((await sync()).last.popularity).toEqual(last.popularity);
    await importFile(csv(401));
    await importFile(prizes(401));
    expect(await services.jobs.client.getPopularity()).toMatchObject({ version: last.popularity?.version });
  });

  it('leaves out draws that are not there or cannot be, with a warning', async () => {
    const [, second] = api.answers.megasena;
    second.listaDezenas = ['01', '02', '03', '04', '05', '61'];
    api.answers.megasena = api.answers.megasena.filter(({ numero }) => numero !== 7 && numero !== 9);
    const { last } = await sync();
    expect(last.history?.draws).toBe(27);
    expect(last.warnings).toEqual([
      'the results API has no draw 7, 9',
      'draw 2 was left out: answer 1, bola6: "61" is not in 1..60',
      '3 draws between 1 and 30 are missing',
    ]);
  });

  it('of a lottery without an API, or none, is refused', async () => {
    await expect(sync('powerball')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'lottery', description: expect.stringMatching(/mega-sena, lotofacil, .*mais-milionaria$/) }],
    });
    await expect(sync('../x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(api.asked).toEqual([]);
  });

  it('waits for no other of the same lottery', async () => {
    failing(/\/5$/, () => {});
    const first = services.jobs.client.syncDraws();
    await first.next();
    await expect(sync()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'SYNC_UNDER_WAY' });
    await first.return();
  });
});

describe('a results API that fails for a while', () => {
  it.each([
    ['HTTP 500', answer(500)],
    ['a connection cut before the answer', (response: ServerResponse) => response.destroy()],
    [
      'a connection cut in the answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"numero"', () => response.destroy());
      },
    ],
    ['HTTP 429', answer(429, { 'retry-after': '1' })],
  ])('with %s is asked again', async (_title, fail) => {
    failing(/^megasena(\/7)?$/, fail, 1);
    expect((await sync()).last).toMatchObject({ fetched: 30, warnings: [] });
    expect(api.asked.filter((path) => path === 'megasena/7')).toHaveLength(2);
  });
});

describe('a results API that fails', () => {
  it.each([
    ['HTTP 500', answer(500), 'UNAVAILABLE', 'RESULTS_API_UNREACHABLE', 'does not answer: HTTP 500 (5 attempts)'],
    ['HTTP 403', answer(403), 'FAILED_PRECONDITION', 'RESULTS_API_REFUSED', 'outside Brazil'],
    ['a pause of an hour', answer(429, { 'retry-after': '3600' }), 'RESOURCE_EXHAUSTED', 'RESULTS_API_BUSY', 'asks to wait 3600 s'],
    ['a page', answer(200, {}, '<html>'), 'FAILED_PRECONDITION', 'RESULTS_API_WRONG', 'not JSON'],
    ['other JSON', answer(200, {}, '{"numero":"7"}'), 'FAILED_PRECONDITION', 'RESULTS_API_WRONG', 'is not a result (numero: '],
    [
      'another draw',
      (response: ServerResponse) => response.end(JSON.stringify(api.answers.megasena[1])),
      'FAILED_PRECONDITION',
      'RESULTS_API_WRONG',
      'is the result of draw 2',
    ],
    ['megabytes', answer(200, {}, ' '.repeat(1024 * 1024 + 1)), 'FAILED_PRECONDITION', 'RESULTS_API_WRONG', 'answers more than 1 MiB'],
    [
      'another host',
      answer(302, { location: 'http://localhost:1/' }),
      'FAILED_PRECONDITION',
      'RESULTS_API_WRONG',
      'redirects to another host',
    ],
    ['a redirect to itself', answer(302, { location: '7' }), 'FAILED_PRECONDITION', 'RESULTS_API_WRONG', 'redirects more than 3 times'],
  ])(
    'with %s ends the sync; the draws fetched before are stored, and the next sync resumes after them',
    async (_title, fail, code, reason, words) => {
      failing(/\/7$/, fail);
      const failure = await sync().catch((error) => error);
      expect(failure).toMatchObject({ code, reason });
      expect(failure.message).toContain(words);
      expect(failure.message).toContain('; 6 of 30 draws were fetched and stored: the next sync continues from there');
      expect(await kept()).toBe(6);
      api.fault = () => false;
      api.asked.length = 0;
      expect((await sync()).last).toMatchObject({ fetched: 24, total: 24, history: { draws: 30 } });
      expect(api.asked).toHaveLength(24);
    },
  );

  it('from the start leaves the stored draws unchanged', async () => {
    await importFile(csv(5));
    for (const fail of [
      answer(403),
      answer(404),
      answer(200, {}, '[]'),
      answer(200, {}, JSON.stringify({ ...megaAnswers(1)[0], numero: 900_000 })),
    ]) {
      failing(/^megasena$/, fail);
      await expect(sync()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    }
    expect(await kept()).toBe(5);
  });

  it('for all draws, each in the same way, is not taken at its word', async () => {
    api.answers.megasena = megaAnswers(60).map((each) => ({ ...each, listaDezenas: ['00', '00'] }));
    await expect(sync()).rejects.toMatchObject({
      reason: 'RESULTS_API_WRONG',
      message: expect.stringContaining('more than 20 draws have impossible numbers'),
    });
    expect(await kept()).toBe(0);
  });

  it('because nobody listens, or because no answer comes, is reported differently', async () => {
    failing(/./, () => {});
    const options = { attempts: 2, pauseMs: 1 };
    const { signal } = new AbortController();
    await expect(new CaixaApi({ ...options, baseUrl: api.url, timeoutMs: 1_000 }).result('megasena', 1, signal)).rejects.toMatchObject({
      ...{ code: 'UNAVAILABLE', reason: 'RESULTS_API_UNREACHABLE' },
      message: expect.stringMatching(/^the results API at 127\.0\.0\.1:\d+ does not answer: timeout after 1 s \(2 attempts\)$/),
    });
    expect(api.asked).toHaveLength(2);
    // Nobody listens on this port, and fetch does not refuse it.
    await expect(new CaixaApi({ ...options, baseUrl: 'http://127.0.0.1:2/api' }).result('megasena', 1, signal)).rejects.toMatchObject({
      message: expect.stringContaining('does not answer: ECONNREFUSED (2 attempts)'),
    });
  });

  it('follows redirects within its host', async () => {
    failing(/^old\/1$/, answer(301, { location: '/api/megasena/1' }));
    expect(await new CaixaApi({ baseUrl: api.url }).result('old', 1, new AbortController().signal)).toMatchObject({ numero: 1 });
  });
});

describe('a caller that goes away', () => {
  /** Undefined while the sync before has not let go of the lottery: then the results API is not asked. */
  const drawsSynced = () =>
    sync().then(
      ({ last }) => last.history?.draws,
      () => undefined,
    );

  it('stops the requests, and what was fetched is kept', async () => {
    failing(/\/1[0-3]$/, () => {});
    const controller = new AbortController();
    const ended = (async () => {
      for await (const { fetched } of services.jobs.client.syncDraws('', { signal: controller.signal })) {
        if (fetched === 9) controller.abort();
      }
    })();
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => api.underWay, WAIT).toBe(0);
    await expect.poll(kept, WAIT).toBe(9);
    const asked = api.asked.length;
    api.fault = () => false;
    await expect.poll(drawsSynced, WAIT).toBe(30);
    expect(api.asked.length - asked).toBe(21);
  });

  it('during a pause ends it', async () => {
    failing(/./, answer(429, { 'retry-after': '59' }));
    const controller = new AbortController();
    const ended = services.jobs.client.syncDraws('', { signal: controller.signal }).next();
    await expect.poll(() => api.asked.length, WAIT).toBe(1);
    controller.abort();
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
    api.fault = () => false;
    await expect.poll(drawsSynced, WAIT).toBe(30);
  });
});

describe('dezenas draws sync', () => {
  async function run(...parameters: string[]) {
    return start(...parameters).ended;
  }

  function start(...parameters: string[]) {
    const main = fileURLToPath(new URL('../../services/client/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'draws', 'sync', ...parameters], {
      env: { PATH: process.env.PATH, DATA_DIR: services.dataDir, CAIXA_API_URL: api.url, LANG: 'C' },
    });
    const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(([[code], stdout, stderr]) => {
      return { code, stdout, stderr };
    });
    return { child, ended };
  }

  it('fetches the draws in this process or with a server, and prints the history', async () => {
    const began = performance.now();
    const first = await run();
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^30 draws of mega-sena, from 1 \(2020-01-01\) to 30 /) });
    // The progress is printed at once, and then at most once a second.
    expect(first.stderr).toMatch(/^mega-sena: fetched 0 of 30 draws\n(mega-sena: fetched \d+ of 30 draws\n)*$/);
    expect(first.stderr.trim().split('\n').length).toBeLessThanOrEqual(1 + (performance.now() - began) / 1_000);
    expect(await kept()).toBe(30);
    api.answers.megasena = megaAnswers(31);
    const second = await run('--address', services.orchestrator.address, '--json', '--locale', 'pt-BR');
    expect(JSON.parse(second.stdout)).toMatchObject({ lottery: 'mega-sena', draws: 31, last: { number: 31 }, warnings: [] });
    expect(second.stderr).toBe('mega-sena: 0 de 1 concurso baixado\n');
  });

  it('says in Portuguese why it stopped, and stores the draws fetched before', async () => {
    failing(/\/7$/, answer(403));
    const { code, stderr } = await run('--locale', 'pt-BR');
    expect(code).toBe(1);
    expect(stderr).toContain('dezenas: a API de resultados recusou este computador (HTTP 403)');
    expect(stderr).toContain('dezenas draws import ARQUIVO');
    expect(await kept()).toBe(6);
  });

  it('stores the fetched draws when it is interrupted', async () => {
    failing(/\/1[0-3]$/, () => {});
    const { child, ended } = start();
    await expect.poll(() => api.asked.length, WAIT).toBe(14);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted: the fetched draws are stored') });
    expect(await kept()).toBe(9);
  });

  it('takes all lotteries one after the other, and ends with the first that fails', async () => {
    api.answers.quina = answersOf('quina', Buffer.from('concurso,data,bola1,bola2,bola3,bola4,bola5\n1,1994-03-13,25,45,60,76,79'));
    api.answers.lotofacil = answersOf(
      'lotofacil',
      Buffer.from(
        `concurso,data,${Array.from({ length: 15 }, (_, i) => `bola${i + 1}`)}\n1,2003-09-29,${Array.from({ length: 15 }, (_, i) => i + 1)}`,
      ),
    );
    const { code, stdout, stderr } = await run('--lottery', 'all', '--json');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).lottery),
    ).toEqual(['mega-sena', 'lotofacil', 'quina']);
    expect(code).toBe(1);
    expect(stderr).toContain('dezenas: the results API cannot be used: it has no draws of Lotomania');
    expect(await run('--lottery', 'powerball')).toMatchObject({ code: 2 });
  });
});

describe('answers of the results API as a file', () => {
  const mega = findLottery('mega-sena') as Lottery;

  it('are imported like any other file, one or many', async () => {
    const { history, warnings } = await importFile(Buffer.from(JSON.stringify(megaAnswers(30))));
    expect([history, warnings]).toEqual([(await importFile(csv(30))).history, []]);
    expect((await importFile(Buffer.from(`\ufeff\n${JSON.stringify(megaAnswers(1)[0])}`))).history.draws).toBe(1);
  });

  it('that are wrong are refused with the answer and the field', async () => {
    const wrong = async (json: unknown) => {
      try {
        return await readDrawsFile(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)), mega);
      } catch (error) {
        return (error as Error).message;
      }
    };
    const [first] = megaAnswers(1);
    expect(await wrong('[{')).toBe('data: looks like JSON and is not: answers of the results API, one or an array');
    expect(await wrong('[]')).toMatch(/^data: /);
    expect(await wrong([first, { ...first, numero: 0 }])).toMatch(/^answer 2: numero: /);
    expect(await wrong([first, first])).toBe('answer 2, concurso: draw 1 is in answer 1 already');
    expect(await wrong({ ...first, dataApuracao: '31/02/2020' })).toContain('answer 1, data: "31/02/2020" is not a date');
    expect(await wrong({ ...first, listaDezenas: ['01'] })).toContain('data: has 1 bola columns');
    expect(await wrong({ ...first, tipoJogo: 'DUPLA_SENA' })).toBe('answer 1: tipoJogo: a draw of Dupla Sena, not of Mega-Sena');
    expect(await wrong({ ...first, listaDezenas: Array(500).fill('01') })).toMatch(/^answer 1: listaDezenas: /);
  });

  it.skipIf(!hasSharedData)(`as Caixa sent them are read, winners and revenue too${NO_SHARED_DATA}`, async () => {
    const answers = Object.values(JSON.parse(readShared('caixa/api-mega-sena-sample.json').toString()));
    const { draws, warnings } = await readDrawsFile(Buffer.from(JSON.stringify(answers)), mega);
    expect(draws[0]).toEqual({
      ...{ number: 3044, date: '2026-08-13', numbers: [4, 15, 17, 40, 55, 58], second: undefined, extras: undefined },
      winnings: { revenueCentavos: 2_455_388_400, special: false, winners: { 6: 0, 5: 16, 4: 1252 } },
    });
    expect(draws.map(({ number }) => number)).toEqual([3044, 3045, 3046]);
    expect(warnings).toEqual(['the first draw is 3044, not 1']);
  });
});
