import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../support/services/services.js';

let services: Services;
beforeAll(async () => {
  services = await startServices({ GENERATOR_THREADS: '2' });
});
afterAll(() => services.stop());

describe('a job', () => {
  it('generates, writes and hands out a workbook of exactly the games of its spec', async () => {
    const created = await services.jobs.create({ spec: { quantity: 60_000, seed: 7 } });
    const job = await services.jobs.end(created.id);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', executor: 'generators', failure: null });
    expect(job.progress).toMatchObject({ gamesGenerated: '60000', gamesTotal: '60000', rowsWritten: '60000' });

    const workbook = await services.jobs.download(job.id);
    expect(workbook.length.toString()).toBe(job.workbooks[0]?.sizeBytes);
    expect(createHash('sha256').update(workbook).digest('hex')).toBe(job.workbooks[0]?.sha256);

    const streamed = await services.jobs.games(job.spec ?? {});
    expect(streamed.sha256).toBe(job.summary?.gamesSha256);
    expect(streamed.summary).toEqual(job.summary);
    expect(job.summary).toMatchObject({ games: '60000', priceCentavos: (60_000 * 600).toString(), spaceSize: '50063860' });
    const rejected = (job.summary?.rules ?? []).reduce((sum, { rejections }) => sum + Number(rejections), 0);
    expect(Number(job.summary?.candidates)).toBe(60_000 + rejected);
    expect(job.notices).toEqual(['Nenhum histórico de concursos da Mega-Sena foi usado: as regras de histórico estão desligadas.']);
  });

  it('buys what a budget pays for at the official price', async () => {
    // R$ 42.00 a game of 7 numbers: R$ 1,000.00 pay for 23.
    const created = await services.jobs.create({ spec: { budgetCentavos: 100_000, picks: 7 } });
    expect(created.spec).toMatchObject({ picks: 7, quantity: 23 });
    const job = await services.jobs.end(created.id);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', executor: 'in-process' });
    expect(job.summary?.priceCentavos).toBe((23 * 4_200).toString());
  });

  it('echoes its spec with every default filled in, so that it can be asked for again', async () => {
    const { spec } = await services.jobs.create({ spec: { quantity: 5, constraints: { fixedNumbers: [9, 3] } } });
    expect(spec).toMatchObject({
      lottery: 'mega-sena',
      picks: 6,
      quantity: 5,
      chunkSize: 25_000,
      historyVersion: '',
      constraints: { fixedNumbers: [3, 9], window: 1_000, windowScope: 'WINDOW_SCOPE_JOB' },
    });
    const [first, second] = [await services.jobs.games(spec ?? {}), await services.jobs.games(spec ?? {})];
    expect(first.sha256).toBe(second.sha256);
  });

  it('runs in this process below PARALLEL_MIN_QUANTITY, on generators from there on, and anywhere when told', async () => {
    const executors = async (
      quantity: number,
      mode: 'GENERATION_MODE_AUTO' | 'GENERATION_MODE_PARALLEL' | 'GENERATION_MODE_SEQUENTIAL',
    ) => {
      const { id } = await services.jobs.create({ spec: { quantity }, mode });
      return (await services.jobs.end(id)).executor;
    };
    expect(await executors(999, 'GENERATION_MODE_AUTO')).toBe('in-process');
    expect(await executors(1_000, 'GENERATION_MODE_AUTO')).toBe('generators');
    expect(await executors(999, 'GENERATION_MODE_PARALLEL')).toBe('generators');
    expect(await executors(1_000, 'GENERATION_MODE_SEQUENTIAL')).toBe('in-process');
  });

  it('is one job for one request id, however often it is asked for', async () => {
    const request = { requestId: 'bolao-1', spec: { quantity: 50, seed: 1 } };
    const answers = await Promise.all(Array.from({ length: 50 }, () => services.jobs.create(request)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await expect(services.jobs.create({ ...request, spec: { quantity: 51, seed: 1 } })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      reason: 'REQUEST_ID_REUSED',
    });
  });

  it('tells its watchers how far it is, and ends their watch with its end', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 300_000, seed: 2 } });
    const states: string[] = [];
    let games = -1;
    for await (const { state, progress } of services.jobs.watch(id)) {
      if (state && states.at(-1) !== state) states.push(state);
      expect(Number(progress?.gamesGenerated)).toBeGreaterThanOrEqual(games);
      games = Number(progress?.gamesGenerated);
    }
    expect(games).toBe(300_000);
    expect(states.at(-1)).toBe('JOB_STATE_COMPLETED');
  });

  it('has no workbook to download before its end', async () => {
    const { id } = await services.jobs.create({ spec: { quantity: 200_000 } });
    await expect(services.jobs.download(id)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NO_WORKBOOK' });
    await services.jobs.end(id);
    expect((await services.jobs.download(id)).length).toBeGreaterThan(1_000_000);
  });
});

describe('rules asked for', () => {
  it('hold for every game, each with its own count of rejections', async () => {
    const rules = [
      { id: 'each-row', max: 2 },
      { id: 'sum', min: 150, max: 220 },
      { id: 'primes', min: 0, max: 1, negated: true },
      { id: 'group', min: 1, max: 2, numbers: [3, 13, 23] },
      { id: 'group', max: 1, numbers: [50, 51, 52, 53] },
    ];
    const { numbers, summary } = await services.jobs.games({ quantity: 20_000, seed: 3, rules });
    for (let at = 0; at < numbers.length; at += 6) {
      const game = [...numbers.subarray(at, at + 6)];
      const rows = [0, 1, 2, 3, 4, 5].map((row) => game.filter((number) => Math.floor((number - 1) / 10) === row).length);
      expect(Math.max(...rows)).toBeLessThanOrEqual(2);
      const sum = game.reduce((total, number) => total + number, 0);
      expect(sum >= 150 && sum <= 220).toBe(true);
      expect(
        game.filter((number) => [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59].includes(number)).length,
      ).toBeGreaterThan(1);
      const own = game.filter((number) => [3, 13, 23].includes(number)).length;
      expect(own === 1 || own === 2).toBe(true);
      expect(game.filter((number) => number >= 50 && number <= 53).length).toBeLessThanOrEqual(1);
    }
    const reported = summary.rules.filter(({ id }) => rules.some((rule) => rule.id === id));
    expect(reported.map(({ id, negated, numbers: own }) => [id, negated, own])).toEqual([
      ['primes', true, []],
      ['each-row', false, []],
      ['group', false, [3, 13, 23]],
      ['group', false, [50, 51, 52, 53]],
      ['sum', false, []],
    ]);
    for (const { rejections } of reported) expect(Number(rejections)).toBeGreaterThan(0);
  });
});

describe('a group of rules', () => {
  it('gives exactly the games of which so many rules hold, as brute force finds them', async () => {
    const pool = [1, 2, 3, 5, 8, 13, 17, 19, 24, 30, 31, 44];
    const members: [object, (game: number[]) => boolean][] = [
      [{ id: 'primes', min: 3, max: 4 }, (game) => [3, 4].includes(game.filter((n) => [2, 3, 5, 13, 17, 19, 31].includes(n)).length)],
      [{ id: 'sum', max: 90 }, (game) => game.reduce((a, b) => a + b, 0) <= 90],
      [{ id: 'frame', max: 2, negated: true }, (game) => game.filter((n) => n <= 10 || n >= 51 || n % 10 <= 1).length > 2],
    ];
    const plain = (game: number[]) => {
      const odd = game.filter((number) => number % 2 === 1).length;
      return odd > 0 && odd < 6 && !game.some((number) => [1, 2, 3].every((i) => game.includes(number + i)));
    };
    const sizes: number[] = [];
    for (const atLeast of [1, 2, 3]) {
      const spec = {
        quantity: 924,
        seed: 1,
        constraints: { poolNumbers: pool },
        ruleGroups: [{ atLeast, rules: members.map(([rule]) => rule) }],
      };
      const found: string[] = [];
      const all = async () => {
        for await (const { batch } of services.jobs.stream({ spec })) {
          for (let i = 0; i < (batch?.count ?? 0); i++) found.push([...(batch?.numbers.subarray(i * 6, i * 6 + 6) ?? [])].join(' '));
        }
      };
      await expect(all()).rejects.toMatchObject({ reason: 'RULES_EXHAUSTED' });
      const expected: string[] = [];
      for (let mask = 0; mask < 2 ** pool.length; mask++) {
        const game = pool.filter((_, i) => mask & (1 << i));
        if (game.length === 6 && plain(game) && members.filter(([, holds]) => holds(game)).length >= atLeast) expected.push(game.join(' '));
      }
      expect(found.toSorted()).toEqual(expected.toSorted());
      sizes.push(found.length);
    }
    expect(sizes[0]).toBeGreaterThan(sizes[1]);
    expect(sizes[1]).toBeGreaterThan(sizes[2]);
  });

  it('is in the summary with its members, and on the sheet', async () => {
    const { id } = await services.jobs.create({
      spec: {
        quantity: 50,
        seed: 1,
        ruleGroups: [
          {
            atLeast: 1,
            rules: [
              { id: 'primes', min: 3 },
              { id: 'sum', max: 120 },
            ],
          },
        ],
      },
    });
    const { summary } = await services.jobs.end(id);
    const group = summary?.rules.find((rule) => rule.id === 'at-least');
    expect(group).toMatchObject({
      min: 1,
      max: 2,
      members: [
        { id: 'primes', min: 3, max: 6 },
        { id: 'sum', max: 120 },
      ],
    });
    expect(Number(group?.rejections)).toBeGreaterThan(0);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await services.jobs.download(id)) as unknown as ArrayBuffer);
    const words: string[] = [];
    book.getWorksheet('Regras e Resumo')?.eachRow((row) => {
      words.push(String((row.values as unknown[])[1]));
    });
    expect(words).toContain('Pelo menos 1 destas: Números primos 3-6; Soma das dezenas 21-120');
  });
});

describe('a spec that few games satisfy', () => {
  // C(9, 6) = 84 games, of which some break the default rules.
  const spec = { quantity: 100, seed: 5, constraints: { poolNumbers: [1, 2, 3, 4, 11, 12, 13, 14, 25] } };

  it('fails with the exact count and the rules that rejected most', async () => {
    const { id } = await services.jobs.create({ spec });
    const job = await services.jobs.end(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_FAILED', failure: { reason: 'RULES_EXHAUSTED' }, workbooks: [] });
    expect(job.failure?.message).toBe(
      `only ${job.summary?.games} games satisfy these rules: all 84 possible games were visited; most rejections: longest-run (${84 - Number(job.summary?.games)})`,
    );
    // Broken only by runs of four: {1,2,3,4} + 2 of the other five, {11,..,14} likewise, both never (8 > 6).
    expect(job.summary?.games).toBe((84 - 2 * 10).toString());
  });

  it('keeps what there is when the caller asked for that, and says so', async () => {
    const { id } = await services.jobs.create({ spec, allowPartial: true, workbook: { locale: 'en' } });
    const job = await services.jobs.end(id);
    expect(job).toMatchObject({ state: 'JOB_STATE_COMPLETED', workbooks: [{ games: '64', part: 1, parts: 1, firstGame: '1' }] });
    expect(job.notices.at(-1)).toBe('Only 64 of the 100 requested games were found under these rules.');
  });

  it('streams what there is and then fails', async () => {
    let games = 0;
    const all = async () => {
      for await (const { batch } of services.jobs.stream({ spec })) games += batch?.count ?? 0;
    };
    await expect(all()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'RULES_EXHAUSTED' });
    expect(games).toBe(64);
  });

  it('gives the same games in chunks of another size, up to the very last one', async () => {
    const few = await services.jobs.games({ ...spec, quantity: 64, chunkSize: 100 });
    expect(few.summary.games).toBe('64');
  });
});

describe('games streamed to the caller', () => {
  it('come as plain fields when asked', async () => {
    const games = [];
    for await (const { list } of services.jobs.stream({ spec: { quantity: 3, seed: 9 }, encoding: 'GAME_ENCODING_EXPANDED' })) {
      games.push(...(list?.games ?? []));
    }
    const { numbers } = await services.jobs.games({ quantity: 3, seed: 9 });
    expect(games.flatMap((game) => game.numbers)).toEqual([...numbers]);
    for (const { score, level } of games) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
      expect(level).toBe('LEVEL_STRICT');
    }
  });
});
